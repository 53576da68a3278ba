"""Who may still say or change something about a session. The same sentences explain a button that is not there."""

from datetime import datetime

from django.utils.translation import gettext as _

from groups.membership.models import Membership, State
from groups.refusals import Refused
from groups.schedule.models import Session, SessionState


class CannotDoNow(Refused):
    """What is asked of a session is not possible; each reason has a class and words of its own."""

    code = "cannot_do_now"


class NotGoingAhead(CannotDoNow):
    code = "not_going_ahead"


class HasBegun(CannotDoNow):
    code = "has_begun"


class IsOver(CannotDoNow):
    code = "is_over"


class Resting(CannotDoNow):
    code = "resting"


class NotYourSession(CannotDoNow):
    code = "not_your_session"


def check_can_answer(session: Session, membership: Membership, *, now: datetime) -> None:
    """Anybody who is seated, and not on a pause, may say what they can do that day, until the session is over."""
    if membership.group_id != session.group_id or membership.state != State.SEATED:
        raise NotYourSession(_("This session belongs to a group in which you have no seat."))
    if membership.is_paused:
        raise Resting(_("You are on a pause. Nothing is asked of you until you come back."))
    if session.state == SessionState.CANCELLED:
        raise NotGoingAhead(_("This session has been called off. There is nothing you need to do."))
    if session.state == SessionState.OVER or session.ends_at <= now:
        raise IsOver(_("This session is over. There is nothing you need to do."))


def check_can_change(session: Session, by: Membership, *, now: datetime) -> None:
    """A facilitator of the group may call a session off or move it, until it begins."""
    if by.group_id != session.group_id or by.state != State.SEATED or not by.is_facilitator:
        raise NotYourSession(_("Only this group's facilitators can change its sessions."))
    if session.state == SessionState.CANCELLED:
        raise NotGoingAhead(_("This session has already been called off."))
    if session.state == SessionState.OVER or session.ends_at <= now:
        raise IsOver(_("This session is over, so it stays as it was."))
    if session.opened_at is not None:
        # People are in its room: a session that moved away under them would be settled when the room closes.
        raise HasBegun(_("Its room is open already. You can close the room instead."))
    if session.starts_at <= now:
        raise HasBegun(_("This session has begun. You can close its room instead."))


def can_answer(session: Session, membership: Membership, *, now: datetime) -> bool:
    try:
        check_can_answer(session, membership, now=now)
    except CannotDoNow:
        return False
    return True


def can_change(session: Session, by: Membership, *, now: datetime) -> bool:
    try:
        check_can_change(session, by, now=now)
    except CannotDoNow:
        return False
    return True
