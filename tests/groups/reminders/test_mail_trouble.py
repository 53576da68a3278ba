"""A mailbox that refuses, a server that is slow or away: the others go on, and nothing is lost."""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend

from groups.people.planning import MOST_TRIES, PAUSES
from groups.people.wishes import Channel
from groups.reminders import delivery
from groups.reminders.actions import plan, send_due
from groups.reminders.mail import Words
from groups.reminders.models import Reminder, ReminderState
from groups.schedule.models import Session
from tests.cast import Cast
from tests.faults.post import Sink

Letters = list[django_mail.EmailMultiAlternatives]


@pytest.fixture
def due(coming: Session, now: datetime) -> datetime:
    """Planned, and one day before the session: both notes are due."""
    plan(now=now)
    return coming.starts_at - timedelta(days=1)


def states(cast: Cast, name: str) -> set[str]:
    rows = Reminder.objects.filter(membership=cast.seat(name), channel=Channel.MAIL)
    return set(rows.values_list("state", flat=True))


def mailed_to(letters: Letters, name: str) -> int:
    return sum(letter.to == [f"{name}@example.org"] for letter in letters)


def refusing(address: str, error: Exception, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the server refuse one address; return who was tried."""
    send_messages, tried = EmailBackend.send_messages, []

    def judge(self: EmailBackend, messages: Any) -> int:
        tried.append(messages[0].to[0])
        if messages[0].to == [address]:
            raise error
        return send_messages(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", judge)
    return tried


@pytest.mark.slow  # two hours, minute by minute
@pytest.mark.parametrize(
    "error", [SMTPRecipientsRefused({"sam@example.org": (451, b"no")}), SMTPServerDisconnected(), TimeoutError()]
)
def test_one_refused_or_slow_mailbox_keeps_nobody_waiting_and_is_parked_after_three_tries(
    due: datetime, cast: Cast, error: Exception, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    three_days = due - timedelta(days=2)
    tried = refusing("sam@example.org", error, monkeypatch)
    send_due(now=three_days)
    assert len(letters) == 3
    for minutes in range(1, 120):
        send_due(now=three_days + timedelta(minutes=minutes))
    assert tried.count("sam@example.org") == MOST_TRIES
    assert ReminderState.PARKED in states(cast, "sam")


def test_a_mail_that_kills_its_worker_is_parked_after_three_tries(due: datetime, cast: Cast, letters: Letters) -> None:
    Reminder.objects.filter(membership=cast.seat("sam"), channel=Channel.MAIL).update(attempts=MOST_TRIES)
    send_due(now=due)
    assert states(cast, "sam") == {ReminderState.PARKED}
    assert mailed_to(letters, "sam") == 0
    assert len(letters) == 6


@pytest.mark.slow  # two hours, a quarter of an hour at a time
def test_a_row_that_poisons_whoever_writes_it_is_parked_with_its_reason_and_the_others_go_on(
    due: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    three_days, message = due - timedelta(days=2), Words.message

    def poison(self: Words, row: Reminder) -> django_mail.EmailMultiAlternatives:
        if row.membership_id == cast.seat("sam").pk:
            raise LookupError(row.pk)
        return message(self, row)

    monkeypatch.setattr(Words, "message", poison)
    for minutes in range(0, 120, 15):
        send_due(now=three_days + timedelta(minutes=minutes))
    assert len(letters) == 3
    parked = Reminder.objects.get(membership=cast.seat("sam"), channel=Channel.MAIL, kind="three_days")
    assert (parked.state, parked.reason, parked.attempts) == (ReminderState.PARKED, "LookupError", MOST_TRIES)


def test_a_mailbox_that_does_not_exist_is_tried_once_and_its_person_hears_no_more_by_mail(
    due: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    gone = SMTPRecipientsRefused({"sam@example.org": (550, b"5.1.1 user unknown")})
    tried = refusing("sam@example.org", gone, monkeypatch)
    send_due(now=due - timedelta(days=2))
    send_due(now=due)
    assert tried.count("sam@example.org") == 1
    assert states(cast, "sam") == {ReminderState.PARKED, ReminderState.DROPPED}
    shown = Reminder.objects.filter(membership=cast.seat("sam"), channel=Channel.IN_APP)
    assert set(shown.values_list("state", flat=True)) == {ReminderState.SENT}
    seat = cast.seat("sam")
    seat.refresh_from_db()
    assert (seat.state, seat.user.mail_trouble) == ("seated", "bounced")


def test_while_the_mail_server_is_away_nothing_is_lost_and_no_try_is_counted(
    due: datetime, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", lambda self: (_ for _ in ()).throw(ConnectionRefusedError()), raising=False)
        for minute in range(10):
            assert delivery.post(limit=3, now=due + timedelta(minutes=minute)) == 0
    send_due(now=due + timedelta(minutes=11))
    assert len(letters) == 8
    assert set(Reminder.objects.filter(channel=Channel.MAIL).values_list("attempts", flat=True)) == {1}


def test_when_the_lease_runs_out_the_rest_is_left_to_others(
    due: datetime, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    clock = iter([0.0, 1.0, 2.0] + [41.0] * 99)
    monkeypatch.setattr(delivery.time, "monotonic", lambda: next(clock))
    delivery.post(limit=100, now=due)
    assert len(letters) == 2
    left = Reminder.objects.due(now=due).filter(channel=Channel.MAIL)
    assert left.count() == 6


class Moody(Sink):
    """Refuses Sam, and hangs up on Ana."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("sam@"):
            return "452 the mailbox is full"
        if address.startswith("ana@"):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.mark.slow  # a real server, in a thread
def test_a_real_server_that_refuses_one_and_hangs_up_on_another_gets_the_rest(
    due: datetime, cast: Cast, settings: Any
) -> None:
    three_days = due - timedelta(days=2)
    with Moody(seconds=0) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        delivery.post(limit=100, now=three_days)
    assert len(server.taken) == 2
    assert states(cast, "noor") == states(cast, "idris") == {ReminderState.SENT, ReminderState.PENDING}
    tried = Reminder.objects.filter(state=ReminderState.PENDING, attempts=1)
    assert {row.membership for row in tried} == {cast.seat("sam"), cast.seat("ana")}
    assert {row.due_at for row in tried} == {three_days + PAUSES[1]}
