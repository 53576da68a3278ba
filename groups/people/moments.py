"""Times as people read them: in one zone, and the zone is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_chosen: ContextVar[ZoneInfo | None] = ContextVar("the zone that the reader of this page chose", default=None)


@contextmanager
def read_in(zone: ZoneInfo | None) -> Iterator[None]:
    """Say times in this zone; None: nobody has chosen one."""
    token = _chosen.set(zone)
    try:
        with timezone.override(zone):
            yield
    finally:
        _chosen.reset(token)


def chosen_zone() -> ZoneInfo | None:
    """The zone that the reader has chosen, in their settings or for this browser."""
    return _chosen.get()


def zone_name(zone: tzinfo | None = None) -> str:
    """The name that the IANA time zone database gives the zone (the active one, if none is given), for reading."""
    zone = zone or timezone.get_current_timezone()
    return str(getattr(zone, "key", zone)).replace("_", " ")


def day(value: datetime) -> str:
    """Tuesday 24 November 2026."""
    return date_format(timezone.localtime(value), "l j F Y")


def clock(value: datetime) -> str:
    """19:00, in the active zone, for places where the zone stands beside it."""
    return date_format(timezone.localtime(value), "H:i")


def moment(value: datetime) -> str:
    """Tuesday 24 November, 19:00 (Europe/London)."""
    return f"{date_format(timezone.localtime(value), 'l j F, H:i')} ({zone_name()})"


def hours(start: datetime, end: datetime) -> str:
    """Tuesday 24 November, 19:00 to 20:00 (Europe/London)."""
    return _("{day}, {start} to {end} ({zone})").format(
        day=date_format(timezone.localtime(start), "l j F"), start=clock(start), end=clock(end), zone=zone_name()
    )


def weekly(start: datetime, end: datetime, *, every_weeks: int) -> str:
    """Tuesday, 19:00 to 20:00 (Europe/London), every week: the rhythm that these hours belong to."""
    rhythm = _("{weekday}, {start} to {end} ({zone}), every week")
    if every_weeks > 1:
        rhythm = _("{weekday}, {start} to {end} ({zone}), every {weeks} weeks")
    return rhythm.format(**_hours(start, end), weeks=every_weeks)


def monthly(start: datetime, end: datetime, *, week: str, zone: tzinfo) -> str:
    """First Tuesday of the month, 19:00 to 20:00 (Europe/London): the same for once a month.

    *week*: "first", as it is counted in *zone*; where the reader's clock shows another day, it is not named.
    """
    rhythm = _("{weekday}, {start} to {end} ({zone}), once a month")
    if timezone.localdate(start) == start.astimezone(zone).date():
        rhythm = _("{week} {weekday} of the month, {start} to {end} ({zone})")
    return rhythm.format(**_hours(start, end), week=week.capitalize())


def _hours(start: datetime, end: datetime) -> dict[str, str]:
    weekday = date_format(timezone.localtime(start), "l")
    return {"weekday": weekday, "start": clock(start), "end": clock(end), "zone": zone_name()}
