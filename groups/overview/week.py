"""The week of all groups, as a picture and as tables that say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.utils import timezone
from django.utils.translation import ngettext

from groups.overview import drawing
from groups.overview.sentences import LEGEND, MEANS, in_words, notes_of
from groups.people import moments
from groups.schedule.models import Session, SessionState
from groups.staffing.access import Holders
from groups.staffing.planning import PLACES

LINE = 16
"""From line to line within a box, in the picture's own units."""

FIRST, LAST = date(2000, 1, 3), date(2199, 12, 30)


def monday_of(day: date) -> date:
    """The first day of its week; far away weeks are the first and the last that there are."""
    day = min(max(day, FIRST), LAST)
    return day - timedelta(days=day.weekday())


def name_of(session: Session) -> str:
    """Its group's."""
    return str(session.group_name)  # type: ignore[attr-defined] # annotated in access


@dataclass(frozen=True)
class Clash:
    """Somebody facilitates two groups that meet at the same time."""

    name: str
    sessions: tuple[Session, Session]
    held: tuple[str, str]
    """Who is put down for each, in words."""

    @property
    def both(self) -> list[tuple[Session, str]]:
        return list(zip(self.sessions, self.held, strict=True))


@dataclass(frozen=True)
class Row:
    """One session as the table says it."""

    session: Session
    holders: Holders
    clashes: bool

    @property
    def who(self) -> str:
        return in_words(self.holders)

    @property
    def notes(self) -> list[str]:
        """What to know, in words."""
        return list(notes_of(self.session, self.holders, clashes=self.clashes))


@dataclass(frozen=True)
class Block:
    """One box of the picture: what it looks like, and what it says."""

    box: drawing.Box[Session]
    shape: str
    href: str
    title: str
    """For whoever rests a pointer on it."""
    lines: Sequence[tuple[int, str]]
    """Height within the box, and words."""


def shape_of(session: Session, clashing: frozenset[UUID]) -> str:
    """How a session is drawn: by how many hold it, and whether it takes place."""
    if session.state == SessionState.CANCELLED:
        return "off"
    in_hands = getattr(session, "in_hands", PLACES)
    if session.state == SessionState.PLANNED and in_hands < PLACES:
        return "one" if in_hands else "none"
    return "clash" if session.pk in clashing else "full"


WORST = ("none", "one", "clash", "full", "off")


def block_of(box: drawing.Box[Session], clashing: frozenset[UUID], href: str) -> Block:
    shapes = [shape_of(one, clashing) for one in box.keys]
    shape = min(shapes, key=WORST.index)
    if not box.is_many:
        return Block(box, shape, href, _said(box.keys[0], shape), _lines(box, shape))
    needs = sum(one in {"none", "one"} for one in shapes)
    words = [ngettext("{n} session", "{n} sessions", len(shapes)).format(n=len(shapes))]
    words += [ngettext("{n} needs somebody", "{n} need somebody", needs).format(n=needs)] if needs else []
    return Block(box, shape, href, ", ".join(words), [(18 + LINE * n, line) for n, line in enumerate(words)])


def _said(session: Session, shape: str) -> str:
    words = [moments.hours(session.starts_at, session.ends_at), name_of(session), str(MEANS[shape])]
    return ": ".join(one for one in words if one)


def _lines(box: drawing.Box[Session], shape: str) -> list[tuple[int, str]]:
    """What is read in the box: one line in a low one, more where there is room."""
    session = box.keys[0]
    words = [moments.clock(session.starts_at), name_of(session), str(MEANS[shape])]
    if box.high < LINE * 2 + 6:
        words = [" ".join(words[:2])]
    return [(16 + LINE * n, line) for n, line in enumerate(words) if line and LINE * (n + 1) + 4 <= box.high]


@dataclass(frozen=True)
class Week:
    """All sessions of one week, on the reader's own clock."""

    monday: date
    today: date
    sessions: Sequence[Session]
    shown: date | None
    """The one day whose sessions the table says; None: all days."""
    held: Mapping[UUID, Holders]
    clashes: frozenset[UUID]
    """Sessions that overlap another one of somebody who could hold both."""
    now: datetime

    @cached_property
    def days(self) -> list[tuple[date, list[Row]]]:
        """Each day with its sessions, as far as the table says them."""
        found = self._by_day
        return [(day, [self._row(one) for one in found[day]]) for day in found if self.shown in {None, day}]

    @property
    def counts(self) -> list[tuple[date, int]]:
        return [(day, len(those)) for day, those in self._by_day.items()]

    @cached_property
    def _by_day(self) -> dict[date, list[Session]]:
        found: dict[date, list[Session]] = {self.monday + timedelta(days=n): [] for n in range(7)}
        for one in self.sessions:
            found[self.day_of(one)].append(one)
        return found

    def day_of(self, session: Session) -> date:
        """On which day it is listed; what began before the week is on its first."""
        return max(timezone.localdate(session.starts_at), self.monday)

    def _row(self, session: Session) -> Row:
        return Row(session, self.held.get(session.pk, Holders()), session.pk in self.clashes)

    @property
    def previous(self) -> date | None:
        return self.monday - timedelta(weeks=1) if self.monday > monday_of(FIRST) else None

    @property
    def next(self) -> date | None:
        return self.monday + timedelta(weeks=1) if self.monday < monday_of(LAST) else None

    @property
    def is_this(self) -> bool:
        return self.monday == monday_of(self.today)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @cached_property
    def picture(self) -> drawing.Picture[Session]:
        return drawing.picture(piece for one in self.sessions for piece in self._pieces(one))

    def _pieces(self, session: Session) -> list[drawing.Span[Session]]:
        ends = (self._place(session.starts_at), self._place(session.ends_at))
        return drawing.pieces(session, *ends)

    def _place(self, moment: datetime) -> tuple[int, int]:
        wall = timezone.localtime(moment)
        return (wall.date() - self.monday).days, wall.hour * 60 + wall.minute

    @cached_property
    def blocks(self) -> list[Block]:
        return [block_of(box, self.clashes, self._way(box)) for box in self.picture.boxes]

    def _way(self, box: drawing.Box[Session]) -> str:
        """To where the tables say it."""
        day = self.day_of(box.keys[0])
        place = f"day-{day.isoformat()}" if box.is_many else f"s-{box.keys[0].pk}"
        is_here = self.shown in {None, day}
        return f"#{place}" if is_here else f"?from={self.monday.isoformat()}&day={day.isoformat()}#{place}"

    @property
    def legend(self) -> list[tuple[str, str]]:
        """What the shapes in the picture mean."""
        drawn = {block.shape for block in self.blocks}
        return [(shape, str(words)) for shape, words in LEGEND.items() if shape in drawn]

    @property
    def heads(self) -> list[tuple[int, date]]:
        """Where each day's column begins."""
        return [(x, self.monday + timedelta(days=n)) for n, x in enumerate(self.picture.columns)]

    @property
    def here(self) -> tuple[int, int] | None:
        """Where the picture shows this very minute."""
        day, minute = self._place(self.now)
        y = self.picture.line(minute)
        return (self.picture.columns[day], y) if 0 <= day < 7 and y is not None else None
