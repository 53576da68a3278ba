"""What the page of notes reads: what waits, what became of what fell due in a day, what nobody tries any more."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import caches
from django.utils.translation import gettext as _

from groups.overview import facts
from groups.overview.facts import LATE, NEWS, OF_A_DAY, Became, Parked, Waiting
from groups.overview.hours import HOURS, Field, Picture, picture
from groups.people.models import LetterKind
from groups.people.wishes import Channel
from groups.reminders.models import ReminderKind

KEPT = 60
"""Seconds for which the numbers of a day are not counted again: of a million rows that takes a while."""

SHOWN = 50
"""Parked rows on one page; how many more there are is said."""

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Line:
    """What becomes of one kind of note."""

    name: str
    sent: int
    expired: int
    dropped: int
    parked: int


@dataclass(frozen=True)
class Hour(Line):
    """The same, of one hour."""

    begins: datetime


@dataclass(frozen=True)
class Day:
    """What fell due in the 24 hours up to now."""

    first: datetime
    """The beginning of the oldest hour."""
    lines: Sequence[Line]
    hours: Sequence[Hour]
    picture: Picture

    @property
    def heads(self) -> list[tuple[int, datetime]]:
        """Every third hour, and where its name stands."""
        every = enumerate(self.picture.columns)
        return [(x, self.first + hour * AN_HOUR) for hour, x in every if hour % 3 == 0]

    @property
    def names(self) -> list[tuple[int, str]]:
        """Each kind, and where its name stands."""
        return [(y, line.name) for y, line in zip(self.picture.lines, self.lines, strict=True)]


@dataclass(frozen=True)
class Standing:
    """One that nobody tries any more, as admins read of it."""

    row: Parked
    name: str
    way: str


@dataclass(frozen=True)
class Page:
    waits: Sequence[tuple[str, Waiting]]
    is_late: bool
    day: Day
    parked: Sequence[Standing]
    has_more: bool


def read(*, now: datetime) -> Page:
    """How notes are going."""
    waits = sorted(facts.waiting(now=now), key=lambda one: one.oldest)
    found = facts.parked(limit=SHOWN + 1)
    known = _names()
    parked = [Standing(one, known[one.table, one.kind], _way(one.way)) for one in found[:SHOWN]]
    is_late = any(one.oldest < now - LATE for one in waits)
    return Page([(_where(one), one) for one in waits], is_late, _day(now=now), parked, len(found) > SHOWN)


def _day(*, now: datetime) -> Day:
    first = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - (HOURS - 1) * AN_HOUR
    key = f"notes-since-{first.timestamp():.0f}"
    became: list[Became] | None = caches["memory"].get(key)
    if became is None:
        became = facts.became(first, now)
        caches["memory"].set(key, became, KEPT)
    return drawn(became, first)


def drawn(became: Sequence[Became], first: datetime) -> Day:
    """The picture and its words, from the same numbers."""
    of_kind: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    known = _names()
    for one in became:
        hour = (one.hour - first) // AN_HOUR
        of_kind[known[one.table, one.kind]][hour][one.state] += one.number
    names = [name for name in dict.fromkeys(known.values()) if name in of_kind]
    hours = [
        Hour(name, **_numbers(of_kind[name][hour]), begins=first + hour * AN_HOUR)
        for hour in range(HOURS)
        for name in names
        if hour in of_kind[name]
    ]
    lines = [Line(name, **_numbers(sum(of_kind[name].values(), Counter()))) for name in names]
    return Day(first, lines, hours, picture([of_kind[name] for name in names]))


def _numbers(field: Field) -> dict[str, int]:
    return {state: field.get(state, 0) for state in ("sent", "expired", "dropped", "parked")}


def _names() -> Mapping[tuple[str, str], str]:
    """(table, kind) → what it is called. A letter and the note on a device beside it are one kind."""
    of_sessions = {("sessions", str(kind)): str(kind.label) for kind in ReminderKind}
    of_letters = {(table, str(kind)): str(kind.label) for table in ("letters", "devices") for kind in LetterKind}
    others = {("news", NEWS): _("something has changed"), ("days", OF_A_DAY): _("one mail a day")}
    return of_sessions | others | of_letters


def _way(way: str) -> str:
    said = {Channel.MAIL: _("by mail"), Channel.PUSH: _("on a device"), Channel.IN_APP: _("on a page here")}
    return said.get(Channel(way), way)


def _where(one: Waiting) -> str:
    tables = {
        "sessions": _("about sessions, {way}"),
        "news": _("of what has changed, {way}"),
        "letters": _("that somebody waits for an answer, {way}"),
        "devices": _("that somebody waits for an answer, {way}"),
        "days": _("one mail a day"),
    }
    return tables[one.table].format(way=_way(one.way))
