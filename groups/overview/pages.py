"""What the page of the week reads: its sessions, who is put down for them, what overlaps, where somebody is needed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet
from django.utils import timezone

from groups.overview import access
from groups.overview.sentences import how_much, in_words
from groups.overview.week import Clash, Row, Week
from groups.people.models import User
from groups.people.quiet import instant
from groups.schedule.models import Session, SessionState
from groups.staffing.access import Holders, holders

AHEAD = timedelta(weeks=4)
"""How far staffing is laid down."""

A_TABLE = 80
"""A week with more sessions is read day by day."""

SHOWN = 12
"""Gaps and people beside the picture; how many more there are is said."""

Some = TypeVar("Some", bound=Model)


@dataclass(frozen=True)
class Staffing:
    """What overlaps in this week, where facilitators are needed in the next four, and who has room."""

    clashes: Sequence[Clash]
    more_clashes: int
    gaps: Sequence[Row]
    more_gaps: int
    people: Sequence[tuple[User, str]]
    """Each with how much they do."""
    more_people: int


def read(monday: date, day: date | None, *, now: datetime) -> tuple[Week, Staffing]:
    """The week that begins with this day, and the staffing of the coming four."""
    start, end = _midnight(monday), _midnight(monday + timedelta(days=7))
    sessions = access.sessions_between(start, end)
    shown = _shown(sessions, monday, day, now=now)
    pairs = list(_pairs(sessions))
    gaps, more_gaps = _some(access.gaps(now, now + AHEAD))
    people, more_people = _some(access.with_room(start, end))
    table = [one for one in sessions if shown in {None, max(timezone.localdate(one.starts_at), monday)}]
    held = holders({one.pk: one for one in (*table, *gaps, *_of(pairs[:SHOWN]))}.values())
    overlapping = frozenset(one.pk for one in _of(pairs))
    staffing = Staffing(
        clashes=[_clash(name, pair, held) for name, pair in pairs[:SHOWN]],
        more_clashes=max(len(pairs) - SHOWN, 0),
        gaps=[Row(one, held[one.pk], clashes=False) for one in gaps],
        more_gaps=more_gaps,
        people=[(one, how_much(one)) for one in people],
        more_people=more_people,
    )
    return Week(monday, timezone.localdate(now), sessions, shown, held, overlapping, now), staffing


def _some(found: QuerySet[Some]) -> tuple[list[Some], int]:
    """The first of them, and how many more there are."""
    first = list(found[: SHOWN + 1])
    return first[:SHOWN], found.count() - SHOWN if len(first) > SHOWN else 0


def _midnight(day: date) -> datetime:
    return instant(datetime.combine(day, time()), ZoneInfo(str(timezone.get_current_timezone())))


def _shown(sessions: Sequence[Session], monday: date, day: date | None, *, now: datetime) -> date | None:
    if len(sessions) <= A_TABLE:
        return None
    week = [monday + timedelta(days=n) for n in range(7)]
    wished = (day, timezone.localdate(now))
    return next((one for one in wished if one in week), monday)


def _pairs(sessions: Sequence[Session]) -> Iterator[tuple[str, tuple[Session, Session]]]:
    """Two sessions at the same time that one person facilitates, and a name of that person."""
    ahead = [one for one in sessions if one.state == SessionState.PLANNED]
    of_group: dict[UUID, list[Session]] = defaultdict(list)
    for one in ahead:
        of_group[one.group_id].append(one)
    seats: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for person, group, name in access.seats_in_several(set(of_group)):
        seats[person].append((group, name))
    for those in seats.values():
        theirs = sorted((one for group, _name in those for one in of_group[group]), key=lambda one: one.starts_at)
        for first, second in combinations(theirs, 2):
            if first.group_id != second.group_id and second.starts_at < first.ends_at:
                yield those[0][1], (first, second)


def _of(pairs: Iterable[tuple[str, tuple[Session, Session]]]) -> list[Session]:
    return [one for _name, pair in pairs for one in pair]


def _clash(name: str, pair: tuple[Session, Session], held: Mapping[UUID, Holders]) -> Clash:
    first, second = pair
    return Clash(name, pair, (in_words(held[first.pk]), in_words(held[second.pk])))
