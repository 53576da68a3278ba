"""When a series meets. Wall-clock times in a named zone go in, instants come out; nothing else is read or kept.

RFC 5545 § 3.8.5.3 describes such rules. A rule is expanded in local time and converted last, so that a group meets at
seven in summer and in winter. A time that a spring change skips is shifted forward by what was skipped; of a time that
an autumn change repeats, the first is taken.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday, weekdays

from groups.people.quiet import instant

# No zone has ever been further from UTC, or skipped more, than a day: two of them are enough on either side.
SLACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Rule:
    """A time that comes back, from `starts_on` on, at `at` for `minutes` minutes, on the weekday of that first day.

    Every `every_weeks` weeks; or, where `week_of_month` is given, once a month: 1 to 4 for the first to the fourth of
    that weekday, -1 for the last. Until `ends_on`, or until there have been `sessions_in_all`, or for ever.
    """

    starts_on: date
    at: time
    minutes: int
    every_weeks: int
    time_zone: str
    ends_on: date | None = None
    week_of_month: int | None = None
    sessions_in_all: int | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting: the rule's own day, and the instants (UTC) at which it begins and ends."""

    laid_for: date
    starts_at: datetime
    ends_at: datetime


def occurrences(rule: Rule, *, after: datetime, until: datetime) -> list[Occurrence]:
    """Those that begin later than `after` and not later than `until` (both aware), in order."""
    zone = ZoneInfo(rule.time_zone)
    found = days(rule, first=after.astimezone(zone).date() - SLACK, last=until.astimezone(zone).date() + SLACK)
    return [one for one in (_occurrence(rule, day, zone) for day in found) if after < one.starts_at <= until]


def days(rule: Rule, *, first: date, last: date) -> list[date]:
    """The rule's own days from `first` to `last`, both included."""
    end = last_day(rule)
    last = last if end is None else min(last, end)
    return _monthly(rule, first=first, last=last) if rule.week_of_month else _weekly(rule, first=first, last=last)


def last_day(rule: Rule) -> date | None:
    """The day after which there is none; None: it goes on for ever. Of a number that is reached later, `ends_on`."""
    if rule.sessions_in_all is None:
        return rule.ends_on
    if rule.week_of_month:
        counted = rrule(MONTHLY, dtstart=_midnight(rule.starts_on), byweekday=_which(rule), count=rule.sessions_in_all)
        by_number = list(counted)[-1].date()
    else:
        by_number = rule.starts_on + timedelta(weeks=rule.every_weeks) * (rule.sessions_in_all - 1)
    return by_number if rule.ends_on is None else min(by_number, rule.ends_on)


def number_before(rule: Rule, day: date) -> int:
    """How many of the rule's days come before that day."""
    return len(days(rule, first=rule.starts_on, last=day - timedelta(days=1)))


def without_end(rule: Rule) -> Rule:
    """The same, for ever."""
    return replace(rule, ends_on=None, sessions_in_all=None)


def soonest_after(rule: Rule, day: date) -> date:
    """No day of the rule that follows this one of its days comes before it."""
    return day + (timedelta(days=28) if rule.week_of_month else timedelta(weeks=rule.every_weeks))


def _weekly(rule: Rule, *, first: date, last: date) -> list[date]:
    step = timedelta(weeks=rule.every_weeks)
    # Begin near the first day that is asked for: an old series costs no more than a new one.
    skipped = max(0, -((rule.starts_on - first) // step))
    begin = rule.starts_on + skipped * step
    return _dates(rrule(WEEKLY, interval=rule.every_weeks, dtstart=_midnight(begin), until=_midnight(last)))


def _monthly(rule: Rule, *, first: date, last: date) -> list[date]:
    begin = max(rule.starts_on, first)
    return _dates(rrule(MONTHLY, dtstart=_midnight(begin), until=_midnight(last), byweekday=_which(rule)))


def _which(rule: Rule) -> weekday:
    """The first Tuesday, the last Friday …: BYDAY of RFC 5545 § 3.3.10."""
    of_week = weekdays[rule.starts_on.weekday()]
    return of_week if rule.week_of_month is None else of_week(rule.week_of_month)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _dates(found: rrule) -> list[date]:
    return [moment.date() for moment in found]


def _occurrence(rule: Rule, day: date, zone: ZoneInfo) -> Occurrence:
    starts_at = instant(datetime.combine(day, rule.at), zone)
    return Occurrence(day, starts_at, starts_at + timedelta(minutes=rule.minutes))
