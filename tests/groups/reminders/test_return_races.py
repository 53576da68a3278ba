"""Two runs at once, a line written while its note is sent, a yes taken back meanwhile: PostgreSQL, real threads."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from groups.membership import actions as membership
from groups.membership.models import Membership
from groups.people.models import User
from groups.reminders import returns
from groups.reminders.delivery import post, show
from groups.reminders.models import Heard, Reminder, ReturnWord
from groups.schedule.models import Session, SessionState
from tests.cast import Cast, meeting, whole_cast
from tests.cast import membership as seat_of
from tests.groups.reminders.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # real threads
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]

START = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)
OVER, DUE = START + timedelta(hours=2), START + timedelta(days=1)


@pytest.fixture
def agreed(now: datetime) -> Cast:
    cast = whole_cast(now=START - timedelta(weeks=9))
    for number in range(10):
        user = User.objects.create_user(f"m{number}@example.org", time_zone="UTC", chosen_name=f"M{number}")
        seat_of(cast.group, user, now=START - timedelta(weeks=9))
    User.objects.update(time_zone="UTC", quiet_from=None, quiet_to=None)
    Membership.objects.members().update(may_be_written_to=True)
    return cast


@pytest.fixture
def held(agreed: Cast) -> list[Session]:
    """Two sessions to which nobody came."""
    starts = [START - timedelta(weeks=1), START]
    return [meeting(agreed.group, starts_at=one, state=SessionState.OVER, opened_at=one) for one in starts]


def test_two_runs_at_once_make_each_row_once(agreed: Cast, held: list[Session]) -> None:
    for _again in range(3):
        Reminder.objects.all().delete()
        at_once(*[lambda: returns.after_sessions(now=OVER)] * 2)
        rows = Reminder.objects.values_list("membership", "channel", "kind")
        assert set(Counter(rows).values()) == {1}
        assert len(rows) == 24


def test_nothing_is_sent_while_a_line_is_written(agreed: Cast, held: list[Session]) -> None:
    returns.after_sessions(now=OVER)
    begun, order = threading.Event(), list[str]()

    def write() -> None:
        with transaction.atomic():
            returns.write(seat=agreed.seat("sam"), by=agreed.seat("noor"), words="A seat is here.", now=OVER)
            begun.set()
            time.sleep(0.5)
            order.append("written")

    def send() -> None:
        begun.wait(10)
        show(limit=50, now=DUE)
        order.append("sent")

    at_once(write, send)
    assert order == ["written", "sent"]


def test_no_line_is_written_into_what_is_being_sent(agreed: Cast, held: list[Session]) -> None:
    returns.after_sessions(now=OVER)
    begun = threading.Event()

    def send() -> str:
        with transaction.atomic():
            show(limit=50, now=DUE)
            begun.set()
            time.sleep(0.5)
        return "sent"

    def write() -> str:
        begun.wait(10)
        try:
            returns.write(seat=agreed.seat("sam"), by=agreed.seat("noor"), words="A seat is here.", now=DUE)
        except returns.CannotWrite as no:
            return no.code
        return "written"

    assert sorted(at_once(send, write)) == ["no_word_to_come", "sent"]
    assert not ReturnWord.objects.exists()


def test_two_facilitators_at_once_write_one_line(agreed: Cast, held: list[Session]) -> None:
    returns.after_sessions(now=OVER)
    seat = agreed.seat("sam")

    def write(name: str) -> str:
        try:
            return returns.write(seat=seat, by=agreed.seat(name), words=f"From {name}.", now=OVER).words
        except returns.CannotWrite:
            return "refused"

    for _again in range(5):
        ReturnWord.objects.all().delete()
        told = at_once(lambda: write("noor"), lambda: write("idris"))
        assert sorted(told).count("refused") == 1
        assert ReturnWord.objects.get().words in told


def test_whoever_takes_their_yes_back_while_mails_go_out_gets_none_afterwards(
    agreed: Cast, held: list[Session], mailoutbox: list[Any]
) -> None:
    returns.after_sessions(now=OVER)
    taken_back: list[int] = []

    def take_back() -> None:
        Membership.objects.update(may_be_written_to=False)
        taken_back.append(len(mailoutbox))

    at_once(take_back, lambda: post(limit=50, now=DUE))
    # One may have been on its way in that very moment.
    assert len(mailoutbox) <= taken_back[0] + 1


def test_coming_back_twice_at_once_is_heard_once(agreed: Cast) -> None:
    seat = agreed.seat("sam")
    membership.pause(membership=seat, weeks=1, now=START)
    at_once(*[lambda: membership.come_back(membership=seat, now=OVER)] * 3)
    assert Heard.objects.get(membership=seat).at == OVER


def test_two_answers_at_once_are_heard(agreed: Cast) -> None:
    seat = agreed.seat("sam")
    at_once(*[lambda: returns.answer(membership=seat, now=OVER)] * 3)
    assert Heard.objects.filter(membership=seat).count() == 1
