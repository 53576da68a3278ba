"""Who facilitates a session as a rule, whom to ask next, how long to wait, when to call: values in, values out."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from groups.joining.line import expiry
from groups.people.quiet import Clock, instant

PLACES = 2
"""How many facilitate a session, as a rule."""

AHEAD = timedelta(weeks=4)
"""How far ahead it is known who facilitates which session."""

LONGEST = timedelta(hours=24)
"""Nobody is given longer than so many waking hours to answer."""

ENDS_BEFORE = timedelta(minutes=15)
"""Nobody is asked to stand in any more when the doors of a session may be opened: then people are called."""

MINUTES = (-10, -5, 0)
"""Of a session's start: when people are called, if its room is still closed."""

GIVES_UP = timedelta(minutes=15)
"""So long after its start a session that nobody could open is called off."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked; *of_the_group*: one of its own facilitators. *duties*: of that week."""

    user: uuid.UUID
    clock: Clock
    of_the_group: bool
    since: datetime
    duties: int = 0


def in_order(candidates: Collection[Candidate]) -> list[Candidate]:
    """Those of the group first; then whoever has the fewest sessions that week; then whoever has been here longest."""
    return sorted(candidates, key=lambda one: (not one.of_the_group, one.duties, one.since, str(one.user)))


def may_be_asked(now: datetime, starts_at: datetime) -> bool:
    """Whether there is time to ask anybody before the doors may be opened."""
    return now < starts_at - ENDS_BEFORE


def asked_until(now: datetime, starts_at: datetime, clock: Clock) -> datetime | None:
    """Until when somebody may answer (UTC): 24 of their waking hours, or a third of what is left before the start.

    Their quiet hours are not counted, and nothing is asked in them. None: they would wake when it is too late.
    """
    night = clock.quiet(now)
    begins = night[1] if night else now
    if not may_be_asked(begins, starts_at):
        return None
    waits = min(LONGEST, (starts_at - begins) / 3)
    return min(expiry(begins, waits / timedelta(hours=1), clock), starts_at - ENDS_BEFORE)


def question_id(ask_id: uuid.UUID, asked_at: datetime) -> uuid.UUID:
    """What one time of asking is known by (RFC 9562 § 5.5): whoever is asked again gets another letter."""
    return uuid.uuid5(ask_id, asked_at.astimezone(UTC).isoformat())


def week_of(moment: datetime, zone: str) -> tuple[datetime, datetime]:
    """The week, Monday to Sunday, in which a moment falls on the clock of that zone: two instants (UTC)."""
    clock = Clock.of(zone, None, None)
    day = moment.astimezone(clock.zone).date()
    monday = day - timedelta(days=day.weekday())
    return _midnight(monday, clock.zone), _midnight(monday + timedelta(days=7), clock.zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time()), zone)


def call_due(now: datetime, starts_at: datetime, ends_at: datetime) -> int | None:
    """The minute of the plan whose call is due now; the newest, when beat was asleep. None: no call is due.

    Late is better than never, until the session is called off or over: then nobody is called.
    """
    if not starts_at + timedelta(minutes=MINUTES[0]) <= now < min(starts_at + GIVES_UP, ends_at):
        return None
    return max(minute for minute in MINUTES if starts_at + timedelta(minutes=minute) <= now)


def clashes(spans: Sequence[tuple[uuid.UUID, datetime, datetime]]) -> set[uuid.UUID]:
    """Of sessions (id, start, end), those that overlap with another one."""
    found: set[uuid.UUID] = set()
    until: tuple[uuid.UUID, datetime] | None = None
    for session, start, end in sorted(spans, key=lambda one: one[1:]):
        if until is not None and start < until[1]:
            found |= {session, until[0]}
        if until is None or end > until[1]:
            until = session, end
    return found
