"""Letters are sent once, in time, never in somebody's quiet hours, and never when they are not wished any more."""

import uuid
from datetime import UTC, datetime, time, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from groups.people import delivery, tasks
from groups.people.actions import end_rest, hear_no_more, keep, purge_letters, rest, send_letters
from groups.people.letters import drop, write_to, write_to_address
from groups.people.models import Letter, LetterKind, LetterState, User
from groups.people.planning import LEASE, MOST_TRIES, OUTAGE, PAUSES, Facts, Fate, fate
from groups.people.quiet import Clock
from groups.people.wishes import Channel, Topic
from tests.cast import Cast
from tests.faults.post import Sink

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 5, 12, 23, 0, tzinfo=UTC)
MORNING = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
CLOCK = Clock.of("UTC", time(22), time(8))
Letters = list[django_mail.EmailMultiAlternatives]


@pytest.fixture
def sent() -> Letters:
    return django_mail.outbox


def write(user: User, *, now: datetime = NOON, **given: Any) -> Letter:
    about = given.pop("about", uuid.uuid4())
    write_to(user=user, kind=LetterKind.ANSWER, about=about, path="/somewhere/", now=now, **given)
    return Letter.objects.get(user=user, about=about)


def state(row: Letter) -> str:
    return Letter.objects.get(pk=row.pk).state


@pytest.mark.parametrize(
    ("facts", "now", "verdict"),
    [
        (Facts(is_wished=True, expires_at=None, clock=CLOCK), NOON, (Fate.SEND, NOON)),
        (Facts(is_wished=True, expires_at=None, clock=None), NIGHT, (Fate.SEND, NIGHT)),
        (Facts(is_wished=True, expires_at=None, clock=CLOCK), NIGHT, (Fate.WAIT, MORNING)),
        (Facts(is_wished=True, expires_at=NOON, clock=CLOCK), NOON, (Fate.EXPIRE, NOON)),
        (Facts(is_wished=True, expires_at=MORNING, clock=CLOCK), NIGHT, (Fate.EXPIRE, NIGHT)),
        (Facts(is_wished=True, expires_at=MORNING + timedelta(seconds=1), clock=CLOCK), NIGHT, (Fate.WAIT, MORNING)),
        (Facts(is_wished=False, expires_at=NOON, clock=CLOCK), NIGHT, (Fate.DROP, NIGHT)),
        (Facts(is_wished=True, expires_at=MORNING, clock=CLOCK, is_urgent=True), NIGHT, (Fate.SEND, NIGHT)),
        (Facts(is_wished=True, expires_at=NIGHT, clock=CLOCK, is_urgent=True), NIGHT, (Fate.EXPIRE, NIGHT)),
        (Facts(is_wished=False, expires_at=None, clock=CLOCK, is_urgent=True), NIGHT, (Fate.DROP, NIGHT)),
        (Facts(is_wished=True, expires_at=None, clock=CLOCK, rests_until=MORNING), NOON, (Fate.WAIT, MORNING)),
        (Facts(is_wished=True, expires_at=None, clock=CLOCK, rests_until=NOON), NOON, (Fate.SEND, NOON)),
        (Facts(is_wished=True, expires_at=NIGHT, clock=CLOCK, rests_until=MORNING), NOON, (Fate.EXPIRE, NOON)),
        (
            Facts(is_wished=True, expires_at=None, clock=CLOCK, rests_until=MORNING, is_urgent=True),
            NOON,
            (Fate.WAIT, MORNING),
        ),
        (Facts(is_wished=False, expires_at=None, clock=CLOCK, rests_until=MORNING), NOON, (Fate.DROP, NOON)),
    ],
)
def test_a_letter_whose_time_has_come_is_judged(facts: Facts, now: datetime, verdict: tuple[Fate, datetime]) -> None:
    assert fate(facts, now=now) == verdict


def test_a_letter_goes_out_once(cast: Cast, sent: Letters) -> None:
    row = write(cast.sam)
    assert send_letters(now=NOON) == 1
    assert send_letters(now=NOON + timedelta(minutes=5)) == 0
    assert [letter.to for letter in sent] == [["sam@example.org"]]
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.lease, row.attempts) == (LetterState.SENT, NOON, None, 1)


def test_the_same_thing_is_written_about_once(cast: Cast, sent: Letters) -> None:
    row = write(cast.sam)
    send_letters(now=NOON)
    write(cast.sam, about=row.about)
    send_letters(now=NOON)
    assert len(sent) == 1


def test_at_night_it_waits_for_the_morning(cast: Cast, sent: Letters) -> None:
    row = write(cast.sam, now=NIGHT)
    send_letters(now=NIGHT)
    assert (sent, state(row)) == ([], LetterState.PENDING)
    send_letters(now=MORNING - timedelta(seconds=1))
    assert sent == []
    send_letters(now=MORNING)
    assert len(sent) == 1


