"""Days and parts of a day on somebody's wall, as hours of a week on another wall: pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from groups.people.quiet import instant

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = {"morning": [(5, 12)], "afternoon": [(12, 17)], "evening": [(17, 22)], "night": [(0, 5), (22, 24)]}
"""Full hours, each up to the next: half past eleven on a Tuesday is Tuesday night, and so is one in the morning."""

A_WEEK, FOUR_WEEKS = timedelta(weeks=1), timedelta(weeks=4)
EVERY_DAY = 0

Zones = Mapping[str, ZoneInfo]
"""By the name that rows have; a name that no clock knows counts as UTC."""


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """From `first` on, up to `last` (None: until midnight), on one ISO weekday (1 is Monday) or on every day."""

    weekday: int
    first: time
    last: time | None


def hours(*, zone: ZoneInfo, reader: ZoneInfo | None, day: str, part: str, today: date) -> tuple[Hours, ...]:
    """Which hours on the clock of `zone` are this part of this day for the reader. Empty strings: any.

    *reader*: None, if the clock of `zone` is the reader's, too. Clocks that are set in the coming four weeks count as
    they stand today and as they will stand then.
    """
    return _hours(zone, reader or zone, day, part, today)


@lru_cache(maxsize=4096)
def _hours(zone: ZoneInfo, reader: ZoneInfo, day: str, part: str, today: date) -> tuple[Hours, ...]:
    found = {one for week in (today, today + FOUR_WEEKS) for one in _in_week(zone, reader, day, part, week)}
    return tuple(sorted(_together(found)))


def _in_week(zone: ZoneInfo, reader: ZoneInfo, day: str, part: str, first: date) -> Iterator[Hours]:
    for one in (first + timedelta(days=n) for n in range(A_WEEK.days)):
        if not day or DAYS[one.weekday()] == day:
            for begin, end in PARTS.get(part, [(0, 24)]):
                yield from _split(_wall(one, begin, reader, zone), _wall(one, end, reader, zone))


def _wall(day: date, hour: int, reader: ZoneInfo, zone: ZoneInfo) -> datetime:
    """What the clock of `zone` shows when the reader's shows this hour."""
    wall = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24))
    return wall if reader is zone else instant(wall, reader).astimezone(zone).replace(tzinfo=None)


def _split(begin: datetime, end: datetime) -> Iterator[Hours]:
    """What goes on after midnight belongs to the next day."""
    if begin.date() == end.date():
        yield Hours(begin.isoweekday(), begin.time(), end.time())
        return
    yield Hours(begin.isoweekday(), begin.time(), None)
    if end.time() > time.min:
        yield Hours(end.isoweekday(), time.min, end.time())


def _together(found: set[Hours]) -> set[Hours]:
    """What is the same on all seven days is said once."""
    every = {one for one in found if {Hours(day, one.first, one.last) for day in range(1, 8)} <= found}
    return (found - every) | {Hours(EVERY_DAY, one.first, one.last) for one in every}
