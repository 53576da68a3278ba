"""A series changes from a day on: its sessions move in place, with what was said of them, and people are told once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from groups.changes.models import Part, What
from groups.schedule.actions import series as actions
from groups.schedule.actions.answers import answer, note
from groups.schedule.actions.clashes import TimeDoesNotFit
from groups.schedule.actions.laying import AHEAD, lay_all
from groups.schedule.actions.series import DayDoesNotFit, IsThereAlready, NothingToCome
from groups.schedule.actions.sessions import add, cancel, move, resize
from groups.schedule.facts import Hand
from groups.schedule.models import Answer, CalledOff, Frequency, Rsvp, Series, Session, SessionNote, SessionState
from groups.schedule.policy import NotYourSession, StandsAlready
from moderation.audit.models import AuditLine
from tests.cast import Cast
from tests.groups.schedule.tuesdays import FIRST, LONDON, NOW, begun, change, coming, days, told, tuesday


@pytest.fixture
def ada(cast: Cast) -> Hand:
    return Hand.admin(cast.ada)


@pytest.fixture
def series(cast: Cast) -> Series:
    return begun(cast)


def test_this_and_all_later_keeps_what_was_before_and_every_session(series: Series, cast: Cast, ada: Hand) -> None:
    before = [one.pk for one in coming()]
    answer(session=coming()[3], membership=cast.seat("sam"), answer=Answer.QUIETLY, now=NOW)
    note(session=coming()[3], membership=cast.seat("sam"), words="The garden.", now=NOW)
    new = change(series, ada, first_day=tuesday(2), at=time(20), starts_on=tuesday(2) + timedelta(days=2))
    assert [one.pk for one in coming()] == before
    assert days() == [
        "03-03 19:00", "03-10 19:00", "03-19 20:00", "03-26 20:00", "04-02 20:00", "04-09 20:00", "04-16 20:00",
        "04-23 20:00",
    ]  # fmt: skip
    series.refresh_from_db()
    assert (series.ends_on, new.continues, new.starts_on) == (tuesday(2) - timedelta(days=1), series, date(2026, 3, 19))
    assert [one.series_id == new.pk for one in coming()] == [False] * 2 + [True] * 6
    assert [one.version for one in coming()] == [1, 1] + [2] * 6
    assert Rsvp.objects.get().session == coming()[3]
    assert SessionNote.objects.get().session == coming()[3]
    assert [(one.meant_for, one.moved_from.astimezone(LONDON).day) for one in coming()[2:4]] == [
        (coming()[2].starts_at, 17), (coming()[3].starts_at, 24),
    ]  # fmt: skip


def test_a_change_of_the_rhythm_is_one_line_for_all_of_it(series: Series, cast: Cast, ada: Hand) -> None:
    assert told() == []
    new = change(series, ada, first_day=tuesday(1), at=time(20), minutes=90)
    (line,) = told()
    assert (line.what, line.part, line.by, line.series, line.session) == (What.RHYTHM, Part.ADMIN, None, new.pk, None)
    assert (line.before["rule"]["at"], line.after["rule"]["at"]) == ("19:00", "20:00")
    assert (line.before["rule"]["minutes"], line.after["rule"]["minutes"]) == (60, 90)
    assert line.first_at == datetime(2026, 3, 10, 19, tzinfo=UTC)
    assert line.helps_until == coming()[-1].starts_at
    kept = AuditLine.objects.filter(act="group.changed").order_by("at", "pk").last()
    assert kept is not None
    assert kept.actor == cast.ada.pk


def test_all_of_a_series_that_has_not_begun_is_changed_without_another_one(series: Series, ada: Hand) -> None:
    assert change(series, ada, at=time(18, 30)) == series
    assert Series.objects.count() == 1
    assert len(days()) == 8
    assert {one[6:] for one in days()} == {"18:30"}


def test_all_means_all_that_is_to_come_once_people_have_met(series: Series, ada: Hand) -> None:
    later = NOW + timedelta(days=8)
    new = change(series, ada, now=later, at=time(18))
    assert new != series
    assert days()[:3] == ["03-03 19:00", "03-10 18:00", "03-17 18:00"]


def test_every_other_week_keeps_the_weeks_that_stay_and_calls_off_the_others(
    series: Series, cast: Cast, ada: Hand
) -> None:
    ids = [one.pk for one in coming()]
    change(series, ada, every_weeks=2)
    assert [one.pk for one in coming()] == ids[::2]
    off = Session.objects.filter(state=SessionState.CANCELLED).order_by("starts_at")
    assert [one.pk for one in off] == ids[1::2]
    assert {(one.called_off_for, one.laid_for, one.version) for one in off} == {(CalledOff.SERIES, None, 2)}
    assert len(told()) == 1


def test_coming_back_to_the_old_rhythm_brings_back_the_very_sessions(series: Series, cast: Cast, ada: Hand) -> None:
    ids = [one.pk for one in coming()]
    answer(session=coming()[1], membership=cast.seat("ana"), answer=Answer.COME, now=NOW)
    change(series, ada, every_weeks=2)
    change(series, ada, every_weeks=1)
    assert [one.pk for one in coming()] == ids
    assert Rsvp.objects.get().session == coming()[1]
    assert lay_all(now=NOW) == 0


def test_a_session_that_was_moved_by_hand_stays_where_people_were_told_it_is(
    series: Series, cast: Cast, ada: Hand
) -> None:
    noor = Hand.facilitator(cast.seat("noor"))
    moved = move(session=coming()[2], by=noor, starts_at=coming()[2].starts_at + timedelta(days=1), now=NOW)
    new = change(series, ada, at=time(20))
    there = Session.objects.get(pk=moved.pk)
    assert (there.starts_at, there.version, there.series) == (moved.starts_at, moved.version, new)
    assert there.meant_for == datetime(2026, 3, 17, 20, tzinfo=UTC)
    assert days()[:4] == ["03-03 20:00", "03-10 20:00", "03-18 19:00", "03-24 20:00"]


def test_a_session_that_was_called_off_by_hand_stays_so_and_no_other_takes_its_week(
    series: Series, cast: Cast, ada: Hand
) -> None:
    off = cancel(session=coming()[2], by=Hand.facilitator(cast.seat("noor")), now=NOW)
    change(series, ada, at=time(20), starts_on=date(2026, 3, 5))
    assert days()[:3] == ["03-05 20:00", "03-12 20:00", "03-26 20:00"]
    there = Session.objects.get(pk=off.pk)
    assert (there.state, there.starts_at, there.version) == (SessionState.CANCELLED, off.starts_at, off.version)
    assert lay_all(now=NOW + timedelta(weeks=1)) == 1
    assert Session.objects.count() == 9


def test_what_somebody_decided_of_one_session_outlives_a_new_rhythm(series: Series, cast: Cast, ada: Hand) -> None:
    long = resize(session=coming()[1], by=Hand.facilitator(cast.seat("noor")), minutes=90, now=NOW)
    change(series, ada, minutes=45, at=time(18))
    lasts = {one.pk: (one.ends_at - one.starts_at) // timedelta(minutes=1) for one in coming()}
    assert lasts.pop(long.pk) == 90
    assert set(lasts.values()) == {45}


def test_a_room_that_is_open_stays_at_its_time(series: Series, ada: Hand) -> None:
    first = coming()[0]
    Session.objects.filter(pk=first.pk).update(opened_at=first.starts_at - timedelta(minutes=9))
    change(series, ada, now=first.starts_at - timedelta(minutes=8), at=time(21))
    assert days()[:2] == ["03-03 19:00", "03-10 21:00"]


def test_a_number_of_sessions_is_a_number_of_the_whole_series(series: Series, ada: Hand) -> None:
    change(series, ada, sessions_in_all=5)
    assert len(days()) == 5
    later = NOW + timedelta(days=9)
    new = change(series, ada, now=later, at=time(18))
    assert new.sessions_in_all == 3
    lay_all(now=later + timedelta(weeks=20))
    assert len(days()) == 5


def test_monthly_from_weekly_takes_over_the_nearest_session(series: Series, ada: Hand) -> None:
    ids = [one.pk for one in coming()]
    change(series, ada, frequency=Frequency.MONTHLY, week_of_month=-1)
    assert days() == ["03-31 19:00"]
    assert [one.pk for one in coming()] == [ids[4]]
    assert lay_all(now=NOW + timedelta(weeks=2)) == 1
    assert days()[1:] == ["04-28 19:00"]


def test_an_end_calls_off_what_comes_after_it_and_says_so_once(series: Series, ada: Hand) -> None:
    actions.end(series=series, ends_on=tuesday(3), by=ada, now=NOW)
    assert len(days()) == 4
    (line,) = told()
    assert (line.what, line.after["rule"]["ends_on"]) == (What.END, tuesday(3).isoformat())
    assert line.first_at == datetime(2026, 3, 31, 18, tzinfo=UTC)
    assert lay_all(now=NOW + timedelta(weeks=5)) == 0


def test_an_end_that_is_taken_back_brings_the_same_sessions(series: Series, ada: Hand) -> None:
    ids = [one.pk for one in coming()]
    actions.end(series=series, ends_on=tuesday(3), by=ada, now=NOW)
    change(series, ada, ends_on=None)
    assert [one.pk for one in coming()] == ids
    assert [one.what for one in told()] == [What.END, What.END]


def test_an_end_before_people_met_is_refused(series: Series, ada: Hand) -> None:
    later = NOW + timedelta(weeks=2)
    with pytest.raises(DayDoesNotFit, match="2026-03-10"):
        actions.end(series=series, ends_on=tuesday(0), by=ada, now=later)


def test_what_is_not_different_is_refused(series: Series, ada: Hand) -> None:
    with pytest.raises(StandsAlready):
        change(series, ada, at=time(19), minutes=60, starts_on=tuesday(4))
    assert told() == []


def test_a_series_that_is_over_is_not_changed_any_more(series: Series, ada: Hand) -> None:
    change(series, ada, now=NOW + timedelta(weeks=2), at=time(20))
    with pytest.raises(NothingToCome):
        change(series, ada, now=NOW + timedelta(weeks=2), at=time(21))


def test_a_new_hour_begins_after_what_stays(series: Series, ada: Hand) -> None:
    with pytest.raises(DayDoesNotFit, match="2026-03-17"):
        change(series, ada, first_day=tuesday(3), starts_on=tuesday(2), at=time(20), every_weeks=2)


def test_the_hour_of_another_session_is_refused_and_nothing_is_changed(series: Series, cast: Cast, ada: Hand) -> None:
    thursday = datetime(2026, 3, 19, 20, 30, tzinfo=UTC)
    add(group=cast.group, by=ada, starts_at=thursday, minutes=30, kind="casual", now=NOW)
    was = days()
    with pytest.raises(TimeDoesNotFit, match="2026-03-19"):
        change(series, ada, at=time(20), starts_on=date(2026, 3, 5))
    assert days() == was
    assert [one.what for one in told()] == [What.ADDED]


def test_a_session_added_far_ahead_is_kept_free_for_it(series: Series, cast: Cast, ada: Hand) -> None:
    far = datetime(2026, 6, 30, 18, 30, tzinfo=UTC)  # a Tuesday, half past seven in London
    with pytest.raises(TimeDoesNotFit):
        add(group=cast.group, by=ada, starts_at=far, minutes=60, kind="circle", now=NOW)
    with pytest.raises(TimeDoesNotFit):
        move(session=coming()[0], by=ada, starts_at=far, now=NOW)
    add(group=cast.group, by=ada, starts_at=far + timedelta(hours=1), minutes=60, kind="circle", now=NOW)


def test_the_same_hour_twice_is_refused(series: Series, cast: Cast, ada: Hand) -> None:
    with pytest.raises(IsThereAlready):
        actions.start(
            series=Series(group=cast.group, starts_on=FIRST, at=time(19), time_zone="Europe/London"), by=ada, now=NOW
        )


def test_another_hour_is_news_and_the_first_is_not(series: Series, cast: Cast, ada: Hand) -> None:
    other = Series(group=cast.group, starts_on=date(2026, 3, 6), at=time(10), minutes=30, time_zone="Europe/London")
    actions.start(series=other, by=ada, now=NOW)
    (line,) = told()
    assert (line.what, line.before, line.after["rule"]["at"]) == (What.RHYTHM, {}, "10:00")


def test_an_hour_is_taken_back_only_before_people_met(series: Series, ada: Hand) -> None:
    with pytest.raises(DayDoesNotFit):
        actions.drop(series=series, by=ada, now=NOW + timedelta(days=2))
    actions.drop(series=series, by=ada, now=NOW)
    assert not Session.objects.exists()


def test_a_facilitator_of_the_group_may_change_its_hours_and_nobody_elses(series: Series, cast: Cast) -> None:
    for seat in (cast.seat("sam"), None):
        with pytest.raises(NotYourSession):
            change(series, Hand(Part.FACILITATOR, cast.olu.pk, seat), at=time(20))
    new = change(series, Hand.facilitator(cast.seat("noor")), at=time(20))
    assert told()[0].by == cast.seat("noor")
    assert new.at == time(20)


def test_another_zone_keeps_the_week_and_tells_strangers_the_new_one(series: Series, cast: Cast, ada: Hand) -> None:
    ids = [one.pk for one in coming()]
    change(series, ada, time_zone="America/New_York")
    cast.group.refresh_from_db()
    assert cast.group.time_zone == "America/New_York"
    assert [one.pk for one in coming()] == ids
    assert {one.starts_at.astimezone(ZoneInfo("America/New_York")).time() for one in coming()} == {time(19)}


def test_sessions_are_laid_as_far_ahead_after_a_change_as_before(series: Series, ada: Hand) -> None:
    change(series, ada, starts_on=date(2026, 3, 5), every_weeks=3)
    assert coming()[-1].starts_at <= NOW + AHEAD
    assert lay_all(now=NOW) == 0
    assert lay_all(now=NOW + timedelta(weeks=3)) == 1


def test_todays_session_takes_place_though_the_new_hour_of_today_has_gone_by(series: Series, ada: Hand) -> None:
    noon = NOW + timedelta(days=1)
    change(series, ada, now=noon, at=time(10), starts_on=FIRST)
    assert days()[:3] == ["03-03 19:00", "03-10 10:00", "03-17 10:00"]
    assert lay_all(now=noon) == 0
