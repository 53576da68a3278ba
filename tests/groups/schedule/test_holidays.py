"""Holidays of the organisation: laid as called off, followed when they come and go; what a hand decided stays."""

from datetime import date, time, timedelta

import pytest

from groups.changes.models import Because, Part, What
from groups.organisation.models import Holiday
from groups.schedule.actions import holidays
from groups.schedule.actions import series as actions
from groups.schedule.actions.sessions import move, restore
from groups.schedule.facts import Hand
from groups.schedule.models import CalledOff, Series, Session, SessionState
from tests.cast import Cast
from tests.groups.schedule.tuesdays import FIRST, NOW, begun, change, coming, days, told, tuesday


@pytest.fixture
def ada(cast: Cast) -> Hand:
    return Hand.admin(cast.ada)


@pytest.fixture
def series(cast: Cast) -> Series:
    return begun(cast)


def test_a_holiday_is_laid_as_called_off_and_nothing_is_said(cast: Cast, ada: Hand) -> None:
    Holiday.objects.create(name="Spring", first_on=tuesday(1), last_on=tuesday(1))
    new = Series(group=cast.group, starts_on=FIRST, at=time(19), minutes=60, time_zone="Europe/London")
    actions.start(series=new, by=ada, now=NOW)
    assert len(days()) == 7
    off = Session.objects.get(state=SessionState.CANCELLED)
    assert (off.called_off_for, off.laid_for) == (CalledOff.HOLIDAY, tuesday(1))
    assert holidays.follow(now=NOW) == 0
    assert told() == []


def test_a_holiday_that_is_added_calls_off_and_taken_back_restores_each_told_once(series: Series, cast: Cast) -> None:
    day = Holiday.objects.create(name="Spring", first_on=tuesday(1), last_on=tuesday(2))
    assert [holidays.follow(now=NOW) for _ in range(2)] == [2, 0]
    day.delete()
    assert [holidays.follow(now=NOW) for _ in range(2)] == [2, 0]
    assert {(one.because, one.part) for one in told()} == {(Because.HOLIDAY, Part.SERVICE)}
    assert sorted(one.what for one in told()) == [What.CALLED_OFF] * 2 + [What.STANDS_AGAIN] * 2
    assert len(days()) == 8


def test_a_session_that_somebody_brings_back_on_a_holiday_takes_place(series: Series, cast: Cast, ada: Hand) -> None:
    Holiday.objects.create(name="Spring", first_on=tuesday(1), last_on=tuesday(1))
    holidays.follow(now=NOW)
    restore(session=Session.objects.get(laid_for=tuesday(1)), by=ada, now=NOW)
    assert holidays.follow(now=NOW) == 0
    change(series, ada, at=time(20))
    assert len(days()) == 8


def test_a_holiday_is_the_day_on_the_groups_own_wall(series: Series, ada: Hand) -> None:
    change(series, ada, time_zone="Pacific/Auckland", starts_on=date(2026, 3, 4), at=time(9))
    # Nine on Wednesday in Auckland is Tuesday in London and in UTC.
    Holiday.objects.create(name="Tuesday", first_on=date(2026, 3, 10), last_on=date(2026, 3, 10))
    assert holidays.follow(now=NOW) == 0
    Holiday.objects.create(name="Wednesday", first_on=date(2026, 3, 11), last_on=date(2026, 3, 11))
    assert holidays.follow(now=NOW) == 1


def test_a_session_moved_off_or_onto_a_holiday_by_hand_is_left_alone(series: Series, cast: Cast, ada: Hand) -> None:
    Holiday.objects.create(name="Spring", first_on=tuesday(1), last_on=tuesday(1) + timedelta(days=1))
    move(session=coming()[1], by=ada, starts_at=coming()[1].starts_at + timedelta(days=1), now=NOW)
    assert holidays.follow(now=NOW) == 0


def test_a_group_that_meets_on_holidays_does(series: Series, ada: Hand) -> None:
    Holiday.objects.create(name="Spring", first_on=tuesday(1), last_on=tuesday(1))
    holidays.follow(now=NOW)
    assert change(series, ada, on_holidays=True) == series
    assert len(days()) == 8
    change(series, ada, on_holidays=False)
    # Nobody's hand brought it back, so the holiday counts again.
    assert len(days()) == 7
    assert sorted(one.what for one in told()) == [What.CALLED_OFF] * 2 + [What.STANDS_AGAIN]


def test_a_new_rhythm_that_meets_a_holiday_rests_on_it_and_one_that_leaves_it_does_not(
    series: Series, ada: Hand
) -> None:
    Holiday.objects.create(name="Spring", first_on=tuesday(1), last_on=tuesday(1))
    Holiday.objects.create(name="A Thursday", first_on=date(2026, 3, 19), last_on=date(2026, 3, 19))
    holidays.follow(now=NOW)
    change(series, ada, starts_on=date(2026, 3, 5))
    assert days()[:3] == ["03-05 19:00", "03-12 19:00", "03-26 19:00"]
    assert holidays.follow(now=NOW) == 0
