"""Days on which no group meets. Sessions follow within a minute, by a job of schedule; everybody in them is told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groups import gate
from groups.desk import policy
from groups.organisation.models import Holiday
from groups.people.models import User

FACTS = ("name", "first_on", "last_on")


@transaction.atomic
def add(*, given: Mapping[str, Any], by: User, now: datetime) -> Holiday:
    """Let no group meet on these days."""
    holiday = Holiday.objects.create(**given)
    _note("holiday.added", holiday, {name: ("", getattr(holiday, name)) for name in FACTS}, by=by, now=now)
    return holiday


@transaction.atomic
def change(*, holiday: Holiday, given: Mapping[str, Any], by: User, now: datetime) -> None:
    """Give it another name or other days; what stands already is no change."""
    fresh = Holiday.objects.select_for_update().filter(pk=holiday.pk).first()
    if fresh is None:
        raise policy.HolidayIsGone(_("Another admin has just taken this holiday back. Nothing was kept."))
    changes = {name: (getattr(fresh, name), given[name]) for name in FACTS if getattr(fresh, name) != given[name]}
    if changes:
        Holiday.objects.filter(pk=fresh.pk).update(**{name: after for name, (_before, after) in changes.items()})
        _note("holiday.changed", fresh, changes, by=by, now=now)


@transaction.atomic
def remove(*, holiday: Holiday, by: User, now: datetime) -> None:
    """Take it back; twice is once. Sessions that were called off for it alone take place after all."""
    was = holiday.pk
    if Holiday.objects.filter(pk=was).delete()[0]:
        holiday.pk = was  # the log names what was there
        _note("holiday.removed", holiday, {name: (getattr(holiday, name), "") for name in FACTS}, by=by, now=now)


def _note(act: str, holiday: Holiday, changes: gate.Changes, *, by: User, now: datetime) -> None:
    plain = {name: tuple(map(_plain, pair)) for name, pair in changes.items()}
    gate.acted(act=act, by_id=by.pk, target_id=holiday.pk, changes=plain, now=now)  # type: ignore[arg-type]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
