"""A session's plan shows what comes when, and where we are."""

from datetime import UTC, datetime, timedelta

from groups.home.plan import steps

PLAN = [(10, "Arriving"), (40, "The round"), (10, "Goodbye")]
SEVEN = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


def test_steps_stand_one_behind_the_other() -> None:
    assert [(one.words, one.first, one.last) for one in steps(PLAN)] == [
        ("Arriving", 0, 10),
        ("The round", 10, 50),
        ("Goodbye", 50, 60),
    ]


def test_in_a_session_each_step_has_its_time() -> None:
    assert [one.starts_at for one in steps(PLAN, starts_at=SEVEN)] == [
        SEVEN,
        SEVEN + timedelta(minutes=10),
        SEVEN + timedelta(minutes=50),
    ]


def test_we_are_in_one_step_at_a_time() -> None:
    for minutes, here in [(-1, []), (0, [0]), (9, [0]), (10, [1]), (59, [2]), (60, [])]:
        line = steps(PLAN, starts_at=SEVEN, now=SEVEN + timedelta(minutes=minutes))
        assert [place for place, one in enumerate(line) if one.is_here] == here


def test_before_the_day_we_are_nowhere() -> None:
    assert not any(one.is_here for one in steps(PLAN, starts_at=SEVEN))
