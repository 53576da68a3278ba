"""Days and parts of a day on somebody's wall, as instants: pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from groups.people.quiet import instant

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = {"morning": [(5, 12)], "afternoon": [(12, 17)], "evening": [(17, 22)], "night": [(0, 5), (22, 24)]}
"""Full hours, each up to the next: half past eleven on a Tuesday is Tuesday night, and so is one in the morning."""

AHEAD = timedelta(weeks=4)
"""How far ahead sessions are looked at: a group that meets every month shows its hour once."""

Span = tuple[datetime, datetime]
Zones = Mapping[str | None, ZoneInfo]
"""By the name of a group's time zone; None: the one zone that counts for every group, the reader's."""


def spans(zone: ZoneInfo, *, day: str, part: str, now: datetime) -> list[Span]:
    """The instants (from, up to) of the coming weeks that fall on this day, in this part of it. Empty: any."""
    found: list[Span] = []
    for begin, end in _each(zone, day=day, part=part, first=now.astimezone(zone).date()):
        if found and found[-1][1] == begin:  # A night goes on after midnight.
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def _each(zone: ZoneInfo, *, day: str, part: str, first: date) -> Iterator[Span]:
    for one in (first + timedelta(days=n) for n in range(AHEAD.days)):
        if not day or DAYS[one.weekday()] == day:
            for begin, end in PARTS.get(part, [(0, 24)]):
                yield _instant(one, begin, zone), _instant(one, end, zone)


def _instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day + timedelta(days=hour // 24), time(hour % 24)), zone)
