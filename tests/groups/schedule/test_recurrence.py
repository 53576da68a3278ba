"""A group meets at the same hour on the wall, whatever its zone does to the clocks.

The oracle knows nothing of offsets or folds: it turns instants into wall time, minute by minute, and looks.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups.people.quiet import instant
from groups.schedule.recurrence import Rule, occurrences

ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kolkata",
)
# Days on which these zones change their clocks (Apia skipped a whole day), so that cases often fall beside them.
CHANGES = (
    date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2026, 10, 4),
    date(2026, 2, 15), date(2026, 3, 22), date(2011, 12, 30), date(2011, 4, 2), date(2011, 9, 24),
)  # fmt: skip
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
days = st.one_of(
    st.dates(date(2010, 1, 1), date(2030, 12, 31)),
    st.builds(lambda day, off: day + timedelta(days=off), st.sampled_from(CHANGES), st.integers(-1, 1)),
)
minutes_of_day = st.builds(lambda minute: time(minute // 60, minute % 60), st.integers(0, 24 * 60 - 1))
rules = st.builds(
    Rule,
    starts_on=days,
    at=st.one_of(minutes_of_day, st.sampled_from([time(1, 30), time(2, 0), time(2, 15), time(2, 30), time(3, 0)])),
    minutes=st.integers(10, 240),
    every_weeks=st.integers(1, 8),
    time_zone=st.sampled_from(ZONES),
    ends_on=st.none(),
)


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def expected(naive: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the wall shows this time; where it never does, as much later as was skipped."""
    moment = naive.replace(tzinfo=UTC) - timedelta(hours=27)
    step = timedelta(minutes=30)
    # In half hours to just before the first instant that shows it or more, then in minutes.
    while wall(moment + step, zone) < naive:
        moment += step
    while wall(moment + MINUTE, zone) < naive:
        moment += MINUTE
    before, moment = wall(moment, zone), moment + MINUTE
    skipped_from = before + MINUTE
    return moment if wall(moment, zone) == naive else moment + (naive - skipped_from)


@pytest.mark.slow  # hundreds of cases
@settings(max_examples=300, deadline=None)
@given(day=days, at=minutes_of_day, name=st.sampled_from(ZONES))
def test_an_instant_is_the_first_at_which_the_wall_shows_the_time(day: date, at: time, name: str) -> None:
    naive, zone = datetime.combine(day, at), ZoneInfo(name)
    assert instant(naive, zone) == expected(naive, zone)


@pytest.mark.slow  # hundreds of cases
@settings(max_examples=200, deadline=None)
@given(rule=rules, weeks_later=st.integers(-3, 30), ahead=st.integers(0, 120))
def test_what_is_laid_is_every_nth_week_in_the_window_and_nothing_else(
    rule: Rule, weeks_later: int, ahead: int
) -> None:
    zone = ZoneInfo(rule.time_zone)
    after = datetime.combine(rule.starts_on, rule.at, UTC) + timedelta(weeks=weeks_later, minutes=17)
    until = after + timedelta(days=ahead)
    all_days = [rule.starts_on + timedelta(days=n) for n in range(-30, 400)]
    turns = [d for d in all_days if d >= rule.starts_on and (d - rule.starts_on).days % (7 * rule.every_weeks) == 0]
    wanted = [
        (day, expected(datetime.combine(day, rule.at), zone)) for day in turns if abs(day - after.date()) < 130 * DAY
    ]
    laid = occurrences(rule, after=after, until=until)
    assert [(one.laid_for, one.starts_at) for one in laid] == [(d, m) for d, m in wanted if after < m <= until]
    assert all(one.ends_at - one.starts_at == rule.minutes * MINUTE for one in laid)


@settings(max_examples=100, deadline=None)
@given(rule=rules, cut=st.integers(0, 56))
def test_two_looks_that_meet_lay_the_same_as_one(rule: Rule, cut: int) -> None:
    after = datetime.combine(rule.starts_on, time(), UTC)
    middle, until = after + cut * DAY, after + 56 * DAY
    halves = occurrences(rule, after=after, until=middle) + occurrences(rule, after=middle, until=until)
    assert halves == occurrences(rule, after=after, until=until)


@pytest.mark.parametrize(
    ("zone", "naive", "utc"),
    [
        ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:30"),  # skipped: 02:30 on the wall
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"),  # twice: the first
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),  # half an hour is skipped: 02:45
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),  # half an hour is repeated
        ("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30"),  # Ramadan begins: back
        ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:30"),  # and ends: forward
        ("Pacific/Apia", "2011-12-30T19:00", "2011-12-31T05:00"),  # the day that never was: the next
        ("Asia/Kolkata", "2026-03-29T02:30", "2026-03-28T21:00"),
    ],
)
def test_the_changes_that_we_know(zone: str, naive: str, utc: str) -> None:
    assert instant(datetime.fromisoformat(naive), ZoneInfo(zone)) == datetime.fromisoformat(utc + "+00:00")


def test_seven_in_the_evening_stays_seven_in_the_evening_through_a_year() -> None:
    rule = Rule(date(2026, 1, 6), time(19, 0), 60, 1, "Europe/London")
    laid = occurrences(rule, after=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2027, 1, 1, tzinfo=UTC))
    assert len(laid) == 52
    assert {wall(one.starts_at, ZoneInfo("Europe/London")).time() for one in laid} == {time(19, 0)}
    assert {one.starts_at.time() for one in laid} == {time(18, 0), time(19, 0)}


def test_the_last_day_still_meets_and_none_after_it() -> None:
    rule = Rule(date(2026, 5, 5), time(19, 0), 60, 1, "Asia/Kolkata", ends_on=date(2026, 5, 19))
    laid = occurrences(rule, after=datetime(2026, 5, 1, tzinfo=UTC), until=datetime(2026, 7, 1, tzinfo=UTC))
    assert [one.laid_for.day for one in laid] == [5, 12, 19]
