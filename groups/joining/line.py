"""The line of those who wait for a seat, and how long a seat is kept for one of them: values in, values out."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from groups.people.quiet import Clock, instant

LONGEST = timedelta(weeks=8)
"""Whoever is nearly always in quiet hours is answered for after this, so that a seat does not stay empty for years."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in line; lists of them begin with whoever has waited longest."""

    request: UUID
    person: UUID
    rests_until: datetime | None = None
    has_offer: bool = False

    def rests(self, now: datetime) -> bool:
        return self.rests_until is not None and self.rests_until > now


Apart = Callable[[UUID, Collection[UUID]], bool]
"""Whether this person may not meet somebody among these."""


def asked_next(
    line: Sequence[Waiting], *, free: int, here: Collection[UUID], is_apart: Apart, now: datetime
) -> list[UUID]:
    """The requests whose people are offered a seat now, for that many free seats.

    *here*: the people of the group. Those who have an offer, and those who get one, count as being here already: two
    who may not meet are never asked at the same time.
    """
    around = {*here, *(one.person for one in line if one.has_offer)}
    asked: list[UUID] = []
    for one in line:
        if len(asked) >= free:
            break
        if one.has_offer or one.rests(now) or one.person in around or is_apart(one.person, around):
            continue
        asked.append(one.request)
        around.add(one.person)
    return asked


def before(line: Sequence[Waiting], request: UUID) -> int:
    """How many stand in line before this one."""
    return next(place for place, one in enumerate(line) if one.request == request)


def expiry(made_at: datetime, hours: float, clock: Clock) -> datetime:
    """When an offer ends (UTC) that waits so many waking hours: quiet hours of its person are not counted."""
    moment, left = made_at.astimezone(UTC), timedelta(hours=hours)
    end = moment + LONGEST
    while moment < end:
        night = clock.quiet(moment)
        if night is not None:
            moment = night[1]
            continue
        begins = _next_night(moment, clock)
        if begins is None or moment + left <= begins:
            return min(moment + left, end)
        left -= begins - moment
        moment = begins
    return end


def _next_night(moment: datetime, clock: Clock) -> datetime | None:
    """When the next quiet hours begin after a moment outside them; None: there are none."""
    if clock.quiet_from is None or clock.quiet_to is None or clock.quiet_from == clock.quiet_to:
        return None
    today = moment.astimezone(clock.zone).date()
    nights = (
        instant(datetime.combine(today + timedelta(days=day), clock.quiet_from), clock.zone) for day in range(-1, 4)
    )
    # On the day on which clocks go forward, short quiet hours may not exist at all.
    return next((night for night in nights if night > moment and clock.quiet(night) is not None), None)
