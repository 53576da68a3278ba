"""Notes of every kind as one: mails, notes on devices, notes on pages. Never whom they are to, or what they say.

Five tables hold them; here each row has a table, a kind, a way and a state. A note is late from the moment at which it
was due, whoever holds it: a worker that died over it, or a mail server that is away, is no excuse to whoever waits.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, F, Min, QuerySet, Value
from django.db.models.functions import TruncHour
from django.http import Http404

from groups.people.models import Letter, Ring
from groups.people.wishes import Channel
from groups.reminders.models import Digest, Notice, Reminder, ReminderState

Row = Reminder | Notice | Letter | Ring | Digest

TABLES: Mapping[str, type[Row]] = {
    "sessions": Reminder,
    "news": Notice,
    "letters": Letter,
    "devices": Ring,
    "days": Digest,
}
"""Each by a name of its own."""

TRIED: Mapping[str, frozenset[str]] = {
    "pending": frozenset({"sent", "expired", "dropped", "parked"}),
    "sent": frozenset(),
    "expired": frozenset(),
    "dropped": frozenset(),
    "parked": frozenset({"pending", "dropped"}),
}
"""From each state of a row, those it may come to: it is tried until it is settled; admins decide what is parked."""

MOVES: Mapping[str, Mapping[str, frozenset[str]]] = {
    # What a session has a new time for is told anew, whatever became of it before.
    "sessions": {state: ends | {"pending"} - {state} for state, ends in TRIED.items()},
    "news": TRIED,
    "letters": TRIED,
    "devices": TRIED,
    # A mail of the day is made when it is due: nothing in it is late, or it is not in it.
    "days": {state: ends - {"expired"} for state, ends in TRIED.items() if state != "expired"},
}
"""By table. Drawn in docs/reminders.md."""

LATE = timedelta(seconds=120)
"""Past that, this installation is not ready: somebody should look."""

NEWS, OF_A_DAY = "news", "day"
"""Kinds of tables that know one only."""


def _said(text: str) -> Value:
    return Value(text, CharField())


COLUMNS: Mapping[str, tuple[F | Value, F | Value]] = {
    "sessions": (F("kind"), F("channel")),
    "news": (_said(NEWS), F("channel")),
    "letters": (F("kind"), _said(Channel.MAIL)),
    "devices": (F("kind"), _said(Channel.PUSH)),
    "days": (_said(OF_A_DAY), _said(Channel.MAIL)),
}
"""Which kind the rows of each table are of, and by which way they go."""

WAYS: Mapping[str, Sequence[str]] = {
    "sessions": Channel.values,
    "news": Channel.values,
    "letters": [Channel.MAIL],
    "devices": [Channel.PUSH],
    "days": [Channel.MAIL],
}
"""By which ways the rows of each table go."""


class Waiting(NamedTuple):
    """What is due and waits, of one table and by one way."""

    table: str
    way: str
    oldest: datetime
    number: int


class Became(NamedTuple):
    """How many of a kind fell due in the hour that begins then, and came to this state."""

    table: str
    kind: str
    state: str
    hour: datetime
    number: int


class Parked(NamedTuple):
    """One that nobody tries any more."""

    table: str
    kind: str
    way: str
    pk: UUID
    reason: str
    due_at: datetime


def is_late(*, now: datetime) -> bool:
    """Whether any note is over two minutes late."""
    return any(due_at < now - LATE for _table, _way, due_at in _oldest())


def waiting(*, now: datetime) -> list[Waiting]:
    """What is due now."""
    found = [one for one in _oldest() if one[2] <= now]
    # Between the two instants: a database that guesses would otherwise read the whole table.
    return [
        Waiting(table, way, oldest, _pending(table, way).filter(due_at__gte=oldest, due_at__lte=now).count())
        for table, way, oldest in found
    ]


def _oldest() -> list[tuple[str, str, datetime]]:
    """Of each table and way, when the first of what is pending is due; each is the first entry of an index."""
    first = [
        _pending(table, way)
        .annotate(table=_said(table), way=_said(way))
        .values_list("table", "way")
        .annotate(Min("due_at"))
        for table, ways in WAYS.items()
        for way in ways
    ]
    return [one for one in _together(first) if one[2] is not None]


def became(since: datetime, until: datetime) -> list[Became]:
    """What fell due between the two, and is settled. Hours are whole hours of UTC."""
    settled = [
        _as_one(name, rows_of(name).exclude(state=ReminderState.PENDING).filter(due_at__gte=since, due_at__lte=until))
        .annotate(hour=TruncHour("due_at", tzinfo=UTC))
        .values_list("table", "what", "state", "hour")
        .annotate(number=Count("pk"))
        for name in TABLES
    ]
    return [Became(*one) for one in _together(settled)]


def parked(*, limit: int) -> list[Parked]:
    """What nobody tries any more, the newest first."""
    those = [
        _as_one(name, rows_of(name).filter(state=ReminderState.PARKED)).values_list(
            "table", "what", "way", "pk", "reason", "due_at"
        )
        for name in TABLES
    ]
    return [Parked(*one) for one in _together(those).order_by("-due_at", "pk")[:limit]]


def row(row_id: UUID) -> Row:
    """The door to one of them, whichever table holds it."""
    found: Row | None = next((one for name in TABLES for one in rows_of(name).filter(pk=row_id)), None)
    if found is None:
        raise Http404
    return found


def rows_of(name: str) -> QuerySet[Any]:
    """A table, by its name."""
    rows: QuerySet[Any] = TABLES[name].objects.all()
    return rows


def _pending(name: str, way: str) -> QuerySet[Any]:
    pending = rows_of(name).filter(state=ReminderState.PENDING).order_by()
    return pending.filter(channel=way) if len(WAYS[name]) > 1 else pending


def _as_one(name: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With `table`, `what` (its kind) and `way`, whichever columns its table has."""
    kind, way = COLUMNS[name]
    as_one: QuerySet[Any] = rows.order_by().annotate(table=_said(name), what=kind, way=way)
    return as_one


def _together(parts: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
    """One question to all tables."""
    first, *others = parts
    together: QuerySet[Any] = first.union(*others, all=True)
    return together
