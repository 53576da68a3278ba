"""Sessions are laid eight weeks ahead, once each, and what people were told stays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from groups.schedule import tasks
from groups.schedule.actions.laying import AHEAD, lay, lay_all
from groups.schedule.actions.sessions import add, cancel, move
from groups.schedule.facts import Hand
from groups.schedule.models import Series, Session
from groups.schedule.zones import rules_of
from tests.cast import Cast

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def series(cast: Cast) -> Series:
    """Tuesdays at seven in London, from before the spring change."""
    return Series.objects.create(
        group=cast.group, starts_on=date(2026, 3, 3), at=time(19, 0), minutes=60, time_zone="Europe/London"
    )


def laid() -> list[Session]:
    return list(Session.objects.order_by("starts_at", "pk"))


def test_eight_weeks_are_laid_on_both_sides_of_the_spring_change(series: Series) -> None:
    lay(series=series, now=NOW)
    sessions = laid()
    assert len(sessions) == 8
    assert {one.starts_at.astimezone(ZoneInfo("Europe/London")).time() for one in sessions} == {time(19, 0)}
    assert {one.starts_at.astimezone(UTC).hour for one in sessions} == {18, 19}


def test_laying_again_lays_nothing_twice(series: Series) -> None:
    for _ in range(2):
        lay(series=series, now=NOW)
        lay_all(now=NOW)
    assert len(laid()) == 8


def test_each_week_lays_one_more(series: Series) -> None:
    lay(series=series, now=NOW)
    assert lay_all(now=NOW + timedelta(weeks=1)) == 1
    assert len(laid()) == 9


def test_a_session_that_was_called_off_or_moved_is_never_laid_again(series: Series, cast: Cast) -> None:
    lay(series=series, now=NOW)
    first, second = laid()[:2]
    cancel(session=first, by=Hand.facilitator(cast.seat("noor")), now=NOW)
    move(
        session=second, by=Hand.facilitator(cast.seat("noor")), starts_at=second.starts_at + timedelta(days=2), now=NOW
    )
    lay(series=series, now=NOW)
    assert len(laid()) == 8


def test_two_who_lay_at_once_lay_each_session_once(series: Series) -> None:
    series.sessions.model.objects.all().delete()
    lay(series=series, now=NOW)
    last = laid()[-1]
    Session.objects.filter(pk=last.pk).delete()
    lay(series=series, now=NOW)
    assert [one.laid_for for one in laid()] == sorted({one.laid_for for one in laid()})
    assert len(laid()) == 8


def test_a_rule_that_changes_leaves_what_people_were_told(series: Series) -> None:
    lay(series=series, now=NOW)
    told = [(one.pk, one.starts_at) for one in laid()]
    series.at = time(20, 0)
    series.save()
    lay(series=series, now=NOW + timedelta(weeks=1))
    assert [(one.pk, one.starts_at) for one in laid()][:8] == told
    assert laid()[8].starts_at.astimezone(ZoneInfo("Europe/London")).hour == 20


def test_a_series_that_is_over_lays_nothing(series: Series) -> None:
    series.ends_on = series.starts_on
    series.save()
    assert lay_all(now=NOW + timedelta(days=30)) == 0


def test_nothing_is_laid_in_the_past_or_beyond_eight_weeks(series: Series) -> None:
    later = NOW + timedelta(days=100)
    lay(series=series, now=later)
    assert all(later < one.starts_at <= later + AHEAD for one in laid())


def test_a_run_over_many_series_that_are_laid_asks_one_query(
    series: Series, cast: Cast, django_assert_max_num_queries
) -> None:
    for _ in range(5):
        Series.objects.create(group=cast.group, starts_on=date(2026, 3, 3), at=time(9), time_zone="UTC")
    lay_all(now=NOW)
    with django_assert_max_num_queries(1):
        assert lay_all(now=NOW) == 0


def test_the_task_lays_and_may_run_twice(series: Series) -> None:
    tasks.lay_sessions(anything="else")
    tasks.lay_sessions()
    assert 0 < len(laid()) <= 9


def test_a_session_knows_what_the_rule_meant_for_it_and_by_which_rules_of_its_zone(series: Series) -> None:
    lay(series=series, now=NOW)
    series.refresh_from_db()
    assert series.zone_rules == rules_of("Europe/London")
    assert all(one.meant_for == one.starts_at for one in laid())
    assert {one.version for one in laid()} == {1}


def test_an_hour_with_a_kind_of_its_own_lays_that_kind(series: Series, cast: Cast) -> None:
    Series.objects.update(kind="quiet")
    lay_all(now=NOW)
    assert {one.kind for one in laid()} == {"quiet"}
    assert cast.group.kind == "circle"


def test_a_number_of_sessions_is_laid_and_then_nothing_is_asked_any_more(
    series: Series, django_assert_max_num_queries
) -> None:
    Series.objects.update(sessions_in_all=10)
    for week in range(12):
        lay_all(now=NOW + timedelta(weeks=week))
    assert len(laid()) == 10
    with django_assert_max_num_queries(1):
        lay_all(now=NOW + timedelta(weeks=12))


def test_the_last_friday_of_each_month(series: Series) -> None:
    Series.objects.update(frequency="monthly", week_of_month=-1, starts_on=date(2026, 3, 27))
    for week in range(0, 40, 4):
        lay_all(now=NOW + timedelta(weeks=week))
    assert [f"{one.laid_for:%m-%d}" for one in laid()][:5] == ["03-27", "04-24", "05-29", "06-26", "07-31"]


def test_a_session_that_was_added_by_hand_belongs_to_no_rule_and_stays(series: Series, cast: Cast) -> None:
    add(
        group=cast.group,
        by=Hand.facilitator(cast.seat("noor")),
        starts_at=NOW + timedelta(days=3),
        minutes=30,
        kind="casual",
        now=NOW,
    )
    lay_all(now=NOW)
    assert len(laid()) == 9
