"""Where the sessions of a week stand in its picture: a column a day, a row an hour. Values in, places out.

A day on which no more than three sessions overlap shows each of them; a fuller one shows how many begin in each hour.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

AXIS, COLUMN, HOUR, HEAD = 52, 146, 44, 44
"""The hours' column, a day's, an hour, the days' names: in the picture's own units."""

LANES = 3
LEAST = 30
"""A shorter session is drawn as if it took so many minutes, or nothing could be read in it."""

GAP = 3
DAY = 24 * 60
MORNING, EVENING = 9, 21
"""The hours that an empty week shows."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Span(Generic[Key]):
    """A piece of a session within one day: minutes of the wall clock since midnight."""

    key: Key
    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box(Generic[Key]):
    """Where it is drawn. *keys*: one session, or those that begin in one hour of a full day."""

    keys: Sequence[Key]
    x: int
    y: int
    wide: int
    high: int
    is_many: bool = False


@dataclass(frozen=True, slots=True)
class Picture(Generic[Key]):
    """The whole week."""

    boxes: Sequence[Box[Key]]
    first: int
    last: int

    @property
    def wide(self) -> int:
        return AXIS + 7 * COLUMN

    @property
    def high(self) -> int:
        return HEAD + (self.last - self.first) * HOUR + 1

    @property
    def hours(self) -> list[tuple[int, int]]:
        """Each full hour that is named, and where its line is."""
        return [(hour, HEAD + (hour - self.first) * HOUR) for hour in range(self.first, self.last)]

    @property
    def columns(self) -> list[int]:
        return [AXIS + day * COLUMN for day in range(7)]

    def line(self, minute: int) -> int | None:
        """Where a minute of the day is; None, if the picture does not show it."""
        shown = self.first * 60 <= minute <= self.last * 60
        return HEAD + (minute - self.first * 60) * HOUR // 60 if shown else None


def pieces(key: Key, start: tuple[int, int], end: tuple[int, int]) -> list[Span[Key]]:
    """One session between two (day of the week, minute of that day), a piece for each day; what lies outside is cut."""
    whole = range(start[0], max(end[0], start[0]) + 1)
    cut = [(day, start[1] if day == start[0] else 0, end[1] if day == end[0] else DAY) for day in whole]
    # Where a clock is set back an end may stand before the start: then the session is as short as one can be.
    long = [(day, *_drawable(first, last)) for day, first, last in cut if last > 0 or len(cut) == 1]
    return [Span(key, day, first, last) for day, first, last in long if 0 <= day < 7]


def _drawable(first: int, last: int) -> tuple[int, int]:
    last = min(max(last, first + LEAST), DAY)
    return min(first, last - LEAST), last


def picture(spans: Iterable[Span[Key]]) -> Picture[Key]:
    """The week with all of its sessions."""
    days: dict[int, list[Span[Key]]] = defaultdict(list)
    for span in spans:
        days[span.day].append(span)
    every = [span for those in days.values() for span in those]
    first = min((one.start // 60 for one in every), default=MORNING)
    last = max((-(-one.end // 60) for one in every), default=EVENING)
    boxes = [box for day in sorted(days) for box in _of_day(days[day], first)]
    return Picture(boxes, first, max(last, first + 1))


def _of_day(spans: Sequence[Span[Key]], first: int) -> list[Box[Key]]:
    in_order = sorted(spans, key=lambda one: (one.start, one.end))
    lanes = _lanes(in_order)
    if max(lane for lane, _of in lanes) >= LANES:
        return _hours(in_order, first)
    return [_box(span, lane, of, first) for span, (lane, of) in zip(in_order, lanes, strict=True)]


def _lanes(spans: Sequence[Span[Key]]) -> list[tuple[int, int]]:
    """For each, which lane is its own, and how many there are where it stands."""
    lanes: list[int] = []
    knots: list[int] = []
    ends: list[int] = []
    knot = -1
    for span in spans:
        if all(end <= span.start for end in ends):
            knot, ends = knot + 1, []
        lane = next((n for n, end in enumerate(ends) if end <= span.start), len(ends))
        ends[lane : lane + 1] = [span.end]
        lanes.append(lane)
        knots.append(knot)
    wide: dict[int, int] = defaultdict(int)
    for lane, its_knot in zip(lanes, knots, strict=True):
        wide[its_knot] = max(wide[its_knot], lane + 1)
    return [(lane, wide[its_knot]) for lane, its_knot in zip(lanes, knots, strict=True)]


def _box(span: Span[Key], lane: int, of: int, first: int) -> Box[Key]:
    room = (COLUMN - GAP) // of
    x = AXIS + span.day * COLUMN + GAP + lane * room
    y = HEAD + (span.start - first * 60) * HOUR // 60 + 1
    return Box((span.key,), x, y, room - GAP, (span.end - span.start) * HOUR // 60 - 2)


def _hours(spans: Sequence[Span[Key]], first: int) -> list[Box[Key]]:
    found: dict[int, list[Key]] = defaultdict(list)
    for span in spans:
        found[span.start // 60].append(span.key)
    x, wide = AXIS + spans[0].day * COLUMN + GAP, COLUMN - 2 * GAP
    return [
        Box(tuple(keys), x, HEAD + (hour - first) * HOUR + 1, wide, HOUR - 2, is_many=True)
        for hour, keys in sorted(found.items())
    ]
