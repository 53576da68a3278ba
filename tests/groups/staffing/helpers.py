"""What tests about staffing need again and again."""

from datetime import datetime, timedelta
from typing import Any

from groups.changes.models import Change, What
from groups.membership.models import Membership, Part, SupportGroup
from groups.people.models import Letter, LetterKind, User
from groups.schedule.models import Session
from groups.staffing.access import holders
from groups.staffing.models import SubstituteAsk
from tests.cast import Cast, membership, person, support_group

AWAKE = {"quiet_from": None, "quiet_to": None}


def elsewhere(name: str, *, now: datetime, group: SupportGroup | None = None, **fields: Any) -> User:
    """Somebody who facilitates another group, and said that they may be asked to stand in."""
    user = person(name, **({"stands_in": True, **AWAKE} | fields))
    group = group or support_group(now=now, name=f"{name}'s group")
    membership(group, user, now=now, role=Part.FACILITATOR)
    return user


def third(cast: Cast, name: str, *, now: datetime, **fields: Any) -> Membership:
    """One more facilitator of the group, the newest."""
    user = person(name, **(AWAKE | fields))
    return membership(cast.group, user, now=now + timedelta(hours=1), role=Part.FACILITATOR)


def names(session: Session) -> list[str]:
    return sorted(holders([session])[session.pk].names)


def asked(session: Session) -> list[str]:
    """Who is being asked now."""
    return [one.user.chosen_name for one in SubstituteAsk.objects.filter(session=session, state="asked")]


def ask_of(session: Session, user: User) -> SubstituteAsk:
    return SubstituteAsk.objects.get(session=session, user=user)


def told() -> list[tuple[set[str], set[str]]]:
    """Of each change of facilitators that people are told of: the names before and after."""
    said = Change.objects.filter(what=What.FACILITATORS, is_told=True).order_by("made_at")
    return [(_names(one.before), _names(one.after)) for one in said]


def _names(facts: dict[str, Any]) -> set[str]:
    return set(Membership.objects.filter(pk__in=facts["facilitators"]).values_list("name", flat=True))


def letters(kind: LetterKind = LetterKind.STAND_IN) -> list[str]:
    """To whom letters wait."""
    return sorted(Letter.objects.filter(kind=kind, state="pending").values_list("user__chosen_name", flat=True))
