"""Our recurrence against an oracle that shares nothing with it: the same days, the same instants, in every case."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from groups.schedule.recurrence import Rule, last_day, number_before, occurrences
from tests.groups.schedule import oracle

ZONES = (
    "Europe/London", "Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia",
    "Pacific/Auckland", "Pacific/Chatham", "Africa/Casablanca", "Africa/Cairo", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tokyo", "Asia/Gaza", "Asia/Tehran", "America/Santiago", "America/New_York", "America/St_Johns",
    "America/Sao_Paulo", "America/Havana", "Pacific/Kiritimati", "Antarctica/Troll", "UTC",
)  # fmt: skip
TIMES = tuple(time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 5))
FIRST, LAST = date(2005, 1, 1), date(2045, 12, 31)


@dataclass(frozen=True)
class Case:
    rule: Rule
    after: datetime
    until: datetime


def cases(number: int, *, seed: int) -> Iterator[Case]:
    """Half of them beside a change of their zone's clocks, where mistakes are made; half anywhere."""
    chance = random.Random(seed)
    changes = {zone: _changes(zone) for zone in ZONES}
    for _ in range(number):
        zone = chance.choice(ZONES)
        beside = chance.choice(changes[zone]) if changes[zone] and chance.random() < 0.5 else None
        yield _case(chance, zone, beside)


def _changes(zone: str) -> list[datetime]:
    """The wall's time just before each change of its clocks."""
    both = zip(oracle.stretches(zone), oracle.stretches(zone)[1:], strict=False)
    walls = [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=new.begin + old.offset) for old, new in both
             if 0 < new.begin < 2.4e9]  # fmt: skip
    return [one for one in walls if FIRST <= one.date() <= LAST]


def _case(chance: random.Random, zone: str, beside: datetime | None) -> Case:
    every_weeks, week_of_month = chance.choice([(1, None)] * 3 + [(chance.randint(2, 8), None)] * 2 + [(1, 0)] * 3)
    if week_of_month is not None:
        week_of_month = chance.choice([1, 2, 3, 4, -1])
    if beside is None:
        day, at = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)), chance.choice(TIMES)
    else:
        near = beside + timedelta(minutes=5 * chance.randint(-15, 30))
        day, at = near.date() + timedelta(days=chance.choice([0, 0, 0, 0, -1, 1])), near.time()
    earlier = chance.choice([0, 0, 1, 2, 5, chance.randrange(60)])
    starts_on = day - timedelta(weeks=every_weeks * earlier)
    after = datetime.combine(day, time(), UTC) + timedelta(minutes=chance.randint(-9 * 1440, 2 * 1440))
    rule = Rule(
        starts_on=starts_on,
        at=at.replace(second=0, microsecond=0),
        minutes=chance.randint(10, 240),
        every_weeks=every_weeks,
        time_zone=zone,
        ends_on=chance.choice([None, None, starts_on + timedelta(days=chance.randrange(500))]),
        week_of_month=week_of_month,
        sessions_in_all=chance.choice([None, None, chance.randint(1, 70)]),
    )
    return Case(rule, after, after + timedelta(minutes=chance.randint(0, 90 * 1440)))


def expected(case: Case) -> list[tuple[date, int]]:
    rule = case.rule
    return oracle.meets(
        starts_on=rule.starts_on,
        at=rule.at,
        every_weeks=rule.every_weeks,
        week_of_month=rule.week_of_month,
        zone=rule.time_zone,
        ends_on=rule.ends_on,
        in_all=rule.sessions_in_all,
        after=oracle.as_datetime_seconds(case.after),
        until=oracle.as_datetime_seconds(case.until),
    )


def compare(number: int, *, seed: int) -> int:
    """Compare so many cases, and stop at the first that differs. Return how many meetings they had."""
    meetings = 0
    for case in cases(number, seed=seed):
        wanted = expected(case)
        found = occurrences(case.rule, after=case.after, until=case.until)
        assert [(one.laid_for, oracle.as_datetime_seconds(one.starts_at)) for one in found] == wanted, case
        assert all(one.starts_at.tzinfo is UTC for one in found), case
        assert all(one.ends_at - one.starts_at == timedelta(minutes=case.rule.minutes) for one in found), case
        meetings += len(wanted)
    return meetings


@pytest.mark.slow  # a thousand cases, every day of each looked at
def test_a_thousand_rules_meet_when_the_oracle_says() -> None:
    assert compare(1_000, seed=11) > 1_000


@pytest.mark.slow
@pytest.mark.faults_long
def test_fifty_thousand_rules_meet_when_the_oracle_says() -> None:
    assert compare(50_000, seed=2026) > 100_000


@pytest.mark.slow  # two hundred series, followed to their end
def test_a_series_with_a_number_of_sessions_has_that_many_and_ends_with_the_last() -> None:
    chance = random.Random(5)
    for _ in range(200):
        whole = _case(chance, chance.choice(ZONES), None).rule
        number = chance.randint(1, 40)
        rule = Rule(
            whole.starts_on, whole.at, 60, whole.every_weeks, whole.time_zone, None, whole.week_of_month, number
        )
        begin = datetime.combine(rule.starts_on, time(), UTC) - timedelta(days=3)
        found = occurrences(rule, after=begin, until=begin + timedelta(days=3_000))
        assert len(found) == number
        assert last_day(rule) == found[-1].laid_for
        assert [number_before(rule, one.laid_for) for one in found] == list(range(number))


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("Pacific/Apia", "2011-12-30T19:00", "2011-12-31T05:00"),  # the day that never was
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),
        ("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30"),
        ("Europe/London", "2040-10-28T01:30", "2040-10-28T00:30"),  # beyond the transitions of a short file
        ("America/Santiago", "2026-09-06T00:30", "2026-09-06T04:30"),  # midnight is skipped
        ("Asia/Kathmandu", "2026-01-01T00:00", "2025-12-31T18:15"),
    ],
)
def test_the_oracle_knows_the_changes_that_we_know(zone: str, wall: str, utc: str) -> None:
    naive, moment = datetime.fromisoformat(wall), datetime.fromisoformat(utc + "+00:00")
    assert oracle.instant(naive.date(), naive.time(), zone) == oracle.as_datetime_seconds(moment)


def test_the_oracle_notices_a_rule_that_is_an_hour_off() -> None:
    case = next(one for one in cases(50, seed=3) if expected(one))
    found = occurrences(case.rule, after=case.after, until=case.until)
    late = [(one.laid_for, oracle.as_datetime_seconds(one.starts_at) + 3600) for one in found]
    assert late != expected(case)
