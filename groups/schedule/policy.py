"""Who may still say or change something about a session. The same sentences explain a button that is not there."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from groups.changes.models import Part
from groups.membership.models import Membership, State
from groups.refusals import Refused
from groups.schedule.facts import AFTERWARDS, Hand
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


class StandsAlready(CannotDoNow):
    code = "stands_already"


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


def check_can_change(session: Session, by: Hand, *, now: datetime) -> None:
    """The group's facilitators, admins and the service may change a session, or call it off, until it begins."""
    check_has_a_hand(session.group_id, by)
    if session.state == SessionState.CANCELLED:
        raise NotGoingAhead(_("This session has already been called off."))
    if session.state == SessionState.OVER or session.ends_at <= now:
        raise IsOver(_("This session is over, so it stays as it was."))
    if session.opened_at is not None:
        # People are in its room: a session that moved away under them would be settled when the room closes.
        raise HasBegun(_("Its room is open already. You can close the room instead."))
    if session.starts_at <= now:
        raise HasBegun(_("This session has begun. You can close its room instead."))


def check_has_a_hand(group_id: UUID, by: Hand) -> None:
    """Whoever stands in for one session looks after that one: it is the group's own facilitators who change times."""
    seat = by.seat
    if by.part != Part.FACILITATOR:
        return
    if seat is None or seat.group_id != group_id or seat.state != State.SEATED:
        raise NotYourSession(_("Only this group's facilitators can change its sessions."))
    if not seat.is_facilitator or seat.is_guest:
        raise NotYourSession(_("Only this group's facilitators can change its sessions."))


def check_can_restore(session: Session, by: Hand, *, now: datetime) -> None:
    """A session that was called off takes place after all, as long as it is still to come."""
    check_has_a_hand(session.group_id, by)
    if session.state != SessionState.CANCELLED:
        raise StandsAlready(_("This session has not been called off, so nothing was changed."))
    if session.starts_at <= now:
        raise IsOver(_("The time of this session has gone by. You can add another one."))


def check_nobody_came(session: Session, *, now: datetime) -> None:
    """A session that nobody opened is called off, on the next day at the latest; whose room was opened took place."""
    if session.state == SessionState.CANCELLED:
        raise NotGoingAhead(_("This session has already been called off."))
    if session.state == SessionState.OVER or session.starts_at + AFTERWARDS <= now:
        raise IsOver(_("This session is over, so it stays as it was."))
    if session.opened_at is not None or session.starts_at > now:
        raise HasBegun(_("Somebody may still open its room, or has."))


def can_answer(session: Session, membership: Membership, *, now: datetime) -> bool:
    try:
        check_can_answer(session, membership, now=now)
    except CannotDoNow:
        return False
    return True


def can_change(session: Session, by: Hand, *, now: datetime) -> bool:
    try:
        check_can_change(session, by, now=now)
    except CannotDoNow:
        return False
    return True


def can_restore(session: Session, by: Hand, *, now: datetime) -> bool:
    try:
        check_can_restore(session, by, now=now)
    except CannotDoNow:
        return False
    return True
