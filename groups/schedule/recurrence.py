"""When a series meets. Wall-clock times in a named zone go in, instants come out; nothing else is read or kept.

RFC 5545 § 3.8.5.3 describes such rules. A rule is expanded in local time and converted last, so that a group meets at
seven in summer and in winter. A time that a spring change skips is shifted forward by what was skipped; of a time that
an autumn change repeats, the first is taken.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule

from groups.people.quiet import instant

# No zone has ever been further from UTC, or skipped more, than a day: two of them are enough on either side.
SLACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Rule:
    """Every `every_weeks` weeks from `starts_on`, at `at` for `minutes` minutes, until `ends_on` or for ever."""

    starts_on: date
    at: time
    minutes: int
    every_weeks: int
    time_zone: str
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting: the rule's own day, and the instants (UTC) at which it begins and ends."""

    laid_for: date
    starts_at: datetime
    ends_at: datetime


def occurrences(rule: Rule, *, after: datetime, until: datetime) -> list[Occurrence]:
    """Those that begin later than `after` and not later than `until` (both aware), in order."""
    zone = ZoneInfo(rule.time_zone)
    days = _days(rule, first=after.astimezone(zone).date() - SLACK, last=until.astimezone(zone).date() + SLACK)
    found = [_occurrence(rule, day, zone) for day in days]
    return [one for one in found if after < one.starts_at <= until]


def _days(rule: Rule, *, first: date, last: date) -> list[date]:
    if rule.ends_on is not None:
        last = min(last, rule.ends_on)
    step = timedelta(weeks=rule.every_weeks)
    # Begin near the first day that is asked for: an old series costs no more than a new one.
    skipped = max(0, (first - rule.starts_on) // step)
    begin, end = (datetime.combine(day, time()) for day in (rule.starts_on + skipped * step, last))
    return [day.date() for day in rrule(WEEKLY, interval=rule.every_weeks, dtstart=begin, until=end)]


def _occurrence(rule: Rule, day: date, zone: ZoneInfo) -> Occurrence:
    starts_at = instant(datetime.combine(day, rule.at), zone)
    return Occurrence(day, starts_at, starts_at + timedelta(minutes=rule.minutes))
