"""A series changes: one mail for the whole of it, with the new rhythm and the next date; reminders go along."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail as django_mail

from groups.changes.models import Change, What
from groups.people.models import User
from groups.people.wishes import Channel
from groups.reminders.actions import plan, send_due, tell_changes
from groups.reminders.models import Notice, Reminder, ReminderKind, ReminderState
from groups.schedule.actions import series as changing
from groups.schedule.facts import Hand
from groups.schedule.models import Series, Session
from tests.cast import Cast

Letters = list[django_mail.EmailMultiAlternatives]
pytestmark = pytest.mark.slow  # eight weeks of sessions


@pytest.fixture
def series(cast: Cast, now: datetime) -> Series:
    """Tuesdays at seven in London, from the one in four days on; reminders are planned."""
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    given = Series(group=cast.group, starts_on=date(2026, 5, 12), at=time(19), time_zone="Europe/London")
    made = changing.start(series=given, by=Hand.admin(cast.ada), now=now)
    plan(now=now)
    return made


def mailed(letters: Letters) -> list[str]:
    return sorted(letter.to[0].partition("@")[0] for letter in letters)


def test_another_hour_is_one_mail_for_everybody(cast: Cast, series: Series, now: datetime, letters: Letters) -> None:
    rule = {"at": time(20)}
    changing.change(series=series, first_day=None, rule=rule, by=Hand.facilitator(cast.seat("noor")), now=now)
    assert tell_changes(now=now) == 1
    while send_due(now=now):
        pass
    assert mailed(letters) == ["ana", "idris", "sam"]
    for words in (
        "So far: every Tuesday, 19:00 to 20:00 (Europe/London). From now on: every Tuesday, 20:00 to 21:00",
        "The next one is on Tuesday 12 May 2026, from 20:00 to 21:00 (Europe/London).",
    ):
        assert words in letters[0].body
    for row in Reminder.objects.filter(state=ReminderState.PENDING).select_related("session"):
        assert row.session_version == row.session.version
        if row.kind != ReminderKind.DEBRIEF:
            assert row.session.starts_at - row.due_at in (timedelta(days=3), timedelta(days=1))
    assert Notice.objects.filter(channel=Channel.IN_APP).count() == 3


def test_changed_back_before_the_morning_nobody_hears_of_it(
    cast: Cast, series: Series, now: datetime, letters: Letters
) -> None:
    User.objects.update(quiet_from=time(11), quiet_to=time(18))
    by = Hand.facilitator(cast.seat("noor"))
    other = changing.change(series=series, first_day=None, rule={"at": time(20)}, by=by, now=now)
    tell_changes(now=now)
    changing.change(series=other, first_day=None, rule={"at": time(19)}, by=by, now=now + timedelta(minutes=1))
    tell_changes(now=now + timedelta(minutes=1))
    for hours in (1, 6):
        while send_due(now=now + timedelta(hours=hours)):
            pass
    assert letters == []
    assert Change.objects.filter(what=What.RHYTHM).count() == 2


def test_its_end_is_told_once_and_what_comes_after_it_is_reminded_of_no_more(
    cast: Cast, series: Series, now: datetime, letters: Letters
) -> None:
    second = series.starts_on + timedelta(days=7)
    later = now + timedelta(days=5)
    plan(now=later)
    due = Reminder.objects.filter(session__starts_at__date=second, state=ReminderState.PENDING)
    assert due.exclude(kind=ReminderKind.DEBRIEF).count() == 16
    changing.end(series=series, ends_on=series.starts_on, by=Hand.admin(cast.ada), now=later)
    tell_changes(now=later)
    while send_due(now=later):
        pass
    news = [letter for letter in letters if "something has changed" in letter.subject]
    assert mailed(news) == ["ana", "idris", "noor", "sam"]
    assert "The last one is on Tuesday 12 May 2026 at the latest." in news[0].body
    assert not due.all().exists()
    assert not Session.objects.going_ahead().filter(starts_at__date__gte=second).exists()
