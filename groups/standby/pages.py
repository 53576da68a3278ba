"""What people read of coming to one session: those who would, and those who belong to the group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groups.joining.models import JoinRequest
from groups.membership.access import agreement_of
from groups.membership.models import Agreement, Membership
from groups.schedule.models import Session
from groups.standby import access
from groups.standby.models import Standby, StandbyState
from groups.standby.planning import window
from groups.standby.policy import can_take


@dataclass(frozen=True)
class Chance:
    """One session, to somebody who waits for a seat of the group."""

    session: Session
    wish: Standby | None
    """Theirs, where they have said something."""

    is_kept: bool
    """A seat of it, for them, at this moment."""

    @property
    def is_wished(self) -> bool:
        return self.wish is not None and self.wish.state in (StandbyState.WAITING, StandbyState.OFFERED)

    @property
    def is_taken(self) -> bool:
        return self.wish is not None and self.wish.state == StandbyState.TAKEN


def chances(asked: JoinRequest, *, now: datetime) -> list[Chance]:
    """The next sessions to which they may come, if a seat is free that day."""
    sessions = access.coming_of(asked, now=now)
    wishes = access.wishes_about(asked, sessions)
    kept = {one.session_id for one in access.offered_to(asked.user, now=now)}
    return [Chance(one, wishes.get(one.pk), one.pk in kept) for one in sessions]


@dataclass(frozen=True)
class Place:
    """One wish, as whoever has it reads it now."""

    wish: Standby
    can_take: bool
    seat: Membership | None
    agreement: Agreement | None

    @property
    def window(self) -> tuple[datetime, datetime]:
        return window(self.wish.session.starts_at)


def place(wish: Standby, *, now: datetime) -> Place:
    takes = can_take(wish, now=now)
    return Place(
        wish=wish,
        can_take=takes,
        seat=access.seat_of(wish, now=now),
        agreement=agreement_of(wish.request.group) if takes else None,
    )


@dataclass(frozen=True)
class Visits:
    """What those who belong to a group read of guests in one of its sessions."""

    may_come: bool
    """Whether seats that are free on the day are offered to those in line."""
    sitting_in: int
    """Beside the reader."""
    would_come: int
    i_sit_in: bool


def is_guest_of(one: Membership, session: Session) -> bool:
    """Whether somebody sits in for this session, and not for another one."""
    until = one.guest_until
    return until is not None and until > session.starts_at and one.joined_at < session.ends_at


def _sits_in(mine: Membership) -> bool:
    return mine.is_guest and not mine.is_facilitator


def visits(session: Session, people: Sequence[Membership], mine: Membership) -> Visits:
    """*people*: who belongs to the group now. How many would come is the facilitators' to know."""
    guests = [one for one in people if not one.is_facilitator and one != mine and is_guest_of(one, session)]
    is_open = not session.group.same_people
    waiting = session.standbys.filter(state=StandbyState.WAITING)
    would_come = waiting.count() if is_open and mine.is_facilitator else 0
    return Visits(may_come=is_open, sitting_in=len(guests), would_come=would_come, i_sit_in=_sits_in(mine))
