"""How long a pause keeps a seat: values in, values out."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.utils.translation import ngettext

from groups.people.moments import day
from groups.people.quiet import Clock, instant

LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16, 20, 26)
"""Weeks that are offered, as far as a group allows them; its own limit is one of them too."""

GRACE = timedelta(days=7)
"""After a pause's end: how long a facilitator waits at least before the seat may be given on."""


def ends_at(*, now: datetime, weeks: int, zone: str) -> datetime:
    """The instant (UTC) at which a pause that begins now ends: the last minute of that day on the member's clock."""
    clock = Clock.of(zone, None, None)
    last_day = now.astimezone(clock.zone).date() + timedelta(weeks=weeks)
    return instant(datetime.combine(last_day, time(23, 59)), clock.zone)


def lengths(most: int) -> list[int]:
    """The weeks that may be chosen where a group allows so many."""
    return sorted({weeks for weeks in LENGTHS if weeks < most} | {most})


def choices(*, now: datetime, most: int, zone: str) -> Iterator[tuple[int, str]]:
    """Weeks, and what they mean: "2 weeks, until Saturday 5 December 2026"."""
    for weeks in lengths(most):
        words = ngettext("{weeks} week, until {day}", "{weeks} weeks, until {day}", weeks)
        yield weeks, words.format(weeks=weeks, day=day(ends_at(now=now, weeks=weeks, zone=zone)))


def pause_id(membership_id: uuid.UUID, paused_at: datetime) -> uuid.UUID:
    """What one pause of one seat is known by (RFC 9562 § 5.5): a second pause is another one."""
    return uuid.uuid5(membership_id, paused_at.astimezone(UTC).isoformat())
