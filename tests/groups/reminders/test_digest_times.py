"""When the mail of the day comes, and which mails wait for it. No database."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.people.quiet import Clock
from groups.reminders.planning import INSTANT, NET, digest_wait, last_digest, next_digest

ZONES = ("Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC")
SIX = time(18)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock(zone: str = "UTC", *quiet: time) -> Clock:
    return Clock(ZoneInfo(zone), *quiet)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-27 17:59:59", "2026-03-27 18:00"),
        ("2026-03-27 18:00", "2026-03-28 18:00"),
        # The clocks of London go forward on the 29th, and back on 25 October: six stays six on the wall.
        ("2026-03-28 18:00", "2026-03-29 17:00"),
        ("2026-10-24 17:00", "2026-10-25 18:00"),
    ],
)
def test_it_comes_at_the_same_time_of_their_clock_each_day(now: str, expected: str) -> None:
    assert next_digest(SIX, clock("Europe/London"), now=at(now)) == at(expected)


def test_in_the_hour_that_a_clock_leaves_out_it_comes_an_hour_later() -> None:
    assert next_digest(time(1, 30), clock("Europe/London"), now=at("2026-03-28 12:00")) == at("2026-03-29 01:30")


def test_in_the_hour_that_a_clock_shows_twice_it_comes_once() -> None:
    first = next_digest(time(1, 30), clock("Europe/London"), now=at("2026-10-24 12:00"))
    assert first == at("2026-10-25 00:30")
    assert next_digest(time(1, 30), clock("Europe/London"), now=first) == at("2026-10-26 01:30")


def test_in_quiet_hours_it_waits_until_they_end() -> None:
    quiet = clock("Europe/London", time(22), time(8))
    assert next_digest(time(23), quiet, now=at("2026-05-04 12:00")) == at("2026-05-05 07:00")


moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes))
times = st.times().map(lambda one: one.replace(second=0, microsecond=0))
quiet_hours = st.one_of(st.just(()), st.tuples(times, times))


@pytest.mark.slow  # many clocks
@given(times, st.sampled_from(ZONES), quiet_hours, moments)
def test_every_day_has_one_and_it_keeps_out_of_quiet_hours(
    when: time, zone: str, quiet: tuple[time, ...], now: datetime
) -> None:
    theirs = clock(zone, *quiet)
    coming, last = next_digest(when, theirs, now=now), last_digest(when, theirs, now=now)
    assert last <= now < coming
    assert coming - last <= timedelta(hours=37)
    assert theirs.quiet(coming) is None
    assert next_digest(when, theirs, now=last) == coming
    assert last_digest(when, theirs, now=coming) == coming


def wait(due: str, now: str, last_use: str = "2026-05-10 12:00") -> datetime | None:
    return digest_wait(SIX, clock(), due_at=at(due), last_use=at(last_use), now=at(now))


def test_a_mail_waits_for_the_mail_of_the_day_and_a_little_longer() -> None:
    assert wait("2026-05-04 12:00", "2026-05-04 12:00") == at("2026-05-04 18:00") + NET


def test_what_would_come_too_late_goes_by_itself() -> None:
    assert wait("2026-05-04 12:00", "2026-05-04 12:00", "2026-05-04 17:59") is None
    assert wait("2026-05-04 12:00", "2026-05-04 12:00", "2026-05-04 18:00") == at("2026-05-04 18:10")


def test_what_the_mail_of_the_day_did_not_take_goes_by_itself() -> None:
    assert wait("2026-05-04 18:10", "2026-05-04 18:10") is None
    assert wait("2026-05-04 18:10", "2026-05-04 21:00") is None


def test_what_falls_due_while_it_is_made_may_be_in_it_and_waits_for_the_next_one_otherwise() -> None:
    later = wait("2026-05-04 18:00", "2026-05-04 18:00:03")
    assert later is not None
    assert later == at("2026-05-04 18:10") + INSTANT
    assert digest_wait(SIX, clock(), due_at=later, last_use=at("2026-05-10 12:00"), now=later) == at("2026-05-05 18:10")
    assert wait("2026-05-04 18:00", "2026-05-04 18:00:03", "2026-05-04 18:09") is None


@pytest.mark.slow  # many clocks
@given(times, st.sampled_from(ZONES), quiet_hours, moments, st.integers(0, 96))
def test_nobody_waits_past_the_last_use_or_more_than_twice(
    when: time, zone: str, quiet: tuple[time, ...], due: datetime, hours: int
) -> None:
    theirs, last_use, now, waits = clock(zone, *quiet), due + timedelta(hours=hours), due, 0
    while (until := digest_wait(when, theirs, due_at=now, last_use=last_use, now=now)) is not None:
        assert now < until <= last_use + NET + INSTANT
        now, waits = until, waits + 1
    assert waits <= 2
