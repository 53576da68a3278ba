"""Settings of the organisation, and whom to call at night."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from groups import gate
from groups.desk import policy
from groups.organisation.models import HelpLine, Organisation
from groups.people.models import User

THE_ORGANISATION = UUID(int=1)
"""What the log knows the one row of settings by."""

LINE = ("country", "name", "phone", "url", "note")
PEOPLE = {"owner", "on_call"}
"""Settings that name somebody."""


@transaction.atomic
def change_settings(*, given: Mapping[str, Any], by: User, now: datetime) -> Organisation:
    """Keep some settings; what stands already is no change."""
    Organisation.objects.get_or_create(pk=1)
    here = Organisation.objects.select_for_update().get(pk=1)
    changes = _kept(here, given)
    if changes:
        gate.acted(act="organisation.changed", by_id=by.pk, target_id=THE_ORGANISATION, changes=changes, now=now)
    return here


@transaction.atomic
def add_help_line(*, given: Mapping[str, Any], by: User, now: datetime) -> HelpLine:
    """Tell people of one place more to call."""
    line = HelpLine.objects.create(**given)
    _note("help_line.added", line, by=by, changes={name: ("", getattr(line, name)) for name in LINE}, now=now)
    return line


@transaction.atomic
def change_help_line(*, line: HelpLine, given: Mapping[str, Any], by: User, now: datetime) -> None:
    """Keep what has changed about a place to call."""
    line = _still_there(line)
    changes = _kept(line, given)
    if changes:
        _note("help_line.changed", line, by=by, changes=changes, now=now)


@transaction.atomic
def check_help_line(*, line: HelpLine, on: date, by: User, now: datetime) -> None:
    """Note that somebody has called or looked on this day."""
    line = _still_there(line)
    changes = _kept(line, {"checked_on": on})
    if changes:
        _note("help_line.checked", line, by=by, changes=changes, now=now)


@transaction.atomic
def remove_help_line(*, line: HelpLine, by: User, now: datetime) -> None:
    """Take a place to call from the page; twice is once."""
    was = line.pk
    if HelpLine.objects.filter(pk=was).delete()[0]:
        _note("help_line.removed", line, by=by, changes={name: (getattr(line, name), "") for name in LINE}, now=now)


def _still_there(line: HelpLine) -> HelpLine:
    """The line as it is now, its row locked until the transaction ends."""
    fresh = HelpLine.objects.select_for_update().filter(pk=line.pk).first()
    if fresh is None:
        raise policy.LineIsGone(_("Another admin has just taken this line from the page. Nothing was kept."))
    return fresh


def _kept(row: Organisation | HelpLine, given: Mapping[str, Any]) -> gate.Changes:
    """Store what differs; setting → (before, after), as the log can keep it."""
    changes = {name: (getattr(row, name), value) for name, value in given.items() if getattr(row, name) != value}
    for name in changes:
        setattr(row, name, given[name])
    if changes:
        row.save(update_fields=list(changes))
    return {name: _plain(name, pair) for name, pair in changes.items()}


def _plain(name: str, pair: tuple[Any, Any]) -> tuple[object, object]:
    """Who somebody is has no place in the log: of them it keeps that there was a change."""
    if name in PEOPLE:
        return None, None
    before, after = (value.isoformat() if isinstance(value, date) else value for value in pair)
    return before, after


def _note(act: str, line: HelpLine, *, by: User, changes: gate.Changes, now: datetime) -> None:
    gate.acted(act=act, by_id=by.pk, target_id=line.pk, changes=changes, now=now)
