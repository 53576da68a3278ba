"""How groups stand: what the service did of what it promised them, read in one question, however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, RowNumber

from groups.changes.models import Because, Change
from groups.membership.models import Part
from groups.schedule.models import Attendance, CalledOff, Session, SessionState
from groups.schedule.steadiness import IN_GOOD_TIME, LAST, Fact, News, Record, record

LOOKED_BACK = timedelta(weeks=52)
"""What is longer ago says little of how it is now."""

PRESENCE, NEWS, SESSION = range(3)
"""What a row tells of, in the order in which they are read: no database promises one."""

NO_ID, NO_TIME = Cast(Value(None), UUIDField()), Cast(Value(None), DateTimeField())


def records(groups: Iterable[UUID] | None, *, now: datetime) -> dict[UUID, Record]:
    """Group → its record. *groups*: of these; None: of all. A group that has not met yet is not there."""
    wanted = None if groups is None else list(groups)
    stayed: dict[UUID, set[UUID]] = {}
    news: dict[UUID, list[News]] = defaultdict(list)
    facts: dict[UUID, list[Fact]] = defaultdict(list)
    for tag, group, session, person, *rest in sorted(_rows(wanted, now=now), key=itemgetter(0)):
        if tag == PRESENCE:
            stayed.setdefault(session, set()).update([person] if rest[-1] else ())
        elif tag == NEWS:
            news[group].append(News(rest[0], rest[1], session))
        else:
            facts[group].append(_fact(session, rest, stayed))
            news[group] += _known_otherwise(session, rest, news[group])
    return {group: record(those, news[group]) for group, those in facts.items()}


def _fact(session: UUID, rest: list[Any], stayed: Mapping[UUID, set[UUID]]) -> Fact:
    starts_at, meant_for, opened_at, _cancelled_at, was_moved, was_called_off = rest
    there = frozenset(stayed[session]) if session in stayed else None
    return Fact(session, starts_at, meant_for, opened_at, bool(was_called_off), bool(was_moved), there)


def _known_otherwise(session: UUID, rest: list[Any], news: Iterable[News]) -> list[News]:
    # Before there was a log of changes, a session knew by itself when it was called off.
    starts_at, cancelled_at = rest[0], rest[3]
    if cancelled_at is None or any(one.session == session for one in news):
        return []
    return [News(cancelled_at, starts_at, session)]


def _rows(wanted: Sequence[UUID] | None, *, now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """Who facilitated, what was announced, and the sessions, in columns that all three share."""
    mine = Q() if wanted is None else Q(group__in=wanted)
    last = _last(_over(mine, now=now), is_one=wanted is not None and len(wanted) == 1).values("pk")
    facilitators = Attendance.objects.filter(session__in=last, membership__role=Part.FACILITATOR).values_list(
        Value(PRESENCE),
        NO_ID,
        "session_id",
        "membership__user_id",
        *[NO_TIME] * 4,
        Value(0),
        _one_if(Q(attended=True)),
    )
    # An apology is no announcement: that nobody came shows in the session itself.
    told = Change.objects.filter(mine, first_at__gt=now - LOOKED_BACK, first_at__lte=now)
    announced = told.exclude(because=Because.NOBODY_CAME).values_list(
        Value(NEWS), "group_id", "session", NO_ID, "made_at", "first_at", NO_TIME, NO_TIME, Value(0), Value(0)
    )
    held = Session.objects.filter(pk__in=last).values_list(
        Value(SESSION),
        "group_id",
        "pk",
        NO_ID,
        "starts_at",
        "meant_for",
        "opened_at",
        "cancelled_at",
        _one_if(Q(moved_from__isnull=False)),
        _one_if(Q(state=SessionState.CANCELLED) & ~Q(called_off_for=CalledOff.NOBODY_CAME)),
    )
    return facilitators.union(announced, held, all=True)


def _over(mine: Q, *, now: datetime) -> QuerySet[Session]:
    """The sessions whose time has gone by.

    What a new rule took away was said in the log; a holiday that was known in good time was never promised.
    """
    over = Q(state=SessionState.OVER) | Q(ends_at__lte=now)
    late = Change.objects.filter(session=OuterRef("pk"), made_at__gt=F("first_at") - IN_GOOD_TIME)
    not_promised = Q(called_off_for=CalledOff.SERIES) | (Q(called_off_for=CalledOff.HOLIDAY) & ~Exists(late))
    return Session.objects.filter(mine, over, starts_at__gt=now - LOOKED_BACK).exclude(not_promised)


def _last(over: QuerySet[Session], *, is_one: bool) -> QuerySet[Session]:
    """Of each group the last `LAST`; of one alone, in the words that cost a page least."""
    if is_one:
        return over.order_by("-starts_at", "-pk")[:LAST]
    newest = Window(RowNumber(), partition_by=F("group_id"), order_by=[F("starts_at").desc(), F("pk").desc()])
    return over.annotate(place=newest).filter(place__lte=LAST)


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
