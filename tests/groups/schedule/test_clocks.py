"""A new tzdata: sessions to come keep their hour on the wall, people are told once, and what was stays.

The rules are really other ones: the file of another zone stands where London's was.
"""

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from groups.changes.models import Change, Part, What
from groups.schedule import tasks
from groups.schedule.actions import clocks
from groups.schedule.actions import series as actions
from groups.schedule.actions.answers import answer
from groups.schedule.actions.laying import lay_all
from groups.schedule.actions.sessions import cancel, move
from groups.schedule.facts import SERVICE, Hand
from groups.schedule.models import Answer, Rsvp, Series, Session
from groups.schedule.zones import rules_of
from moderation.audit.models import AuditLine
from tests.cast import Cast
from tests.groups.schedule import oracle

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
Install = Callable[[str, str], None]


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """Put the rules of another zone where those of a zone were; undone when the test is over."""

    def put(zone: str, like: str) -> None:
        place = tmp_path / zone
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(oracle.file_of(like))
        zoneinfo.reset_tzpath(to=[str(tmp_path), *before])

    before = zoneinfo.TZPATH
    yield put
    zoneinfo.reset_tzpath(to=before)
    ZoneInfo.clear_cache()
    rules_of.cache_clear()


@pytest.fixture
def series(cast: Cast) -> Series:
    """Tuesdays at seven in London; the clocks go forward on 29 March there."""
    new = Series(group=cast.group, starts_on=date(2026, 3, 3), at=time(19), minutes=60, time_zone="Europe/London")
    return actions.start(series=new, by=Hand.admin(cast.ada), now=NOW)


def hours() -> list[int]:
    return [one.starts_at.astimezone(UTC).hour for one in Session.objects.order_by("starts_at", "pk")]


def told() -> list[Change]:
    return list(Change.objects.filter(what=What.CLOCK))


def test_nothing_is_done_while_the_rules_are_the_same(series: Series) -> None:
    series.refresh_from_db()
    assert series.zone_rules == rules_of("Europe/London")
    assert clocks.follow(now=NOW) == 0
    assert told() == []


def test_when_summer_time_is_abolished_the_hour_on_the_wall_stays(series: Series, cast: Cast, install: Install) -> None:
    ids = [one.pk for one in Session.objects.order_by("starts_at", "pk")]
    answer(session=Session.objects.get(pk=ids[6]), membership=cast.seat("sam"), answer=Answer.COME, now=NOW)
    assert hours() == [19] * 4 + [18] * 4
    install("Europe/London", "Africa/Abidjan")
    assert clocks.follow(now=NOW) == 1
    assert hours() == [19] * 8
    assert [one.pk for one in Session.objects.order_by("starts_at", "pk")] == ids
    assert [one.version for one in Session.objects.order_by("starts_at", "pk")] == [1] * 4 + [2] * 4
    assert Rsvp.objects.get().session_id == ids[6]


def test_people_are_told_once_and_the_log_says_that_the_service_did_it(series: Series, install: Install) -> None:
    install("Europe/London", "Africa/Abidjan")
    assert [clocks.follow(now=NOW), clocks.follow(now=NOW)] == [1, 0]
    (line,) = told()
    assert (line.part, line.by, line.series, line.is_told) == (Part.SERVICE, None, series.pk, True)
    assert (line.before["starts_at"], line.after["starts_at"]) == (
        "2026-03-31T18:00:00+00:00", "2026-03-31T19:00:00+00:00",
    )  # fmt: skip
    assert line.first_at == datetime(2026, 3, 31, 18, tzinfo=UTC)
    assert AuditLine.objects.get(act="clock.followed").actor == SERVICE


def test_rules_that_change_nothing_to_come_are_noted_and_nobody_is_told(series: Series, install: Install) -> None:
    # Lisbon's clocks have shown the same as London's for thirty years, and did not before.
    install("Europe/London", "Europe/Lisbon")
    assert clocks.follow(now=NOW) == 1
    assert told() == []
    assert clocks.follow(now=NOW) == 0


def test_what_has_begun_or_was_decided_by_hand_stays(series: Series, cast: Cast, install: Install) -> None:
    by = Hand.facilitator(cast.seat("noor"))
    last = list(Session.objects.order_by("starts_at", "pk"))[-3:]
    moved = move(session=last[0], by=by, starts_at=last[0].starts_at + timedelta(hours=1), now=NOW)
    off = cancel(session=last[1], by=by, now=NOW)
    opened = last[2]
    Session.objects.filter(pk=opened.pk).update(opened_at=NOW)
    install("Europe/London", "Africa/Abidjan")
    clocks.follow(now=NOW)
    for one in (moved, off, opened):
        assert Session.objects.get(pk=one.pk).starts_at == one.starts_at
    assert lay_all(now=NOW) == 0


def test_sessions_that_are_laid_afterwards_follow_the_new_rules(series: Series, install: Install) -> None:
    install("Europe/London", "Africa/Abidjan")
    clocks.follow(now=NOW)
    lay_all(now=NOW + timedelta(weeks=1))
    assert hours() == [19] * 9


def test_a_zone_that_is_no_more_keeps_nobody_elses_sessions_waiting(series: Series, cast: Cast) -> None:
    Series.objects.create(group=cast.group, starts_on=date(2026, 3, 4), at=time(9), time_zone="Mars/Olympus")
    assert clocks.follow(now=NOW) == 0
    assert lay_all(now=NOW + timedelta(weeks=1)) == 1


def test_the_tasks_may_run_twice(series: Series) -> None:
    for _ in range(2):
        tasks.follow_clocks(anything="else")
        tasks.follow_holidays()
    assert told() == []
