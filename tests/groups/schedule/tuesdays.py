"""Tuesdays at seven in London: the series that most tests change, and what people see of it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from groups.changes.models import Change
from groups.schedule.actions import series as actions
from groups.schedule.facts import Hand
from groups.schedule.models import Series, Session
from tests.cast import Cast

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, four weeks before the clocks go forward."""

LONDON = ZoneInfo("Europe/London")
FIRST = date(2026, 3, 3)


def begun(cast: Cast) -> Series:
    """From tomorrow on; eight sessions are laid."""
    new = Series(group=cast.group, starts_on=FIRST, at=time(19), minutes=60, time_zone="Europe/London")
    return actions.start(series=new, by=Hand.admin(cast.ada), now=NOW)


def change(series: Series, by: Hand, *, first_day: date | None = None, now: datetime = NOW, **rule: Any) -> Series:
    return actions.change(series=series, first_day=first_day, rule=rule, by=by, now=now)


def coming() -> list[Session]:
    return list(Session.objects.going_ahead().order_by("starts_at", "pk"))


def days() -> list[str]:
    """Month, day and hour on London's wall of all sessions that take place."""
    return [f"{one.starts_at.astimezone(LONDON):%m-%d %H:%M}" for one in coming()]


def tuesday(number: int) -> date:
    return FIRST + timedelta(weeks=number)


def told() -> list[Change]:
    return list(Change.objects.filter(is_told=True).order_by("made_at", "pk"))
