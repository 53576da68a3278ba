"""A rule of sessions as people read it. Values in, words out."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.people.moments import zone_name

Rule = Mapping[str, Any]


def rhythm(rule: Rule) -> str:
    """Every Tuesday, 19:00 to 20:00 (Europe/London); the hours are those on the wall of the named zone."""
    first = datetime.combine(date.fromisoformat(rule["starts_on"]), time.fromisoformat(rule["at"]))
    end = first + timedelta(minutes=rule["minutes"])
    return _("{days}, {start} to {end} ({zone})").format(
        days=_days(rule, date_format(first, "l")),
        start=date_format(first, "H:i"),
        end=date_format(end, "H:i"),
        zone=zone_name(ZoneInfo(rule["time_zone"])),
    )


def _days(rule: Rule, weekday: str) -> str:
    if rule.get("frequency") == "monthly":
        return _which(rule.get("week_of_month")).format(weekday=weekday)
    weeks = rule.get("every_weeks") or 1
    words = ngettext("every {weekday}", "every {weeks} weeks on {weekday}", weeks)
    return words.format(weekday=weekday, weeks=weeks)


def _which(week: int | None) -> str:
    words = {
        1: _("the first {weekday} of the month"),
        2: _("the second {weekday} of the month"),
        3: _("the third {weekday} of the month"),
        4: _("the fourth {weekday} of the month"),
    }
    return words.get(week or -1, _("the last {weekday} of the month"))


def last_day(rule: Rule) -> str:
    """Tuesday 26 January 2027; empty, where none is known."""
    return date_format(date.fromisoformat(rule["ends_on"]), "l j F Y") if rule.get("ends_on") else ""
