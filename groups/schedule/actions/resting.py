"""The organisation's holidays, as those who lay sessions need them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from groups.organisation.models import Holiday
from groups.schedule.models import Series

SLACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days on which groups rest, from the first to the last each; every one on the wall of the group's own clock."""

    spans: tuple[tuple[date, date], ...]

    def rest(self, series: Series, moment: datetime) -> bool:
        """Whether a session of this series rests at this moment."""
        return not series.on_holidays and self.on(moment, series.time_zone)

    def on(self, moment: datetime, zone: str) -> bool:
        """Whether that moment falls on one of them, in that zone."""
        if not self.spans:
            return False
        day = moment.astimezone(ZoneInfo(zone)).date()
        return any(first <= day <= last for first, last in self.spans)


def holidays(*, now: datetime) -> Holidays:
    """Those that are not over everywhere."""
    coming = Holiday.objects.filter(last_on__gte=now.date() - SLACK).order_by("first_on", "pk")
    return Holidays(tuple(coming.values_list("first_on", "last_on")))
