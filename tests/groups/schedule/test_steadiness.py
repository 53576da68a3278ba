"""Steadiness is counted from what the service did: opened, on time, by the same people, at the hour, told in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.schedule.steadiness import (
    IN_GOOD_TIME,
    LAST,
    ON_TIME,
    Count,
    Fact,
    Mend,
    News,
    Record,
    Shape,
    record,
    to_mend,
    usual_facilitators,
)

pytestmark = pytest.mark.one_engine

FIRST = datetime(2026, 3, 3, 19, tzinfo=UTC)
NOOR, IDRIS, WREN = (UUID(int=n) for n in (1, 2, 3))
BOTH = frozenset({NOOR, IDRIS})


def held(week: int = 0, **fields: object) -> Fact:
    """A session as it was promised."""
    starts_at = FIRST + timedelta(weeks=week)
    plain = Fact(UUID(int=100 + week), starts_at, starts_at, starts_at, False, False, BOTH)
    return replace(plain, **fields)  # type: ignore[arg-type]


def moved(week: int, by: timedelta) -> Fact:
    start = FIRST + timedelta(weeks=week) + by
    return held(week, starts_at=start, opened_at=start, was_moved=True)


def shapes(found: Record) -> list[Shape]:
    return [mark.shape for mark in found.marks]


def test_what_was_promised_and_kept_is_a_full_mark() -> None:
    found = record([held(week) for week in range(12)])
    assert shapes(found) == [Shape.FULL] * 12
    assert found.held == found.on_time == found.same == found.at_the_hour == Count(12, 12)
    assert (found.usual, found.told, found.nobody_opened) == (2, Count(0, 0), 0)


@pytest.mark.parametrize(
    ("late", "is_on_time"),
    [(-timedelta(minutes=15), True), (ON_TIME, True), (ON_TIME + timedelta(microseconds=1), False)],
)
def test_on_time_is_opened_no_later_than_two_minutes_after_the_start(late: timedelta, is_on_time: bool) -> None:
    found = record([held(opened_at=FIRST + late)])
    assert found.on_time == Count(int(is_on_time), 1)
    assert shapes(found) == [Shape.FULL if is_on_time else Shape.HALF]


@pytest.mark.parametrize(("before", "in_time"), [(IN_GOOD_TIME, True), (IN_GOOD_TIME - timedelta(seconds=1), False)])
def test_in_good_time_is_48_hours_before_it_matters(before: timedelta, in_time: bool) -> None:
    news = News(FIRST - before, FIRST, held().session)
    found = record([held()], [news])
    assert found.told == Count(int(in_time), 1)
    assert shapes(found) == [Shape.FULL if in_time else Shape.HALF]


def test_what_was_called_off_is_an_empty_mark_and_counts_in_nothing_else() -> None:
    off = held(1, was_called_off=True, opened_at=None, stayed=None)
    found = record([held(0), off], [News(off.starts_at - timedelta(days=4), off.starts_at, off.session)])
    assert shapes(found) == [Shape.FULL, Shape.OPEN]
    assert (found.held, found.on_time, found.told, found.nobody_opened) == (Count(1, 2), Count(1, 1), Count(1, 1), 0)


def test_a_room_that_nobody_opened_is_said_apart_from_what_was_called_off() -> None:
    found = record([held(0), held(1, opened_at=None, stayed=None)])
    assert (found.held, found.nobody_opened) == (Count(1, 2), 1)
    assert shapes(found) == [Shape.FULL, Shape.OPEN]


def test_a_session_that_was_moved_is_at_another_hour_and_a_new_rhythm_is_not() -> None:
    found = record([held(0), moved(1, timedelta(hours=1)), held(2, meant_for=None)])
    assert found.at_the_hour == Count(2, 3)
    assert shapes(found) == [Shape.FULL, Shape.HALF, Shape.FULL]


def test_one_that_follows_no_rule_is_at_its_hour_unless_it_was_moved() -> None:
    assert record([held(meant_for=None)]).at_the_hour == Count(1, 1)
    assert record([held(meant_for=None, was_moved=True)]).at_the_hour == Count(0, 1)


def test_the_same_are_those_who_were_most_often_there_together() -> None:
    other = held(3, stayed=frozenset({NOOR, WREN}))
    found = record([held(0), held(1), held(2), other])
    assert (found.same, found.usual) == (Count(3, 4), 2)
    assert shapes(found)[-1] is Shape.HALF


def test_somebody_more_is_no_other_face() -> None:
    found = record([held(0), held(1), held(2, stayed=BOTH | {WREN})])
    assert found.same == Count(3, 3)


def test_of_two_that_are_as_frequent_the_last_are_the_usual_ones() -> None:
    before, after = frozenset({NOOR, WREN}), BOTH
    facts = [held(week, stayed=before if week < 2 else after) for week in range(4)]
    assert usual_facilitators(facts) == after
    assert usual_facilitators([*reversed(facts)]) == before


def test_who_was_there_and_is_known_no_more_counts_neither_way() -> None:
    found = record([held(0), held(1, stayed=None)])
    assert found.same == Count(1, 1)
    assert shapes(found) == [Shape.FULL, Shape.FULL]


def test_a_session_that_nobody_held_to_the_end_is_not_the_same() -> None:
    found = record([held(0), held(1, stayed=frozenset())])
    assert found.same == Count(1, 2)


def test_the_last_twelve_are_looked_at_whatever_their_order() -> None:
    weeks = [held(week) for week in range(20)]
    found = record([*reversed(weeks)])
    assert [mark.starts_at for mark in found.marks] == [one.starts_at for one in weeks[-LAST:]]


def test_news_of_what_is_not_shown_any_more_is_not_counted() -> None:
    weeks = [held(week) for week in range(20)]
    old = News(FIRST, FIRST, weeks[0].session)
    old_rhythm = News(FIRST, FIRST + timedelta(weeks=3))
    new_rhythm = News(FIRST, FIRST + timedelta(weeks=12))
    assert record(weeks, [old, old_rhythm, new_rhythm]).told == Count(1, 1)


def test_a_group_that_has_not_met_has_nothing_to_show() -> None:
    found = record([], [News(FIRST, FIRST)])
    assert (found.marks, found.held, found.told, found.usual) == ((), Count(0, 0), Count(0, 0), 0)
    assert to_mend(found, has_next=True) == []


facts = st.builds(
    Fact,
    session=st.uuids(),
    starts_at=st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n)),
    meant_for=st.none() | st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n)),
    opened_at=st.none() | st.integers(0, 4000).map(lambda n: FIRST + timedelta(minutes=30 * n)),
    was_called_off=st.booleans(),
    was_moved=st.booleans(),
    stayed=st.none() | st.frozensets(st.sampled_from([NOOR, IDRIS, WREN])),
)


@pytest.mark.slow
@given(st.lists(facts, max_size=20), st.randoms(use_true_random=False))
def test_counts_add_up_whatever_happened(told: list[Fact], chance: object) -> None:
    found = record(told)
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert record(shuffled) == found
    assert found.held.of == len(found.marks) == min(len(told), LAST)
    assert found.on_time.of == found.at_the_hour.of == found.held.yes >= found.same.of
    for count in (found.held, found.on_time, found.same, found.at_the_hour):
        assert 0 <= count.yes <= count.of
    off = sum(mark.was_called_off for mark in found.marks)
    assert found.held.yes + off + found.nobody_opened == len(found.marks)
    assert shapes(found).count(Shape.OPEN) == found.held.lacking
    assert (Shape.FULL in shapes(found)) <= (min(found.on_time.yes, found.at_the_hour.yes) > 0)


def lately(*, late: int = 0, off: int = 0, unopened: int = 0) -> Record:
    opened = [held(week, opened_at=FIRST + timedelta(weeks=week, minutes=5 * (week < late))) for week in range(12)]
    gone = {n: replace(one, opened_at=None, was_called_off=n < off) for n, one in enumerate(opened) if n < off}
    gone |= {11 - n: replace(opened[11 - n], opened_at=None) for n in range(unopened)}
    return record([gone.get(n, one) for n, one in enumerate(opened)])


@pytest.mark.parametrize(
    ("found", "wished"),
    [
        (lately(), []),
        (lately(late=3), []),
        (lately(late=4), [(Mend.BEGAN_LATE, 4)]),
        (lately(off=3), []),
        (lately(off=4), [(Mend.CALLED_OFF, 4)]),
        (lately(unopened=1), [(Mend.NOBODY_OPENED, 1)]),
        (lately(unopened=2, late=5), [(Mend.NOBODY_OPENED, 2), (Mend.BEGAN_LATE, 5)]),
    ],
)
def test_what_to_mend_is_what_is_so_more_than_now_and_then(found: Record, wished: list[tuple[Mend, int]]) -> None:
    assert to_mend(found, has_next=True) == wished


def test_a_group_with_nothing_ahead_is_mended_first() -> None:
    assert to_mend(lately(unopened=1), has_next=False)[0] == (Mend.NOTHING_AHEAD, 1)


def test_every_change_that_was_told_late_is_named() -> None:
    late = News(FIRST, FIRST + timedelta(hours=1), held().session)
    assert to_mend(record([held(week) for week in range(12)], [late]), has_next=True) == [(Mend.TOLD_LATE, 1)]


def test_other_faces_and_other_hours_are_named_when_they_are_many() -> None:
    others = [held(week, stayed=frozenset({WREN, UUID(int=50 + week)})) for week in range(4)]
    hours = [moved(week, timedelta(hours=2)) for week in range(4, 8)]
    found = record([*others, *hours, *[held(week) for week in range(8, 12)]])
    assert to_mend(found, has_next=True) == [(Mend.OTHER_FACES, 4), (Mend.OTHER_HOURS, 4)]