def test_what_is_about_this_very_hour_does_not_wait_for_the_morning(cast: Cast, sent: Letters) -> None:
    row = write(cast.sam, now=NIGHT, expires_at=NIGHT + timedelta(minutes=10), is_urgent=True)
    send_letters(now=NIGHT)
    assert (len(sent), state(row)) == (1, LetterState.SENT)


def test_what_is_over_by_the_morning_is_not_sent(cast: Cast, sent: Letters) -> None:
    row = write(cast.sam, now=NIGHT, expires_at=MORNING)
    send_letters(now=NIGHT)
    send_letters(now=MORNING)
    assert (sent, state(row)) == ([], LetterState.EXPIRED)


@pytest.mark.parametrize("change", [{"is_active": False}, {"reminders_by_mail": False}])
def test_who_wishes_no_mail_gets_none(cast: Cast, change: dict[str, bool], sent: Letters) -> None:
    row, other = write(cast.sam), write(cast.ana)
    User.objects.filter(pk=cast.sam.pk).update(**change)
    send_letters(now=NOON)
    assert [state(row), state(other)] == [LetterState.DROPPED, LetterState.SENT]
    assert [letter.to for letter in sent] == [["ana@example.org"]]


def test_who_wishes_no_mail_of_that_kind_gets_none_of_it(cast: Cast, sent: Letters) -> None:
    hear_no_more(user=cast.sam, topic=Topic.PLACE, ways=[Channel.MAIL])
    row = write(cast.sam)
    write_to(user=cast.sam, kind=LetterKind.GROUP, about=uuid.uuid4(), path="/somewhere/", now=NOON)
    send_letters(now=NOON)
    assert (state(row), len(sent)) == (LetterState.DROPPED, 1)


def test_in_a_pause_of_everything_it_waits_and_comes_when_that_ends(cast: Cast, sent: Letters) -> None:
    rest(user=cast.sam, until=MORNING, now=NOON)
    row, short = write(cast.sam), write(cast.sam, expires_at=NIGHT)
    send_letters(now=NOON)
    assert (sent, state(row), state(short)) == ([], LetterState.PENDING, LetterState.EXPIRED)
    send_letters(now=MORNING)
    assert (len(sent), state(row)) == (1, LetterState.SENT)


def test_what_waits_for_a_pause_that_is_ended_early_comes_at_once(cast: Cast, sent: Letters) -> None:
    rest(user=cast.sam, until=MORNING, now=NOON)
    write(cast.sam)
    send_letters(now=NOON)
    end_rest(user=cast.sam)
    send_letters(now=NOON + timedelta(minutes=1))
    assert len(sent) == 1


@pytest.mark.parametrize("how", ["dropped", "unwished", "inactive"])
def test_what_changes_while_the_batch_is_held_counts(
    cast: Cast, how: str, monkeypatch: pytest.MonkeyPatch, sent: Letters
) -> None:
    row, sorted_out = write(cast.sam), delivery._sorted_out

    def then_it_changes(*args: Any, **kwargs: Any) -> list[Letter]:
        ready = sorted_out(*args, **kwargs)
        assert len(ready) == 1
        if how == "dropped":
            drop(kind=LetterKind.ANSWER, about=row.about)
        else:
            change = {"reminders_by_mail": False} if how == "unwished" else {"is_active": False}
            keep(user=cast.sam, changes=change)
        return ready

    monkeypatch.setattr(delivery, "_sorted_out", then_it_changes)
    send_letters(now=NOON)
    assert sent == []
    assert state(row) == (LetterState.DROPPED if how == "dropped" else LetterState.PENDING)
    monkeypatch.setattr(delivery, "_sorted_out", sorted_out)
    send_letters(now=NOON)
    assert (sent, state(row)) == ([], LetterState.DROPPED)


def test_an_address_alone_is_written_to_by_day_and_by_night(db: None, sent: Letters) -> None:
    given = {"address": "new@example.org", "kind": LetterKind.INVITATION, "path": "/invitations/", "now": NIGHT}
    write_to_address(about=uuid.uuid4(), expires_at=NIGHT + timedelta(days=7), **given)
    write_to_address(about=uuid.uuid4(), expires_at=NIGHT, **given)
    send_letters(now=NIGHT)
    assert [letter.to for letter in sent] == [["new@example.org"]]
    assert sorted(Letter.objects.values_list("state", flat=True)) == [LetterState.EXPIRED, LetterState.SENT]


def test_a_batch_is_claimed_by_one_worker(cast: Cast) -> None:
    write(cast.sam)
    assert [len(delivery.claim(limit=10, now=NOON)[1]) for _ in range(2)] == [1, 0]


def test_what_a_worker_that_died_held_is_sent_after_a_minute(cast: Cast, sent: Letters) -> None:
    write(cast.sam)
    delivery.claim(limit=10, now=NOON)
    send_letters(now=NOON + LEASE - timedelta(seconds=1))
    assert sent == []
    send_letters(now=NOON + LEASE + timedelta(seconds=1))
    assert len(sent) == 1


