"""Days on which no group meets: kept by admins, who see what follows before anything is kept."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from groups.desk import policy
from groups.desk.actions import holidays as actions
from groups.organisation.models import Holiday
from groups.schedule.actions.holidays import follow
from groups.schedule.models import CalledOff, Series, Session, SessionState
from moderation.audit.models import AuditLine
from tests.cast import Cast, meeting, with_second_factor


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


@pytest.fixture
def laid(cast: Cast, now: datetime) -> Session:
    """A session of an hour of the group, in ten days."""
    starts_at = now + timedelta(days=10)
    series = Series.objects.create(group=cast.group, starts_on=starts_at.date(), at=starts_at.time(), time_zone="UTC")
    return meeting(cast.group, starts_at=starts_at, series=series, laid_for=starts_at.date(), meant_for=starts_at)


def days(first: date, last: date | None = None) -> dict[str, str]:
    return {"name": "Midwinter", "first_on": first.isoformat(), "last_on": last.isoformat() if last else ""}


def page(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def seen_in(answer: object) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode()).group(1)


def test_what_follows_is_shown_before_a_holiday_is_kept(ada: Client, laid: Session) -> None:
    given = days(laid.laid_for)
    look = ada.post("/manage/holidays/new/", given)
    assert look.status_code == 200
    assert "1 session does not take place" in page(look)
    assert laid.group.name in page(look)
    assert not Holiday.objects.exists()
    assert ada.post("/manage/holidays/new/", given | {"seen": seen_in(look)})["Location"] == "/manage/holidays/"
    kept = Holiday.objects.get()
    assert (kept.name, kept.first_on, kept.last_on) == ("Midwinter", laid.laid_for, laid.laid_for)
    line = AuditLine.objects.get(act="holiday.added")
    assert line.changes["first_on"] == ["", laid.laid_for.isoformat()]


def test_who_changes_the_days_after_the_look_is_shown_what_follows_anew(ada: Client, laid: Session) -> None:
    seen = seen_in(ada.post("/manage/holidays/new/", days(laid.laid_for)))
    again = ada.post("/manage/holidays/new/", days(laid.laid_for, laid.laid_for + timedelta(days=1)) | {"seen": seen})
    assert again.status_code == 200
    assert not Holiday.objects.exists()
    assert seen_in(again) != seen


def test_what_has_changed_since_the_look_is_shown_anew(ada: Client, laid: Session) -> None:
    given = days(laid.laid_for)
    seen = seen_in(ada.post("/manage/holidays/new/", given))
    other = Series.objects.create(group=laid.group, starts_on=laid.laid_for, at=laid.starts_at.time(), time_zone="UTC")
    also = laid.starts_at + timedelta(minutes=1)
    meeting(laid.group, starts_at=also, series=other, laid_for=laid.laid_for, meant_for=also)
    again = ada.post("/manage/holidays/new/", given | {"seen": seen})
    assert "2 sessions do not take place" in page(again)
    assert not Holiday.objects.exists()


def test_days_on_which_nobody_meets_are_kept_at_once(ada: Client, laid: Session) -> None:
    answer = ada.post("/manage/holidays/new/", days(laid.laid_for + timedelta(days=1)), follow=True)
    assert "Kept." in page(answer)
    assert Holiday.objects.count() == 1


@pytest.mark.parametrize("spared", ["on_holidays", "by_hand", "begun", "called_off", "moved"])
def test_some_sessions_are_not_touched_by_a_holiday(ada: Client, laid: Session, now: datetime, spared: str) -> None:
    series, sessions = Series.objects.filter(pk=laid.series_id), Session.objects.filter(pk=laid.pk)
    {
        "on_holidays": lambda: series.update(on_holidays=True),
        "by_hand": lambda: sessions.update(series=None, laid_for=None),
        "begun": lambda: sessions.update(opened_at=now),
        "moved": lambda: sessions.update(meant_for=now),
        "called_off": lambda: sessions.update(state=SessionState.CANCELLED),
    }[spared]()
    assert ada.post("/manage/holidays/new/", days(laid.laid_for)).status_code == 302


def called_off(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED, called_off_for=CalledOff.HOLIDAY)


def test_what_takes_place_after_all_is_said_before_a_holiday_is_taken_back(ada: Client, laid: Session) -> None:
    called_off(laid)
    holiday = Holiday.objects.create(name="Midwinter", first_on=laid.laid_for, last_on=laid.laid_for)
    at = f"/manage/holidays/{holiday.pk}/removal/"
    assert "1 session takes place after all" in page(ada.get(at))
    assert Holiday.objects.count() == 1
    ada.post(at)
    assert not Holiday.objects.exists()
    line = AuditLine.objects.get(act="holiday.removed")
    assert (line.target, line.changes["name"]) == (holiday.pk, ["Midwinter", ""])


def test_what_another_holiday_covers_does_not_take_place_after_all(ada: Client, laid: Session) -> None:
    called_off(laid)
    one, _other = (Holiday.objects.create(name=n, first_on=laid.laid_for, last_on=laid.laid_for) for n in "ab")
    assert "No session that is laid so far" in page(ada.get(f"/manage/holidays/{one.pk}/removal/"))


def test_other_days_call_off_some_sessions_and_bring_others_back(ada: Client, laid: Session) -> None:
    called_off(laid)
    later = laid.laid_for + timedelta(days=7)
    starts_at = laid.starts_at + timedelta(days=7)
    meeting(laid.group, starts_at=starts_at, series=laid.series, laid_for=later, meant_for=starts_at)
    holiday = Holiday.objects.create(name="Midwinter", first_on=laid.laid_for, last_on=laid.laid_for)
    at = f"/manage/holidays/{holiday.pk}/"
    look = ada.post(at, days(later))
    assert "1 session does not take place" in page(look)
    assert "1 session takes place after all" in page(look)
    ada.post(at, days(later) | {"seen": seen_in(look)})
    holiday.refresh_from_db()
    assert (holiday.first_on, holiday.last_on) == (later, later)
    assert AuditLine.objects.get(act="holiday.changed").changes.keys() == {"first_on", "last_on"}


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (5, 4, "comes before the first"),
        (-5, -4, "have gone by"),
        (5, 105, "longer than three months"),
        (1200, 1201, "within three years"),
    ],
)
def test_days_that_cannot_be_right_are_explained_and_kept_on_the_page(
    ada: Client, now: datetime, first: int, last: int, words: str
) -> None:
    given = days(*(now.date() + timedelta(days=n) for n in (first, last)))
    answer = ada.post("/manage/holidays/new/", given)
    assert answer.status_code == 422
    assert words in page(answer)
    assert f'value="{given["last_on"]}"' in page(answer)


@pytest.mark.parametrize("first", ["", "9999-12-31", "0001-01-01", "tomorrow", "2026-02-30", "2026-01-01\0"])
def test_a_day_that_is_none_is_explained(ada: Client, first: str) -> None:
    assert ada.post("/manage/holidays/new/", {"name": "Midwinter", "first_on": first}).status_code == 422


def test_who_changes_what_another_admin_took_back_is_told(ada: Client, cast: Cast, now: datetime) -> None:
    first = now.date() + timedelta(days=9)
    holiday = Holiday.objects.create(name="Midwinter", first_on=first, last_on=first)
    actions.remove(holiday=Holiday.objects.get(), by=cast.ada, now=now)
    actions.remove(holiday=holiday, by=cast.ada, now=now)
    with pytest.raises(policy.HolidayIsGone):
        actions.change(holiday=holiday, given={"name": "x", "first_on": first, "last_on": first}, by=cast.ada, now=now)
    assert AuditLine.objects.filter(act="holiday.removed").count() == 1


def test_those_that_are_over_stand_apart(ada: Client, now: datetime) -> None:
    for name, shift in (("Summer", -20), ("Winter", 20)):
        day = now.date() + timedelta(days=shift)
        Holiday.objects.create(name=name, first_on=day, last_on=day)
    words = page(ada.get("/manage/holidays/"))
    assert words.index("Winter") < words.index("Those that are over") < words.index("Summer")


@pytest.mark.slow  # the job that follows
def test_what_was_shown_is_what_the_job_does(ada: Client, laid: Session, now: datetime) -> None:
    look = ada.post("/manage/holidays/new/", days(laid.laid_for))
    ada.post("/manage/holidays/new/", days(laid.laid_for) | {"seen": seen_in(look)})
    assert follow(now=now) == 1
    laid.refresh_from_db()
    assert (laid.state, laid.called_off_for) == (SessionState.CANCELLED, CalledOff.HOLIDAY)
    ada.post(f"/manage/holidays/{Holiday.objects.get().pk}/removal/")
    assert follow(now=now) == 1
    laid.refresh_from_db()
    assert laid.state == SessionState.PLANNED
