"""That others facilitate a session stands in the group's log, once it is settled who; everybody is told from there."""

from datetime import datetime

from groups.changes.actions import note
from groups.changes.models import Change, What
from groups.schedule.facts import Hand, change_of, facts_of
from groups.schedule.models import Session
from groups.staffing.access import hands_of
from groups.staffing.models import AskState, How, SubstituteAsk


def tell(*, session: Session, by: Hand, now: datetime, is_told: bool = True) -> bool:
    """Write down who facilitates the session instead of those whom people know of. False: there is nothing to tell.

    To be called under the session's lock. As long as somebody is being asked, nothing is told: it is told once.
    """
    hands = hands_of(session)
    said = _known(session)
    known = said if said is not None else [str(one.membership_id) for one in hands.duties if one.how == How.USUAL]
    holding = [str(one.membership_id) for one in hands.holding]
    if set(known) == set(holding) or SubstituteAsk.objects.filter(session=session, state=AskState.ASKED).exists():
        return False
    change = change_of(session, What.FACILITATORS, before=facts_of(session) | {"facilitators": known}, by=by)
    change.after |= {"facilitators": holding}
    change.is_told = is_told
    note(change=change, now=now)
    return True


def _known(session: Session) -> list[str] | None:
    """Those whom the last word of it named, if there was one; also when the session had another hour then."""
    said = Change.objects.filter(session=session.pk, what=What.FACILITATORS).order_by("-made_at", "-pk").first()
    return None if said is None else list(said.after["facilitators"])
