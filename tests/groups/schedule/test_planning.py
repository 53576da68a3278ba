"""A session's plan shows what comes when, and where we are."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.schedule.planning import GAP, WIDTH, Step, here_of, stages

PLAN = [Step(10, "Arriving", "arrival"), Step(40, "The round", "theme"), Step(10, "Goodbye", "closing")]
SEVEN = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)

plans = st.lists(st.builds(Step, st.integers(1, 240), st.just("A step")), min_size=1, max_size=20)


def test_steps_stand_one_behind_the_other() -> None:
    assert [(one.words, one.kind, one.first, one.last) for one in stages(PLAN)] == [
        ("Arriving", "arrival", 0, 10),
        ("The round", "theme", 10, 50),
        ("Goodbye", "closing", 50, 60),
    ]


def test_in_a_session_each_step_has_its_time() -> None:
    assert [one.starts_at for one in stages(PLAN, starts_at=SEVEN)] == [
        SEVEN,
        SEVEN + timedelta(minutes=10),
        SEVEN + timedelta(minutes=50),
    ]


def test_we_are_in_one_step_at_a_time() -> None:
    for minutes, here in [(-1, []), (0, [0]), (9, [0]), (10, [1]), (59, [2]), (60, [])]:
        line = stages(PLAN, starts_at=SEVEN, now=SEVEN + timedelta(minutes=minutes))
        assert [place for place, one in enumerate(line) if one.is_here] == here
        assert here_of(line) == (line[here[0]] if here else None)


def test_before_the_day_we_are_nowhere() -> None:
    assert here_of(stages(PLAN, starts_at=SEVEN)) is None


def test_a_group_without_a_plan_has_no_line() -> None:
    assert stages([], starts_at=SEVEN, now=SEVEN) == []


def test_the_picture_gives_each_step_as_much_as_it_takes() -> None:
    assert [(one.x, one.width) for one in stages(PLAN)] == [(0, 51), (53, 211), (266, 52)]


@pytest.mark.slow
@given(plans)
def test_in_the_picture_steps_stand_beside_each_other_and_fill_it(plan: list[Step]) -> None:
    line = stages(plan)
    assert line[0].x == 0
    for one, following in pairwise(line):
        assert one.x + one.width <= max(following.x, one.x + 1)
    assert WIDTH - GAP <= line[-1].x + max(line[-1].width, WIDTH - GAP - line[-1].x) <= WIDTH
    assert all(one.x <= one.middle <= one.x + one.width for one in line)
