"""When the rules of a zone change, the sessions to come keep their hour on the wall, and people are told once."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from groups import gate
from groups.changes.actions import note
from groups.changes.models import Change, Part, What
from groups.membership.access import locked
from groups.people.validators import known_time_zones
from groups.schedule.actions.replanning import Old, Outcome, replan, still_to_come
from groups.schedule.facts import SERVICE, rule_facts
from groups.schedule.models import Series
from groups.schedule.zones import look_again, rules_of

log = structlog.get_logger(__name__)

A_RUN = 500
"""How many series one run lays again; the next run goes on."""


def follow(*, now: datetime) -> int:
    """Lay again what was laid by rules of a zone that are old. Return how many series were; 0: nothing has changed."""
    going_on = Series.objects.filter(Q(ends_on=None) | Q(ends_on__gte=now.date() - timedelta(days=2)))
    old = Q(pk=None)
    for zone, rules in going_on.values_list("time_zone", "zone_rules").order_by("time_zone").distinct():
        if zone not in known_time_zones():
            log.error("schedule.zone_is_unknown", zone=zone)
        elif look_again(zone) != rules:
            old |= Q(time_zone=zone, zone_rules=rules)
    found = going_on.filter(old).order_by("group_id", "pk").values_list("pk", "group_id")[:A_RUN]
    return sum(_follow_one(series_id, group_id, now=now) for series_id, group_id in found)


@transaction.atomic
def _follow_one(series_id: UUID, group_id: UUID, *, now: datetime) -> int:
    locked(group_id)
    series = Series.objects.select_related("group").filter(pk=series_id).first()
    if series is None or series.zone_rules == rules_of(series.time_zone):
        return 0
    outcome = replan(series=series, pool=still_to_come(series=series, now=now), old=Old.of(series), now=now)
    if outcome.changed:
        _tell(series, outcome, now=now)
    return 1


def _tell(series: Series, outcome: Outcome, *, now: datetime) -> None:
    was, then = outcome.first
    change = Change(
        group=series.group,
        what=What.CLOCK,
        series=series.pk,
        before={"rule": rule_facts(series), "starts_at": was.isoformat() if was else None},
        after={"rule": rule_facts(series), "starts_at": then.isoformat() if then else None},
        part=Part.SERVICE,
        first_at=min(outcome.instants),
        helps_until=max(outcome.instants),
    )
    note(change=change, now=now)
    gate.acted(act="clock.followed", by_id=SERVICE, target_id=series.pk, group_id=series.group_id, now=now)
