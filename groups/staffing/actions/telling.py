"""That others facilitate a session stands in the group's log, once it is settled who; everybody is told from there."""

from datetime import datetime, timedelta

from groups.changes import followers
from groups.changes.actions import note
from groups.changes.models import Change, What
from groups.schedule.facts import Hand, change_of, facts_of
from groups.schedule.models import Session
from groups.staffing.access import hands_of
from groups.staffing.models import AskState, How, SubstituteAsk

NEXT = timedelta(microseconds=1)


def tell(*, session: Session, by: Hand, now: datetime, is_told: bool = True) -> bool:
    """Write down who facilitates the session instead of those whom people know of. False: there is nothing to tell.

    To be called under the session's lock, whenever somebody else may hold it: what follows a session follows here. As
    long as somebody is being asked, nothing is told: it is told once.
    """
    followers.follow([session.pk], now=now)
    hands, said = hands_of(session), _last_said(session)
    as_usual = [str(one.membership_id) for one in hands.duties if one.how == How.USUAL]
    known = as_usual if said is None else list(said.after["facilitators"])
    holding = [str(one.membership_id) for one in hands.holding]
    if set(known) == set(holding) or SubstituteAsk.objects.filter(session=session, state=AskState.ASKED).exists():
        return False
    change = change_of(session, What.FACILITATORS, before=facts_of(session) | {"facilitators": known}, by=by)
    change.after |= {"facilitators": holding}
    change.is_told = is_told
    # Whoever waited for the lock comes with an older clock: the last word is the last all the same.
    note(change=change, now=now if said is None else max(now, said.made_at + NEXT))
    return True


def _last_said(session: Session) -> Change | None:
    """The last word of who facilitates it, if there was one; also from when the session had another hour."""
    return Change.objects.filter(session=session.pk, what=What.FACILITATORS).order_by("-made_at", "-pk").first()
