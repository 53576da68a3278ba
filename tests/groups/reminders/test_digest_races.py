"""Workers that make and send mails of the day at once, besides those that send singly: PostgreSQL, real threads."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from groups.people.models import User
from groups.people.wishes import Channel
from groups.reminders import digests
from groups.reminders.actions import plan, send_due
from groups.reminders.digests.posting import SETTLED
from groups.reminders.models import Digest, Reminder, ReminderState
from groups.reminders.planning import NET
from groups.schedule.models import Session
from tests.cast import Cast, meeting, whole_cast
from tests.groups.reminders.telling import move
from tests.groups.reminders.test_races import at_once, worked_off

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # real threads
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def cast(now: datetime) -> Cast:
    cast = whole_cast(now=now)
    eight = (now + timedelta(days=4)).time()
    User.objects.update(quiet_from=None, quiet_to=None, time_zone="UTC", digest_at=eight)
    return cast


@pytest.fixture
def sessions(cast: Cast, now: datetime) -> list[Session]:
    return [meeting(cast.group, starts_at=now + timedelta(days=4, hours=hour)) for hour in range(4, 14)]


@pytest.fixture
def due(sessions: list[Session], now: datetime) -> datetime:
    """The hour of the mail of the day, in which twenty notes of each of four people are due."""
    plan(now=now)
    moment = now + timedelta(days=1)
    Reminder.objects.filter(channel=Channel.IN_APP).delete()
    Reminder.objects.update(due_at=moment - timedelta(minutes=1))
    return moment + SETTLED


def test_four_makers_make_one_a_day(due: datetime) -> None:
    at_once(*[lambda: digests.make(now=due)] * 4)
    assert Digest.objects.count() == 4


def test_everything_goes_once_though_many_send_at_once(due: datetime, letters: Any) -> None:
    digests.make(now=due)
    at_once(
        *[lambda: worked_off(digests.post, limit=1, now=due)] * 3,
        *[lambda: worked_off(lambda limit, now: send_due(now=now, mails=limit), limit=7, now=due)] * 2,
    )
    # What a worker that sends singly held for a moment waits for the mail of the next day.
    assert Reminder.objects.filter(state=ReminderState.SENT).exists()
    tomorrow = due + timedelta(days=1)
    digests.make(now=tomorrow)
    worked_off(digests.post, limit=20, now=tomorrow)
    worked_off(lambda limit, now: send_due(now=now, mails=limit), limit=50, now=tomorrow + NET)
    names = Counter(letter.extra_headers["Message-ID"] for letter in letters)
    assert set(names.values()) == {1}
    rows = Reminder.objects.all()
    assert set(rows.values_list("state", flat=True)) == {ReminderState.SENT}


def test_a_session_that_moves_under_it_is_told_with_its_new_time(
    due: datetime, sessions: list[Session], cast: Cast, letters: Any
) -> None:
    digests.make(now=due)
    by = cast.seat("noor")

    def moved() -> None:
        for session in sessions:
            move(session=session, by=by, starts_at=session.starts_at + timedelta(days=9), now=due)

    at_once(moved, *[lambda: worked_off(digests.post, limit=1, now=due)] * 2)
    sent = Reminder.objects.filter(state=ReminderState.SENT)
    # The planner gives whatever was sent of the old time its new one.
    assert not sent.filter(session_version=2).exists()
    waiting = Reminder.objects.filter(state=ReminderState.PENDING)
    assert set(waiting.values_list("session_version", flat=True)) <= {2}
    assert not Reminder.objects.exclude(lease=None).exists()
