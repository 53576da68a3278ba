"""The hard thinking about who is asked, for how long, and when people are called."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.people.quiet import Clock
from groups.staffing.planning import (
    ENDS_BEFORE,
    LONGEST,
    Candidate,
    asked_until,
    call_due,
    clashes,
    in_order,
    question_id,
    week_of,
)

pytestmark = pytest.mark.one_engine

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
OPEN = Clock.of("UTC", None, None)
NIGHTS = Clock.of("UTC", time(22), time(8))
HOUR = timedelta(hours=1)


def candidate(number: int, *, duties: int = 0, days: int = 0, here: bool = False) -> Candidate:
    return Candidate(uuid.UUID(int=number), OPEN, here, NOON - timedelta(days=days), duties)


def test_the_group_s_own_are_asked_first_then_who_has_least_to_do_then_who_has_been_here_longest() -> None:
    found = in_order(
        [
            candidate(1, duties=0),
            candidate(2, duties=2, here=True),
            candidate(3, duties=0, days=9),
            candidate(4, duties=1),
        ]
    )
    assert [one.user.int for one in found] == [2, 3, 1, 4]


@pytest.mark.parametrize(
    ("clock", "hours_left", "hours_given"),
    [
        (OPEN, 3, 1),
        (OPEN, 30, 10),
        (OPEN, 72, 24),
        (OPEN, 720, 24),
        (NIGHTS, 24, 8),
        (NIGHTS, 36, 22),  # 12 waking hours: 10 until night, then 10 hours of quiet, and 2 more
        (NIGHTS, 720, 34),  # 24 waking hours, with a night between
    ],
)
def test_an_answer_waits_a_third_of_the_time_left_and_24_waking_hours_at_most(
    clock: Clock, hours_left: int, hours_given: int
) -> None:
    assert asked_until(NOON, NOON + hours_left * HOUR, clock) == NOON + hours_given * HOUR


def test_at_night_the_time_begins_in_the_morning() -> None:
    night = datetime(2026, 5, 12, 23, 0, tzinfo=UTC)
    morning = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
    assert asked_until(night, morning + 6 * HOUR, NIGHTS) == morning + 2 * HOUR


def test_who_would_wake_too_late_is_not_asked() -> None:
    night = datetime(2026, 5, 12, 23, 0, tzinfo=UTC)
    assert asked_until(night, datetime(2026, 5, 13, 8, 15, tzinfo=UTC), NIGHTS) is None
    assert asked_until(night, datetime(2026, 5, 13, 7, 0, tzinfo=UTC), NIGHTS) is None
    assert asked_until(NOON, NOON + ENDS_BEFORE, OPEN) is None


@given(
    left=st.integers(16, 60 * 24 * 40),
    quiet=st.tuples(st.integers(0, 23), st.integers(0, 23)),
    zone=st.sampled_from(["UTC", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]),
)
@pytest.mark.slow  # generated
def test_whatever_the_hours_nobody_has_to_answer_at_night_or_after_the_doors(
    left: int, quiet: tuple[int, int], zone: str
) -> None:
    clock, starts_at = Clock.of(zone, time(quiet[0]), time(quiet[1])), NOON + timedelta(minutes=left)
    until = asked_until(NOON, starts_at, clock)
    if until is None:
        night = clock.quiet(NOON)
        assert night is not None
        assert night[1] >= starts_at - ENDS_BEFORE
        return
    assert NOON < until <= starts_at - ENDS_BEFORE
    night = clock.quiet(until)
    assert night is None or night[0] == until or until == starts_at - ENDS_BEFORE
    assert until - NOON <= LONGEST * 24 + timedelta(days=2)


@pytest.mark.parametrize(
    ("minutes", "due"),
    [(-11, None), (-10, -10), (-6, -10), (-5, -5), (-1, -5), (0, 0), (14, 0), (15, None), (60, None), (-300, None)],
)
def test_people_are_called_ten_and_five_minutes_before_and_at_the_start(minutes: int, due: int | None) -> None:
    assert call_due(NOON + timedelta(minutes=minutes), NOON, NOON + HOUR) == due


def test_nobody_is_called_to_a_session_that_is_over_however_short_it_was() -> None:
    assert call_due(NOON + timedelta(minutes=9), NOON, NOON + timedelta(minutes=10)) == 0
    assert call_due(NOON + timedelta(minutes=10), NOON, NOON + timedelta(minutes=10)) is None


def test_who_is_asked_again_is_asked_another_question() -> None:
    ask = uuid.UUID(int=1)
    assert question_id(ask, NOON) == question_id(ask, NOON)
    assert question_id(ask, NOON) != question_id(ask, NOON + HOUR)


def test_a_week_begins_on_monday_on_the_clock_of_the_group() -> None:
    begins, ends = week_of(datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Europe/London")
    assert begins == datetime(2026, 10, 18, 23, 0, tzinfo=UTC)
    assert ends == datetime(2026, 10, 26, 0, 0, tzinfo=UTC)  # an hour longer: clocks go back on that Sunday
    assert week_of(datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Asia/Kolkata")[0] > begins


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=12)


@given(SPANS)
@pytest.mark.slow  # generated
def test_a_clash_is_what_overlaps_with_something_else(spans: list[tuple[int, int]]) -> None:
    rows = [
        (uuid.UUID(int=n), NOON + timedelta(minutes=start), NOON + timedelta(minutes=start + length))
        for n, (start, length) in enumerate(spans)
    ]
    by_hand = {
        one[0] for one in rows for other in rows if one[0] != other[0] and one[1] < other[2] and other[1] < one[2]
    }
    assert clashes(rows) == by_hand
