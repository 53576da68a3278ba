"""When a series meets, worked out a second time, by somebody who does not trust the first.

Nothing of ours is used here, nor dateutil, nor the arithmetic of `zoneinfo`: the rules of a zone are read from its file
byte by byte (RFC 9636), days are counted one after the other, and an instant is found by asking, for each stretch of
time in which a clock runs evenly, whether it shows the wanted time in it. Instants are seconds since 1970 (UTC), times
on the wall seconds since 1970 on that wall.
"""

import struct
import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

DAY = 86_400
EPOCH = date(1970, 1, 1)
SAME_WEEKDAY_AS_EPOCH = 3  # 1 January 1970 was a Thursday; Monday is 0


@dataclass(frozen=True)
class Stretch:
    """From `begin` to before `end` the clock is `offset` seconds ahead of UTC."""

    begin: float
    end: float
    offset: int


@cache
def stretches(name: str) -> tuple[Stretch, ...]:
    """All of a zone, from the beginning of time to the end of 2100."""
    times, offsets, footer = _read(name)
    for moment, offset in _by_footer(footer, after=times[-1] if times else -(2.0**62)):
        times.append(moment)
        offsets.append(offset)
    bounds = [float("-inf"), *times, float("inf")]
    return tuple(Stretch(a, b, off) for a, b, off in zip(bounds, bounds[1:], offsets, strict=False) if a < b)


def instant(day: date, at: time, zone: str) -> int:
    """The first instant at which the wall shows this time; where none does, as much later as the clock jumped."""
    wall = _seconds(day) + at.hour * 3600 + at.minute * 60
    found = [wall - one.offset for one in stretches(zone) if one.begin <= wall - one.offset < one.end]
    if found:
        return min(found)
    for before, after in zip(stretches(zone), stretches(zone)[1:], strict=False):
        if after.begin + before.offset <= wall < after.begin + after.offset:
            return wall - before.offset
    raise AssertionError(f"{zone} neither shows {day} {at} nor jumps over it")


def meets(
    *,
    starts_on: date,
    at: time,
    every_weeks: int,
    week_of_month: int | None,
    zone: str,
    ends_on: date | None,
    in_all: int | None,
    after: int,
    until: int,
) -> list[tuple[date, int]]:
    """Day and instant of each meeting later than `after` and not later than `until`: every day is looked at."""
    found: list[tuple[date, int]] = []
    day, number, met = starts_on, 0, 0
    while _seconds(day) <= until + 3 * DAY and (ends_on is None or day <= ends_on):
        if in_all is not None and met == in_all:
            break
        if _is_a_meeting(day, starts_on, number, every_weeks, week_of_month):
            met += 1
            if after - 3 * DAY < _seconds(day) and after < (moment := instant(day, at, zone)) <= until:
                found.append((day, moment))
        day, number = day + timedelta(days=1), number + 1
    return found


def _is_a_meeting(day: date, first: date, number: int, every_weeks: int, week_of_month: int | None) -> bool:
    """*number*: how many days after the first it is."""
    if week_of_month is None:
        return number % (7 * every_weeks) == 0
    return number % 7 == 0 and week_of_month in _places(day)


def _places(day: date) -> set[int]:
    """Which of its month's Tuesdays a Tuesday is, counted from the front; and -1, if none comes after it."""
    from_the_front, earlier, later = 1, day - timedelta(days=7), day + timedelta(days=7)
    while earlier.month == day.month:
        from_the_front, earlier = from_the_front + 1, earlier - timedelta(days=7)
    return {from_the_front, -1} if later.month != day.month else {from_the_front}


def _seconds(day: date) -> int:
    return (day - EPOCH).days * DAY


# ── the file of a zone ──────────────────────────────────────────────────────────────────────────────────────────────


def file_of(name: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        if (path := Path(folder, name)).is_file():
            return path.read_bytes()
    *folders, last = name.split("/")
    return resources.files(".".join(["tzdata", "zoneinfo", *folders])).joinpath(last).read_bytes()


def _read(name: str) -> tuple[list[float], list[int], str]:
    """Transitions, the offset before the first and after each, and the footer."""
    data = file_of(name)
    assert data[:4] == b"TZif"
    skipped = _length(_counts(data, 0), 4)
    start = 44 + skipped
    isutc, isstd, leap, timecnt, typecnt, charcnt = _counts(data, start)
    assert leap == 0
    place = start + 44
    times = list(struct.unpack_from(f">{timecnt}q", data, place))
    which = data[place + 8 * timecnt : place + 9 * timecnt]
    types = [struct.unpack_from(">l?B", data, place + 9 * timecnt + 6 * i) for i in range(typecnt)]
    footer = data[start + 44 + _length((isutc, isstd, leap, timecnt, typecnt, charcnt), 8) :].decode().strip("\n")
    return [float(one) for one in times], [types[0][0], *(types[i][0] for i in which)], footer


def _counts(data: bytes, start: int) -> tuple[int, ...]:
    return struct.unpack_from(">6l", data, start + 20)


def _length(counts: tuple[int, ...], size: int) -> int:
    isutc, isstd, leap, timecnt, typecnt, charcnt = counts
    return timecnt * (size + 1) + typecnt * 6 + charcnt + leap * (size + 4) + isstd + isutc


def _by_footer(footer: str, *, after: float) -> list[tuple[float, int]]:
    """What follows the last transition of the file: "GMT0BST,M3.5.0/1,M10.5.0" (POSIX.1 § 8.3)."""
    if "," not in footer:
        return []
    names, begin, end = footer.split(",")
    standard, summer = _offsets(names)
    found = []
    for year in range(1971, 2101):
        found.append((_of_year(begin, year) - standard, summer))
        found.append((_of_year(end, year) - summer, standard))
    return [(float(moment), offset) for moment, offset in sorted(found) if moment > after]


def _offsets(names: str) -> tuple[int, int]:
    """Seconds ahead of UTC, without and with summer time."""
    rest, found = names, []
    while rest:
        rest = rest[rest.index(">") + 1 :] if rest[0] == "<" else rest.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        digits = ""
        while rest and rest[0] in "+-0123456789:":
            digits, rest = digits + rest[0], rest[1:]
        found.append(-_clock(digits) if digits else found[0] + 3600)
    return found[0], found[1]


def _clock(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    parts = [int(one) for one in text.lstrip("+-").split(":")]
    return sign * sum(value * 60 ** (2 - i) for i, value in enumerate(parts))


def _of_year(rule: str, year: int) -> int:
    """Seconds on the wall of "M10.5.0/2": the fifth, or last, Sunday of October at two."""
    what, _slash, at = rule.partition("/")
    month, week, weekday = (int(one) for one in what.removeprefix("M").split("."))
    day = date(year, month, 1)
    while (((day - EPOCH).days + SAME_WEEKDAY_AS_EPOCH) % 7 + 1) % 7 != weekday:
        day += timedelta(days=1)
    for _ in range(week - 1):
        if (day + timedelta(days=7)).month == month:
            day += timedelta(days=7)
    return _seconds(day) + (_clock(at) if at else 7200)


def as_datetime_seconds(moment: datetime) -> int:
    """Seconds since 1970 of an aware instant, counted without `timestamp`."""
    gone = moment.replace(tzinfo=None) - datetime(1970, 1, 1)  # noqa: DTZ001 - it is UTC, and only counted
    return gone.days * DAY + gone.seconds
