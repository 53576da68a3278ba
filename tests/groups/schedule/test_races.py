"""Many at once: real threads, on PostgreSQL. SQLite lets one transaction in at a time, so nothing races there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from groups.changes.models import Change, What
from groups.organisation.models import Holiday
from groups.refusals import Refused
from groups.room.actions import open_room
from groups.room.models import Room
from groups.schedule.actions import clocks, holidays
from groups.schedule.actions import series as actions
from groups.schedule.actions.laying import lay_all
from groups.schedule.actions.series import NothingToCome
from groups.schedule.actions.sessions import SessionChanged, add, move
from groups.schedule.facts import Hand
from groups.schedule.models import Series, Session, SessionState
from tests.cast import Cast, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
"""People have met once by then."""


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def series(cast: Cast) -> Series:
    new = Series(group=cast.group, starts_on=date(2026, 3, 3), at=time(19), minutes=60, time_zone="Europe/London")
    return actions.start(series=new, by=Hand.admin(cast.ada), now=NOW)


def changing(series: Series, cast: Cast, **rule: object) -> Callable[[], object]:
    by = Hand.admin(cast.ada)
    return lambda: actions.change(series=series, first_day=None, rule=rule, by=by, now=LATER)


def live() -> list[tuple[datetime, datetime]]:
    rows = Session.objects.filter(state=SessionState.PLANNED).order_by("starts_at", "pk")
    return list(rows.values_list("starts_at", "ends_at"))


def test_of_two_who_change_all_that_is_to_come_one_is_told(series: Series, cast: Cast) -> None:
    answers = at_once([changing(series, cast, at=time(20)), changing(series, cast, at=time(21))])
    assert sum(isinstance(one, NothingToCome) for one in answers) == 1
    assert Change.objects.filter(what=What.RHYTHM).count() == 1
    assert len(live()) == 9
    assert len({starts.hour for starts, _ends in live()[1:4]}) == 1


def test_laying_at_the_moment_of_a_change_lays_nothing_by_the_old_rule(series: Series, cast: Cast) -> None:
    later, by = LATER + timedelta(weeks=3), Hand.admin(cast.ada)
    for turn in range(6):
        Session.objects.filter(starts_at__gt=later + timedelta(days=30)).delete()
        newest = Series.objects.filter(ends_on=None).get()
        at = time(10 + turn)
        acts: list[Callable[[], object]] = [
            lambda: lay_all(now=later),
            lambda newest=newest, at=at: actions.change(
                series=newest, first_day=None, rule={"at": at}, by=by, now=later
            ),
            lambda: lay_all(now=later),
        ]
        assert not [one for one in at_once(acts) if isinstance(one, Refused)]
        coming = Session.objects.filter(starts_at__gt=later)
        assert {one.series.at for one in coming.select_related("series")} == {at}
        assert coming.count() == len({one.laid_for for one in coming})


def test_a_hand_that_moves_one_session_and_a_change_of_all_come_one_after_the_other(series: Series, cast: Cast) -> None:
    for turn in range(6):
        newest = Series.objects.filter(ends_on=None).get()
        one = Session.objects.filter(series=newest, starts_at__gt=LATER).order_by("starts_at")[3]
        to = one.starts_at + timedelta(hours=30 + turn)
        moving = lambda one=one, to=to: move(  # noqa: E731
            session=one, by=Hand.facilitator(cast.seat("noor")), starts_at=to, now=LATER
        )
        rule = {"at": time(9 + turn)}
        change = lambda rule=rule, newest=newest: actions.change(  # noqa: E731
            series=newest, first_day=None, rule=rule, by=Hand.admin(cast.ada), now=LATER
        )
        moved, changed = at_once([moving, change])
        assert isinstance(changed, Series)
        there = Session.objects.get(pk=one.pk)
        if isinstance(moved, SessionChanged):
            assert there.starts_at == there.meant_for
        else:
            assert there.starts_at == to != there.meant_for
        assert len(live()) == 9


def test_a_room_that_opens_while_the_hour_changes_opens_at_its_time_or_not_at_all(series: Series, cast: Cast) -> None:
    first = Session.objects.order_by("starts_at")[0]
    room, noor = Room.objects.get(group=cast.group), cast.seat("noor")
    moment = first.starts_at - timedelta(minutes=5)
    opened, _changed = at_once(
        [
            lambda: open_room(room=room, by=noor, now=moment),
            lambda: actions.change(
                series=series, first_day=None, rule={"at": time(21)}, by=Hand.admin(cast.ada), now=moment
            ),
        ]
    )
    there = Session.objects.get(pk=first.pk)
    if isinstance(opened, Refused):
        assert there.opened_at is None
        assert there.starts_at.hour == 21
    else:
        assert (there.opened_at, there.starts_at, there.version) == (moment, first.starts_at, first.version)


def test_two_who_follow_a_holiday_at_once_tell_of_it_once(series: Series, cast: Cast) -> None:
    Holiday.objects.create(name="Spring", first_on=date(2026, 3, 10), last_on=date(2026, 3, 18))
    done = at_once([lambda: holidays.follow(now=NOW) for _ in range(4)])
    assert sum(done) == 2
    assert Change.objects.filter(what=What.CALLED_OFF).count() == 2


def test_two_who_follow_new_clocks_at_once_tell_of_them_once(series: Series, cast: Cast) -> None:
    Session.objects.filter(series=series).update(meant_for=NOW + timedelta(days=1), starts_at=NOW + timedelta(days=1))
    for place, one in enumerate(Session.objects.order_by("laid_for")):
        wrong = one.starts_at + timedelta(weeks=place, hours=1)
        Session.objects.filter(pk=one.pk).update(meant_for=wrong, starts_at=wrong, ends_at=wrong + timedelta(hours=1))
    Series.objects.update(zone_rules="as it was once")
    assert sum(at_once([lambda: clocks.follow(now=NOW) for _ in range(4)])) == 1
    assert Change.objects.filter(what=What.CLOCK).count() == 1
    assert {starts.hour for starts, _ends in live()} <= {18, 19}


def test_two_who_add_a_session_at_one_time_add_one(series: Series, cast: Cast) -> None:
    when = NOW + timedelta(days=3)
    acts = [
        lambda by=by: add(group=cast.group, by=by, starts_at=when, minutes=60, kind="casual", now=NOW)
        for by in (Hand.admin(cast.ada), Hand.facilitator(cast.seat("noor")), Hand.facilitator(cast.seat("idris")))
    ]
    assert sum(isinstance(one, Session) for one in at_once(acts)) == 1
    assert Session.objects.filter(starts_at=when).count() == 1
