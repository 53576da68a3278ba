"""A series lays its sessions, as far ahead as people are told of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from groups.membership.models import SupportGroup
from groups.people.validators import known_time_zones
from groups.schedule.actions.clashes import with_laid_until
from groups.schedule.actions.resting import Holidays, holidays
from groups.schedule.facts import rule_of
from groups.schedule.models import CalledOff, Series, Session, SessionState
from groups.schedule.recurrence import SLACK, Occurrence, occurrences, soonest_after
from groups.schedule.zones import rules_of

log = structlog.get_logger(__name__)

AHEAD = timedelta(weeks=8)
"""How far ahead sessions are laid."""

CHUNK = 500


def lay(*, series: Series, now: datetime) -> int:
    """Lay a series' sessions eight weeks ahead. Return how many were asked for; those that exist stay as they are."""
    return _lay_chunk([series.pk], now=now)


def lay_all(*, now: datetime) -> int:
    """Lay the sessions of every series that goes on. A run that finds everything laid writes nothing."""
    going_on = Series.objects.filter(Q(ends_on=None) | Q(ends_on__gte=now.date() - SLACK))
    # In the order of their groups, whose rows are locked a chunk at a time.
    due = [
        one.pk
        for one in with_laid_until(rows=going_on).order_by("group_id", "pk").iterator(CHUNK)
        if _is_due(one, now=now)
    ]
    return sum(_lay_chunk(due[start : start + CHUNK], now=now) for start in range(0, len(due), CHUNK))


def session_of(*, series: Series, one: Occurrence, free: Holidays) -> Session:
    """A session as a series lays it, not kept yet. On a holiday it is laid as called off, so that all can see why."""
    is_free = free.rest(series, one.starts_at)
    return Session(
        group_id=series.group_id,
        series=series,
        laid_for=one.laid_for,
        meant_for=one.starts_at,
        kind=series.kind or series.group.kind,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        state=SessionState.CANCELLED if is_free else SessionState.PLANNED,
        called_off_for=CalledOff.HOLIDAY if is_free else CalledOff.BY_HAND,
    )


@transaction.atomic
def _lay_chunk(ids: Sequence[UUID], *, now: datetime) -> int:
    # Whoever changes a series holds its group's row: under that lock the rule that is read is the one that counts.
    groups = SupportGroup.objects.filter(series__in=ids).order_by("pk")
    list(groups.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    found = list(with_laid_until(rows=Series.objects.filter(pk__in=ids)).select_related("group").order_by("pk"))
    free = holidays(now=now)
    wanted = [session_of(series=series, one=one, free=free) for series in found for one in _wanted(series, now=now)]
    Session.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=CHUNK)
    _remember_rules(found)
    return len(wanted)


def _wanted(series: Series, *, now: datetime) -> list[Occurrence]:
    # What has been laid is what people were told: a rule that changes takes effect behind it. A session that was
    # called off or moved keeps the day that it was laid for, and so is never laid again.
    until = _laid_until(series)
    found = occurrences(rule_of(series), after=now, until=now + AHEAD)
    return [one for one in found if until is None or one.laid_for > until]


def _laid_until(series: Series) -> date | None:
    until: date | None = getattr(series, "laid_until")  # noqa: B009 - read by `with_laid_until`
    return until


def _is_due(series: Series, *, now: datetime) -> bool:
    """Whether there is a day to lay: nearly every run finds that there is none, mostly without expanding a rule."""
    rule, until, furthest = rule_of(series), _laid_until(series), (now + AHEAD).date() + SLACK
    if series.time_zone not in known_time_zones():
        # It keeps nobody else's sessions waiting.
        log.error("schedule.zone_is_unknown", series=str(series.pk))
        return False
    if until is None:
        return rule.starts_on <= furthest
    return soonest_after(rule, until) <= furthest and bool(_wanted(series, now=now))


def _remember_rules(found: Iterable[Series]) -> None:
    """Note by which rules of their zone the sessions were laid; `clocks.follow` looks at the others."""
    new = [series for series in found if not series.zone_rules]
    for series in new:
        series.zone_rules = rules_of(series.time_zone)
    Series.objects.bulk_update(new, ["zone_rules"], batch_size=CHUNK)
