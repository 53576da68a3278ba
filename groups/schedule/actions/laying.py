"""A series lays its sessions, as far ahead as people are told of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max, Q

from groups.schedule.models import Series, Session
from groups.schedule.recurrence import SLACK, Occurrence, Rule, occurrences

AHEAD = timedelta(weeks=8)
"""How far ahead sessions are laid."""

CHUNK = 500


def lay(*, series: Series, now: datetime) -> int:
    """Lay a series' sessions eight weeks ahead. Return how many were asked for; those that exist stay as they are."""
    laid_until = series.sessions.aggregate(last=Max("laid_for"))["last"]
    return len(_lay([(series, laid_until)], now=now))


def lay_all(*, now: datetime) -> int:
    """Lay the sessions of every series that goes on. A run that finds everything laid writes nothing."""
    going_on = Series.objects.filter(Q(ends_on=None) | Q(ends_on__gte=now.date() - SLACK))
    rows = going_on.select_related("group").annotate(laid_until=Max("sessions__laid_for")).order_by("pk")
    total = 0
    chunk: list[tuple[Series, date | None]] = []
    for series in rows.iterator(CHUNK):
        chunk.append((series, series.laid_until))
        if len(chunk) == CHUNK:
            total, chunk = total + len(_lay(chunk, now=now)), []
    return total + len(_lay(chunk, now=now))


def _lay(chunk: Sequence[tuple[Series, date | None]], *, now: datetime) -> list[Session]:
    # What has been laid is what people were told: a rule that changes takes effect behind it. A session that was
    # called off or moved keeps the day that it was laid for, and so is never laid again.
    wanted = [
        _session(series, one)
        for series, laid_until in chunk
        for one in occurrences(_rule(series), after=now, until=now + AHEAD)
        if laid_until is None or one.laid_for > laid_until
    ]
    # Two beats may lay at once: `session_is_laid_once_a_day` decides.
    return Session.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=CHUNK)


def _rule(series: Series) -> Rule:
    return Rule(
        series.starts_on, series.at, series.minutes, series.every_weeks, series.time_zone, ends_on=series.ends_on
    )


def _session(series: Series, one: Occurrence) -> Session:
    return Session(
        group_id=series.group_id,
        series=series,
        laid_for=one.laid_for,
        kind=series.group.kind,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
    )
