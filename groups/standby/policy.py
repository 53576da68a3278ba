"""Who may wish to come to one session, and take a seat that is free that day: sentences, for check and button."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from groups.joining.models import JoinRequest, RequestState
from groups.refusals import Refused
from groups.schedule.models import Session, SessionState
from groups.standby.models import Standby, StandbyState
from groups.standby.planning import is_closed

AHEAD = timedelta(weeks=4)
"""How far ahead sessions may be wished for."""

MOVES: Mapping[StandbyState, frozenset[StandbyState]] = {
    StandbyState.WAITING: frozenset({StandbyState.OFFERED, StandbyState.OVER}),
    StandbyState.OFFERED: frozenset({StandbyState.TAKEN, StandbyState.PASSED, StandbyState.OVER}),
    StandbyState.TAKEN: frozenset({StandbyState.PASSED}),
    StandbyState.PASSED: frozenset({StandbyState.WAITING}),
    StandbyState.OVER: frozenset(),
}
"""From each state of a wish, those it may come to. Drawn in docs/standby.md."""


class CannotWish(Refused):
    code = "cannot_wish"


class CannotTake(Refused):
    code = "cannot_take"


def before(state: StandbyState) -> list[StandbyState]:
    """The states from which a wish may come to this one."""
    return [start for start, ends in MOVES.items() if state in ends]


def check_is_in_line(asked: JoinRequest) -> None:
    """Those in line have talked with the facilitators, and a standing roster is a promise to whoever is in it."""
    if asked.group.same_people:
        raise CannotWish(_("In this group the same people meet each time, so nobody sits in for one day."))
    if asked.state != RequestState.WAITING:
        raise CannotWish(_("This is for those who wait in line for a seat."))


def why_not_wish(asked: JoinRequest) -> CannotWish | None:
    """What keeps somebody from wishing for any session, or None."""
    try:
        check_is_in_line(asked)
    except CannotWish as no:
        return no
    return None


def check_can_wish(asked: JoinRequest, session: Session, *, now: datetime) -> None:
    check_is_in_line(asked)
    if session.group_id != asked.group_id or session.starts_at > now + AHEAD:
        raise CannotWish(_("This session is not among those that you can come to."))
    if session.state != SessionState.PLANNED or is_closed(session.starts_at, now=now):
        raise CannotWish(_("For this session nobody is asked any more. There are others."))


def can_take(wish: Standby, *, now: datetime) -> bool:
    try:
        check_can_take(wish, now=now)
    except CannotTake:
        return False
    return True


def check_can_take(wish: Standby, *, now: datetime) -> None:
    """The seat is kept for them, its time is not over, and there is a session to come to."""
    asked, session = wish.request, wish.session
    if session.state != SessionState.PLANNED or session.ends_at <= now:
        raise CannotTake(_("This session does not take place now. Your place in line stays."))
    if wish.state != StandbyState.OFFERED or wish.expires_at is None or wish.expires_at <= now:
        raise CannotTake(_("This seat is with the next person now. Your place in line stays."))
    if asked.state != RequestState.WAITING or asked.group.same_people:
        raise seat_is_gone()


def seat_is_gone() -> CannotTake:
    """Of several reasons, one of which must not be known: so none is told."""
    return CannotTake(_("This seat is not there any more. That is about chairs, not about you."))
