"""A person's clock: what their wall shows, and in which hours it should be quiet. Values in, values out."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.tz import resolve_imaginary


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a clock on the wall of that zone shows this naive time."""
    return resolve_imaginary(wall.replace(tzinfo=zone, fold=0)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """A member's clock and the hours in which it should be quiet (both ends or neither; they may span midnight)."""

    zone: ZoneInfo
    quiet_from: time | None = None
    quiet_to: time | None = None

    @classmethod
    def of(cls, zone: str, quiet_from: time | None, quiet_to: time | None) -> "Clock":
        """A zone that this machine does not know (any more) counts as UTC: nobody else waits for it."""
        try:
            return cls(ZoneInfo(zone), quiet_from, quiet_to)
        except (ZoneInfoNotFoundError, ValueError):
            return cls(ZoneInfo("UTC"), quiet_from, quiet_to)

    def quiet(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """The quiet hours (begin, end; UTC) in which this moment falls."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return None
        today = moment.astimezone(self.zone).date()
        for day in (today, today - timedelta(days=1)):
            until = day + timedelta(days=self.quiet_to < self.quiet_from)
            begin = instant(datetime.combine(day, self.quiet_from), self.zone)
            end = instant(datetime.combine(until, self.quiet_to), self.zone)
            if begin <= moment < end:
                return begin, end
        return None

    def quiet_begins(self, moment: datetime) -> datetime | None:
        """When (UTC) the next quiet hours begin; None: there are none."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return None
        today = moment.astimezone(self.zone).date()
        days = (today + timedelta(days=days) for days in range(3))
        begins = (instant(datetime.combine(day, self.quiet_from), self.zone) for day in days)
        return next(begin for begin in begins if begin > moment)
