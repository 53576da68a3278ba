"""Several who tell, several who mail, a facilitator who changes it all under them: PostgreSQL, real threads."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.db import connection

from groups.changes.models import Change
from groups.people.models import User
from groups.reminders.actions import plan, tell_changes
from groups.reminders.models import Notice, Reminder, ReminderState
from groups.reminders.notices import post
from groups.schedule.actions import sessions as changing
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from tests.cast import Cast, meeting, whole_cast
from tests.groups.reminders.test_races import at_once, worked_off

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # real threads
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]

TOLD = 3
"""Sam, Ana and Idris; Noor does it."""


@pytest.fixture
def cast(now: datetime) -> Cast:
    cast = whole_cast(now=now - timedelta(days=1))
    User.objects.update(time_zone="UTC", quiet_from=None, quiet_to=None)
    return cast


@pytest.fixture
def sessions(cast: Cast, now: datetime) -> list[Session]:
    return [meeting(cast.group, starts_at=now + timedelta(days=4, hours=2 * number)) for number in range(12)]


def move_each(sessions: list[Session], cast: Cast, *, now: datetime, days: int = 9) -> None:
    by = Hand.facilitator(cast.seat("noor"))
    for session in sessions:
        changing.move(session=session, by=by, starts_at=session.starts_at + timedelta(days=days), now=now)


def test_four_who_tell_at_once_make_each_notice_once(sessions: list[Session], cast: Cast, now: datetime) -> None:
    move_each(sessions, cast, now=now)
    told = at_once(*[lambda: tell_changes(now=now)] * 4)
    assert sum(told) == len(sessions)
    assert Notice.objects.count() == len(sessions) * TOLD * 2
    assert not Change.objects.to_tell().exists()


def test_four_who_mail_at_once_mail_each_notice_once(
    sessions: list[Session], cast: Cast, now: datetime, letters: Any
) -> None:
    move_each(sessions, cast, now=now)
    tell_changes(now=now)
    at_once(*[lambda: worked_off(post, limit=5, now=now)] * 4)
    times = Counter(letter.extra_headers["Message-ID"] for letter in letters)
    assert len(times) == len(sessions) * TOLD
    assert set(times.values()) == {1}


def move_three_times(sessions: list[Session], cast: Cast, *, now: datetime) -> None:
    for number in range(3):
        move_each(sessions, cast, now=now + timedelta(seconds=number), days=1)


def tell(*, now: datetime) -> int:
    return sum(tell_changes(now=now + timedelta(seconds=3)) for _ in range(8))


def send(*, now: datetime) -> int:
    return sum(post(limit=5, now=now + timedelta(seconds=4 + 11 * number)) for number in range(12))


def check_told(letters: Any, name: str, session: Session) -> None:
    """At least once and at most once a change; the last time, what is true."""
    start = session.starts_at
    mine = [one for one in letters if one.to == [f"{name}@example.org"] and str(session.pk) in one.body]
    assert 1 <= len(mine) <= 3
    assert f"{start:%A} {start.day} {start:%B %Y}, from {start:%H:%M}" in mine[-1].body


def test_whatever_happens_meanwhile_the_last_mail_about_a_session_is_true(
    sessions: list[Session], cast: Cast, now: datetime, letters: Any
) -> None:
    """One moves each session three times; two tell, two mail, one plans. Nothing of it may be lost."""
    plan(now=now)

    change = partial(move_three_times, sessions, cast, now=now)
    at_once(change, *[partial(tell, now=now)] * 2, *[partial(send, now=now)] * 2, partial(plan, now=now))
    for number in range(20):
        tell_changes(now=now + timedelta(minutes=2))
        worked_off(post, limit=50, now=now + timedelta(minutes=2 + number))
    assert not Notice.objects.filter(channel="mail", state=ReminderState.PENDING).exists()
    for session, name in product(sessions, ("sam", "ana", "idris")):
        session.refresh_from_db()
        check_told(letters, name, session)
    versions = Reminder.objects.filter(state=ReminderState.PENDING).values_list("session_version", flat=True)
    plan(now=now + timedelta(minutes=3))
    assert set(versions) == {4}
