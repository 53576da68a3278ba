"""Sessions and the days of a new rule are paired one to one, in order, and so that they move as little as possible.

The oracle tries every pairing that there is.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups.schedule.edits import ITS_WEEK, Pairing, Place, paired

TUESDAY = datetime(2026, 3, 3, 19, tzinfo=UTC)
A_DAY = timedelta(days=1)
A_LOT = 10.0**12
"""What one without a pair costs: more than all seconds of these plans together."""


def day(number: float) -> datetime:
    return TUESDAY + timedelta(days=number)


def places(*numbers: float, near: Sequence[float] = ()) -> list[Place]:
    return [
        Place(day(number), within=ITS_WEEK if number in near else None, may_wait=number in near) for number in numbers
    ]


def all_pairings(rows: int, columns: int) -> Iterator[list[tuple[int, int]]]:
    for size in range(min(rows, columns) + 1):
        for some in combinations(range(rows), size):
            for others in combinations(range(columns), size):
                yield list(zip(some, others, strict=True))


def cost(pairs: Sequence[tuple[int, int]], sessions: Sequence[Place], wanted: Sequence[Place]) -> float:
    with_pair, taken = {i for i, _ in pairs}, {j for _, j in pairs}
    total = A_LOT * sum(i not in with_pair for i in range(len(sessions)))
    total += A_LOT * sum(j not in taken and not one.may_wait for j, one in enumerate(wanted))
    for i, j in pairs:
        apart = abs(sessions[i].at - wanted[j].at)
        if any(one.within is not None and apart > one.within for one in (sessions[i], wanted[j])):
            return float("inf")
        total += apart.total_seconds()
    return total


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Place], list[Place]]:
    some = draw(st.lists(st.integers(0, 60), unique=True, max_size=6))
    others = draw(st.lists(st.integers(0, 60), unique=True, max_size=6))
    sessions = [Place(day(n), within=draw(st.sampled_from([None, ITS_WEEK]))) for n in sorted(some)]
    now, far = draw(st.integers(-5, 5)), draw(st.integers(20, 80))
    wanted = [
        Place(day(n + 0.25), within=A_DAY if n < now else ITS_WEEK if n > far else None, may_wait=n > far)
        for n in sorted(others)
    ]
    return sessions, wanted


@pytest.mark.slow  # hundreds of cases, every pairing of each
@settings(max_examples=300, deadline=None)
@given(plan=plans())
def test_no_other_pairing_leaves_fewer_alone_or_moves_less(plan: tuple[list[Place], list[Place]]) -> None:
    sessions, wanted = plan
    found = paired(sessions, wanted)
    best = min(cost(pairs, sessions, wanted) for pairs in all_pairings(len(sessions), len(wanted)))
    assert cost(found.pairs, sessions, wanted) == pytest.approx(best)


@pytest.mark.slow  # hundreds of cases
@settings(max_examples=200, deadline=None)
@given(plan=plans())
def test_every_session_and_every_day_is_accounted_for_once_and_in_order(
    plan: tuple[list[Place], list[Place]],
) -> None:
    sessions, wanted = plan
    found = paired(sessions, wanted)
    assert list(found.pairs) == sorted(found.pairs)
    rows, columns = [i for i, _ in found.pairs], [j for _, j in found.pairs]
    assert len(set(rows)) == len(rows)
    assert len(set(columns)) == len(columns)
    assert sorted([*rows, *found.left]) == list(range(len(sessions)))
    last = max(columns, default=-1)
    laid = {j for j, one in enumerate(wanted) if j <= last or not one.may_wait}
    assert sorted([*columns, *found.missing]) == sorted(laid)


def test_the_same_rule_changes_nothing() -> None:
    assert paired(places(0, 7, 14), places(0, 7, 14)) == Pairing(((0, 0), (1, 1), (2, 2)), (), ())


def test_another_weekday_keeps_each_week() -> None:
    assert paired(places(0, 7, 14), places(2, 9, 16)).pairs == ((0, 0), (1, 1), (2, 2))


def test_every_other_week_keeps_the_weeks_that_stay() -> None:
    assert paired(places(0, 7, 14, 21), places(0, 14)) == Pairing(((0, 0), (2, 1)), (1, 3), ())


def test_twice_as_often_keeps_what_there_is_and_lays_the_rest() -> None:
    assert paired(places(0, 14), places(0, 7, 14, 21)) == Pairing(((0, 0), (1, 2)), (), (1, 3))


def test_what_stays_as_it_is_stands_for_its_own_week_alone() -> None:
    assert paired(places(0, 7, 14, near=[7]), places(2, 9, 16)).pairs == ((0, 0), (1, 1), (2, 2))
    later = paired(places(0, 7, near=[0]), places(7, 14))
    assert later == Pairing(((1, 0),), (0,), (1,))


def test_a_day_beyond_the_weeks_that_are_laid_takes_a_session_only_from_its_own_week() -> None:
    assert paired(places(0, 7), places(2, 9, near=[9])) == Pairing(((0, 0), (1, 1)), (), ())
    assert paired(places(0), places(0, 7, near=[7])) == Pairing(((0, 0),), (), ())


def test_nothing_is_left_out_before_the_last_day_that_is_laid() -> None:
    assert paired(places(14), places(7, 14, 21, near=[7, 14, 21])) == Pairing(((0, 1),), (), (0,))


def test_a_break_calls_off_what_falls_into_it() -> None:
    assert paired(places(0, 7, 14, 21), places(14, 21)) == Pairing(((2, 0), (3, 1)), (0, 1), ())


def test_todays_session_stands_for_todays_hour_that_has_gone_by_and_the_others_keep_their_weeks() -> None:
    gone_by = Place(day(-0.25), within=A_DAY)
    assert paired(places(0, 7), [gone_by, *places(6.75, 13.75)]) == Pairing(((0, 0), (1, 1)), (), (2,))
    assert paired(places(6, 13), [gone_by, *places(6.75, 13.75)]) == Pairing(((0, 1), (1, 2)), (), (0,))