def test_a_worker_that_dies_with_the_mail_out_sends_it_again_under_the_same_id(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, sent: Letters
) -> None:
    write(cast.sam)
    send = delivery.mail.send

    def then_it_dies(*args: Any) -> None:
        send(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery.mail, "send", then_it_dies)
    with pytest.raises(KeyboardInterrupt):
        send_letters(now=NOON)
    monkeypatch.setattr(delivery.mail, "send", send)
    send_letters(now=NOON + LEASE + timedelta(seconds=1))
    assert len(sent) == 2
    assert len({letter.extra_headers["Message-ID"] for letter in sent}) == 1
    assert Letter.objects.get().attempts == 2


def test_a_letter_that_kills_its_worker_is_parked_after_three_tries(cast: Cast, sent: Letters) -> None:
    row, other = write(cast.sam), write(cast.ana)
    Letter.objects.filter(pk=row.pk).update(attempts=MOST_TRIES)
    send_letters(now=NOON)
    assert [state(row), state(other)] == [LetterState.PARKED, LetterState.SENT]
    assert len(sent) == 1


@pytest.mark.parametrize(
    "error", [SMTPRecipientsRefused({"sam@example.org": (451, b"no")}), SMTPServerDisconnected(), TimeoutError()]
)
def test_a_mailbox_that_refuses_is_tried_three_times_and_keeps_nobody_waiting(
    cast: Cast, error: Exception, monkeypatch: pytest.MonkeyPatch, sent: Letters
) -> None:
    row, other = write(cast.sam), write(cast.ana)
    send_messages, tried = EmailBackend.send_messages, []

    def judge(self: EmailBackend, messages: Any) -> int:
        if messages[0].to == ["sam@example.org"]:
            tried.append(1)
            raise error
        return send_messages(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", judge)
    moment = NOON
    for pause in (*PAUSES.values(), timedelta()):
        send_letters(now=moment)
        send_letters(now=moment + pause - timedelta(seconds=1))
        moment += pause
    assert (len(tried), state(row), state(other)) == (MOST_TRIES, LetterState.PARKED, LetterState.SENT)
    assert len(sent) == 1


def test_while_the_mail_server_is_away_nothing_is_lost_and_no_try_is_counted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, sent: Letters
) -> None:
    row = write(cast.sam)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", lambda self: (_ for _ in ()).throw(ConnectionRefusedError()), raising=False)
        for turn in range(5):
            assert send_letters(now=NOON + turn * (OUTAGE + timedelta(seconds=1))) == 0
    send_letters(now=NOON + timedelta(minutes=5))
    row.refresh_from_db()
    assert (row.state, row.attempts, len(sent)) == (LetterState.SENT, 1, 1)


def test_when_the_lease_runs_out_the_rest_is_left_to_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, sent: Letters
) -> None:
    for user in (cast.sam, cast.ana, cast.noor):
        write(user)
    clock = iter([0.0, 1.0] + [41.0] * 9)
    monkeypatch.setattr(delivery.time, "monotonic", lambda: next(clock))
    delivery.post(limit=10, now=NOON)
    assert len(sent) == 1
    assert len(delivery.claim(limit=10, now=NOON)[1]) == 2


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
def test_a_real_server_that_refuses_one_and_hangs_up_on_another_gets_the_rest(cast: Cast, settings: Any) -> None:
    rows = [write(user) for user in (cast.sam, cast.ana, cast.noor, cast.idris)]
    with Moody(seconds=0) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        send_letters(now=NOON)
    assert server.taken == [f"<{row.pk}@localhost>" for row in sorted(rows[2:], key=lambda row: row.pk)]
    assert [state(row) for row in rows] == [LetterState.PENDING] * 2 + [LetterState.SENT] * 2
    waiting = Letter.objects.filter(state=LetterState.PENDING)
    assert {(row.attempts, row.due_at) for row in waiting} == {(1, NOON + PAUSES[1])}


def test_the_tasks_send_and_forget(cast: Cast, sent: Letters) -> None:
    now = timezone.now()
    User.objects.update(quiet_from=None, quiet_to=None)
    write(cast.sam, now=now)
    write(cast.ana, now=now - timedelta(days=31))
    tasks.send_letters(anything="else")
    tasks.send_letters()
    assert len(sent) == 2
    tasks.purge_letters()
    assert [row.user for row in Letter.objects.all()] == [cast.sam]


def test_letters_are_forgotten_after_thirty_days_whatever_became_of_them(cast: Cast) -> None:
    for one in LetterState.values:
        row = write(cast.sam)
        Letter.objects.filter(pk=row.pk).update(state=one, sent_at=NOON if one == LetterState.SENT else None)
    assert purge_letters(now=NOON + timedelta(days=30)) == 0
    assert purge_letters(now=NOON + timedelta(days=30, seconds=1)) == len(LetterState.values)


def test_a_batch_asks_three_questions_and_two_more_for_each_letter(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for user in (cast.sam, cast.ana, cast.noor, cast.idris):
        write(user)
    with django_assert_max_num_queries(5 + 2 * 4):
        assert delivery.post(limit=50, now=NOON) == 4
