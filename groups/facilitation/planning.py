"""Days of a handover on the group's own clock. Values in, values out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from groups.people.quiet import instant

FURTHEST = timedelta(days=366)


def days_to_choose(zone: str, *, now: datetime) -> tuple[date, date]:
    """The first and the last day that may be a facilitator's last: from tomorrow on, within a year."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today + timedelta(days=1), today + FURTHEST


def end_of(day: date, zone: str) -> datetime:
    """The instant (UTC) at which this day is over in that zone."""
    return instant(datetime.combine(day + timedelta(days=1), datetime.min.time()), ZoneInfo(zone))


def last_day(leaves_at: datetime, zone: str) -> date:
    """The day that `end_of` was made of."""
    return (leaves_at - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
