"""A word after a session, as it is sent: on the page, by mail, judged again in between."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail

from groups.membership.models import Membership
from groups.people.models import User
from groups.reminders import delivery, returns
from groups.reminders.actions import send_due
from groups.reminders.models import Reminder, ReminderState, ReturnWord
from groups.reminders.returning import HELPS
from groups.schedule.models import Attendance, Session, SessionState
from tests.cast import Cast, meeting

Letters = list[django_mail.EmailMultiAlternatives]
START = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)
OVER = START + timedelta(hours=1, minutes=1)
DUE = datetime(2026, 5, 13, 10, tzinfo=UTC)
"""Eleven o'clock of the next day in London."""


@pytest.fixture
def written(cast: Cast) -> Session:
    """Sam agreed, did not come, and Noor has written a line."""
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    Membership.objects.update(joined_at=START - timedelta(weeks=9))
    Membership.objects.filter(pk=cast.seat("sam").pk).update(may_be_written_to=True)
    session = meeting(cast.group, starts_at=START, state=SessionState.OVER, opened_at=START)
    returns.after_sessions(now=OVER)
    returns.write(seat=cast.seat("sam"), by=cast.seat("noor"), words="The chair is yours.", now=OVER)
    return session


def states(session: Session) -> dict[str, str]:
    return dict(session.reminders.values_list("channel", "state"))


BOTH_SENT = {"in_app": ReminderState.SENT, "mail": ReminderState.SENT}
BOTH_DROPPED = {"in_app": ReminderState.DROPPED, "mail": ReminderState.DROPPED}


@pytest.mark.slow  # the first mail of all
def test_it_goes_at_its_hour_and_not_before(written: Session, letters: Letters) -> None:
    send_due(now=DUE - timedelta(seconds=1))
    assert letters == []
    send_due(now=DUE)
    assert states(written) == BOTH_SENT
    assert [letter.to for letter in letters] == [["sam@example.org"]]


def test_the_mail_says_nothing_of_what_was_written_by_whom_or_where(written: Session, letters: Letters) -> None:
    send_due(now=DUE)
    [letter] = letters
    said = "\n".join([letter.subject, str(letter.body), *(str(part) for part, _kind in letter.alternatives)])
    for word in ("chair", "Noor", "Tuesday", "session", "group", "seat", "pause"):
        assert word.lower() not in said.lower()


def test_it_is_sent_once(written: Session, letters: Letters) -> None:
    for minutes in range(3):
        send_due(now=DUE + timedelta(minutes=minutes))
    assert len(letters) == 1


def test_whoever_takes_back_that_they_agreed_gets_nothing(written: Session, letters: Letters) -> None:
    Membership.objects.update(may_be_written_to=False)
    send_due(now=DUE)
    assert (letters, states(written)) == ([], BOTH_DROPPED)


def test_whoever_takes_it_back_between_claim_and_mail_gets_none(
    written: Session, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    sorted_out = delivery.sorted_out

    def then_they_take_it_back(*args: Any, **kwargs: Any) -> list[Reminder]:
        ready = sorted_out(*args, **kwargs)
        assert ready
        Membership.objects.update(may_be_written_to=False)
        return ready

    monkeypatch.setattr(delivery, "sorted_out", then_they_take_it_back)
    delivery.post(limit=10, now=DUE)
    assert letters == []
    assert states(written)["mail"] != ReminderState.SENT


def test_whoever_comes_to_the_next_one_first_gets_nothing(cast: Cast, written: Session, letters: Letters) -> None:
    later = meeting(cast.group, starts_at=DUE - timedelta(hours=2), minutes=180)
    Attendance.objects.create(session=later, membership=cast.seat("sam"), first_seen_at=later.starts_at)
    send_due(now=DUE)
    assert (letters, states(written)) == ([], BOTH_DROPPED)


def test_in_quiet_hours_the_mail_waits_and_the_page_does_not(written: Session, letters: Letters) -> None:
    User.objects.update(quiet_from=time(9), quiet_to=time(13))
    send_due(now=DUE)
    assert (letters, states(written)["in_app"]) == ([], ReminderState.SENT)
    send_due(now=datetime(2026, 5, 13, 12, 0, 1, tzinfo=UTC))
    assert len(letters) == 1


def test_while_everything_rests_it_waits_and_after_three_days_it_does_not_come(
    cast: Cast, written: Session, letters: Letters
) -> None:
    User.objects.filter(pk=cast.sam.pk).update(rests_until=DUE + timedelta(days=2))
    send_due(now=DUE)
    assert letters == []
    send_due(now=DUE + timedelta(days=2, seconds=1))
    assert len(letters) == 1


def test_what_is_too_late_is_not_sent(written: Session, letters: Letters) -> None:
    send_due(now=DUE + HELPS + timedelta(seconds=1))
    assert letters == []
    assert set(states(written).values()) == {ReminderState.EXPIRED}


def test_what_was_written_stays_with_nobody_else(cast: Cast, written: Session) -> None:
    send_due(now=DUE)
    words = returns.words_for(Reminder.objects.select_related("session"))
    assert {word.text for word in words.values()} == {"The chair is yours."}
    assert ReturnWord.objects.get().membership == cast.seat("sam")
