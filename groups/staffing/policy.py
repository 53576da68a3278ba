"""What a facilitator may do about a session that they hold, or are asked to: sentences, for check and button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from groups.membership.models import Membership, State
from groups.refusals import Refused
from groups.schedule.models import Session, SessionState
from groups.staffing.models import AskState, Duty, DutyState, How, SubstituteAsk
from groups.staffing.planning import ENDS_BEFORE

MOVES: Mapping[AskState, frozenset[AskState]] = {
    AskState.ASKED: frozenset({AskState.ACCEPTED, AskState.DECLINED, AskState.EXPIRED, AskState.WITHDRAWN}),
    AskState.ACCEPTED: frozenset({AskState.DECLINED, AskState.WITHDRAWN}),
    AskState.DECLINED: frozenset({AskState.WITHDRAWN}),
    AskState.EXPIRED: frozenset({AskState.WITHDRAWN}),
    AskState.WITHDRAWN: frozenset({AskState.ASKED}),
}
"""From each state of an ask, those it may come to. Drawn in docs/staffing.md."""


class CannotStaff(Refused):
    """What is asked about who facilitates a session is not possible; each reason has a class of its own."""

    code = "cannot_staff"


class TooLate(CannotStaff):
    code = "too_late"


class NotYours(CannotStaff):
    code = "not_yours"


class PlacesAreTaken(CannotStaff):
    code = "places_are_taken"


class IsElsewhere(CannotStaff):
    code = "is_elsewhere"


class AlreadySettled(CannotStaff):
    code = "already_settled"


@dataclass(frozen=True)
class Hands:
    """The duties of one session that count."""

    duties: Sequence[Duty]

    @property
    def holding(self) -> list[Duty]:
        return [one for one in self.duties if one.state == DutyState.HOLDS]

    @property
    def cannot(self) -> list[Duty]:
        return [one for one in self.duties if one.state == DutyState.CANNOT]

    @property
    def places(self) -> int:
        """How many facilitate it, as it was laid down."""
        return sum(one.how == How.USUAL for one in self.duties)

    @property
    def has_free_place(self) -> bool:
        """Somebody cannot come, and nobody stands in for them yet."""
        return len(self.holding) < self.places

    def of(self, seat: Membership) -> Duty | None:
        return next((one for one in self.duties if one.membership_id == seat.pk), None)

    def is_held_by(self, seat: Membership) -> bool:
        mine = self.of(seat)
        return mine is not None and mine.state == DutyState.HOLDS


def check_is_to_come(session: Session, *, now: datetime) -> None:
    if session.state == SessionState.CANCELLED:
        raise TooLate(_("This session has been called off. Nobody needs to hold it."))
    if session.opened_at is not None or session.state == SessionState.OVER:
        raise TooLate(_("The room of this session was opened already, so this stays as it is."))
    if session.starts_at <= now:
        raise TooLate(_("This session has begun, so this stays as it is."))


def is_to_come(session: Session, *, now: datetime) -> bool:
    try:
        check_is_to_come(session, now=now)
    except CannotStaff:
        return False
    return True


def check_facilitates(seat: Membership, session: Session) -> None:
    if seat.group_id != session.group_id or seat.state != State.SEATED or not seat.is_facilitator:
        raise NotYours(_("Only this group's facilitators hold its sessions."))


def check_can_give_up(session: Session, seat: Membership, hands: Hands, *, now: datetime) -> None:
    check_facilitates(seat, session)
    check_is_to_come(session, now=now)
    if not hands.is_held_by(seat):
        raise NotYours(_("You do not hold this session, so there is nothing to give up."))


def check_can_hold(session: Session, seat: Membership, hands: Hands, *, now: datetime) -> None:
    check_facilitates(seat, session)
    check_is_to_come(session, now=now)
    if seat.is_paused:
        raise NotYours(_("You are on a pause. Come back first, then you can hold a session."))
    if hands.is_held_by(seat):
        raise NotYours(_("You hold this session already."))
    if not hands.has_free_place:
        raise PlacesAreTaken(_("Everybody who is needed holds this session by now. Thank you for asking."))


def can_give_up(session: Session, seat: Membership, hands: Hands, *, now: datetime) -> bool:
    try:
        check_can_give_up(session, seat, hands, now=now)
    except CannotStaff:
        return False
    return True


def can_hold(session: Session, seat: Membership, hands: Hands, *, now: datetime) -> bool:
    try:
        check_can_hold(session, seat, hands, now=now)
    except CannotStaff:
        return False
    return True


def check_move(ask: SubstituteAsk, to: AskState) -> None:
    if to not in MOVES[AskState(ask.state)]:
        raise AlreadySettled(_("This was answered already, or is not needed any more. Nothing was changed."))


def check_can_accept(ask: SubstituteAsk, session: Session, hands: Hands, *, now: datetime) -> None:
    check_move(ask, AskState.ACCEPTED)
    check_is_to_come(session, now=now)
    if ask.expires_at <= now:
        raise TooLate(_("The time to answer has gone by, and others are asked now. Thank you all the same."))
    if not hands.has_free_place:
        raise PlacesAreTaken(_("Everybody who is needed holds this session by now. Thank you all the same."))


def why_not_accept(ask: SubstituteAsk, session: Session, hands: Hands, *, now: datetime) -> CannotStaff | None:
    """What keeps somebody from saying yes now, or None."""
    try:
        check_can_accept(ask, session, hands, now=now)
    except CannotStaff as no:
        return no
    return None


def check_can_answer_call(session: Session, *, now: datetime) -> None:
    if session.state == SessionState.CANCELLED:
        raise TooLate(_("This session has been called off. Thank you for looking."))
    if session.opened_at is not None:
        raise TooLate(_("Somebody has opened the room in the meantime. Thank you for looking."))
    if session.state == SessionState.OVER or session.ends_at <= now:
        raise TooLate(_("This session is over. Thank you for looking."))


def why_not_answer_call(session: Session, *, now: datetime) -> CannotStaff | None:
    """What makes a call settled, or None."""
    try:
        check_can_answer_call(session, now=now)
    except CannotStaff as no:
        return no
    return None


def is_late(session: Session, *, now: datetime) -> bool:
    """Whether nobody is asked any more, but called."""
    return now >= session.starts_at - ENDS_BEFORE
