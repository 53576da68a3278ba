"""One mail a day: everything that waits goes together, once, and nothing of it goes besides."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db.models import F

from groups.membership.models import State
from groups.people.models import User
from groups.people.planning import LEASE, MOST_TRIES, PAUSES
from groups.people.wishes import Channel
from groups.reminders import digests, tasks
from groups.reminders.actions import plan, send_due
from groups.reminders.digests import posting
from groups.reminders.models import Digest, Notice, Reminder, ReminderState
from groups.reminders.planning import NET
from groups.schedule.models import Session
from tests.cast import Cast, meeting
from tests.groups.reminders.telling import call_off, move

Letters = list[django_mail.EmailMultiAlternatives]
EIGHT = time(20)


@pytest.fixture
def sam(cast: Cast, coming: Session) -> User:
    """Sam wishes one mail a day, at eight; it is a Tuesday session at seven, on their clock."""
    User.objects.filter(pk=cast.sam.pk).update(digest_at=EIGHT)
    return cast.sam


@pytest.fixture
def due(sam: User, coming: Session, now: datetime) -> datetime:
    """Eight o'clock in the evening before: both notes of two sessions wait for it."""
    meeting(coming.group, starts_at=coming.starts_at - timedelta(hours=3))
    plan(now=now)
    eight = coming.starts_at - timedelta(days=1) + timedelta(hours=1)
    waiting(sam).filter(due_at__lte=eight + NET).update(due_at=eight + NET)
    return eight


def waiting(person: User) -> Any:
    return Reminder.objects.filter(membership__user=person, channel=Channel.MAIL)


def made_and_sent(now: datetime) -> int:
    digests.make(now=now)
    return digests.post(limit=20, now=now)


def to_sam(letters: Letters) -> Letters:
    return [letter for letter in letters if letter.to == ["sam@example.org"]]


def half_a_minute_after(moment: datetime) -> datetime:
    return moment + posting.SETTLED


@pytest.mark.slow  # the first that draws templates
def test_what_waits_goes_in_one_mail_and_is_marked_with_it(due: datetime, sam: User, letters: Letters) -> None:
    now = half_a_minute_after(due)
    assert made_and_sent(now) == 1
    [letter] = letters
    assert letter.subject == "Evenings: your notes of today"
    assert letter.body.count("from 19:00 to 20:00 (Europe/London)") == 1
    assert letter.body.count("from 16:00 to 17:00 (Europe/London)") == 1
    sent = waiting(sam).filter(state=ReminderState.SENT)
    assert list(sent.values_list("sent_at", "lease")) == [(now, None)] * 4
    [row] = Digest.objects.all()
    assert (row.state, row.sent_at, row.day, row.attempts) == (ReminderState.SENT, now, due.date(), 1)


def test_it_has_one_id_a_way_out_and_nothing_that_tells(due: datetime, sam: User, letters: Letters) -> None:
    made_and_sent(half_a_minute_after(due))
    [letter] = letters
    headers = letter.extra_headers
    assert headers["Message-ID"].startswith(f"<digest.{Digest.objects.get().pk}@")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert "/mail/stop/" in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    whole = letter.subject + letter.body + str(letter.alternatives[0].content)
    for word in ("Tuesday circle", "session", "group", "Noor", "Ana", "<img"):
        assert word not in whole


def test_whoever_shares_a_mailbox_gets_one_line(due: datetime, sam: User, letters: Letters) -> None:
    User.objects.filter(pk=sam.pk).update(mail_is_private=False)
    made_and_sent(half_a_minute_after(due))
    [letter] = letters
    assert "19:00" not in letter.body
    assert "/sessions/" not in letter.body
    assert waiting(sam).filter(state=ReminderState.SENT).count() == 4


def test_before_its_time_it_is_not_made(due: datetime, sam: User) -> None:
    assert digests.make(now=due - timedelta(minutes=1)) == 0
    assert digests.make(now=due) == 1
    assert digests.post(limit=20, now=due) == 0


def test_it_is_made_once_a_day(due: datetime, sam: User, letters: Letters) -> None:
    now = half_a_minute_after(due)
    assert [made_and_sent(now + timedelta(seconds=10 * n)) for n in range(3)] == [1, 0, 0]
    assert len(letters) == 1
    assert Digest.objects.count() == 1


def test_it_is_not_made_when_nothing_waits(sam: User, coming: Session, now: datetime) -> None:
    plan(now=now)
    assert digests.make(now=coming.starts_at - timedelta(days=3, hours=7)) == 0


def test_nobody_else_gets_one(due: datetime, cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(digest_at=None)
    assert made_and_sent(half_a_minute_after(due)) == 0


def test_what_changed_goes_along_with_what_comes(due: datetime, sam: User, coming: Session, letters: Letters) -> None:
    noor = coming.group.memberships.get(user__email="noor@example.org")
    call_off(session=coming, by=noor, now=due - timedelta(hours=1))
    now = half_a_minute_after(due)
    made_and_sent(now)
    [letter] = to_sam(letters)
    assert "does not take place" in letter.body
    assert letter.body.count("from 19:00") == 0
    assert letter.body.count("from 16:00 to 17:00") == 1
    assert not Notice.objects.filter(membership__user=sam, state=ReminderState.PENDING).exists()


def test_of_several_changes_of_one_thing_it_says_the_last(
    due: datetime, sam: User, coming: Session, letters: Letters
) -> None:
    noor = coming.group.memberships.get(user__email="noor@example.org")
    for days in (1, 2):
        move(session=coming, by=noor, starts_at=coming.starts_at + timedelta(days=days), now=due - timedelta(hours=1))
    made_and_sent(half_a_minute_after(due))
    [letter] = to_sam(letters)
    assert letter.body.count("has a new time") == 1
    mine = Notice.objects.filter(membership__user=sam, channel=Channel.MAIL)
    assert sorted(mine.values_list("state", flat=True)) == [ReminderState.DROPPED, ReminderState.SENT]


@pytest.mark.parametrize("change", ["left", "no mail", "gone"])
def test_what_is_not_wished_any_more_is_not_in_it(
    due: datetime, sam: User, cast: Cast, change: str, letters: Letters
) -> None:
    if change == "left":
        cast.group.memberships.filter(user=sam).update(state=State.LEFT, ended_at=due)
    else:
        wish = {"reminders_by_mail": False} if change == "no mail" else {"is_active": False}
        User.objects.filter(pk=sam.pk).update(**wish)
    made_and_sent(half_a_minute_after(due))
    assert letters == []
    assert set(Digest.objects.values_list("state", flat=True)) == {ReminderState.DROPPED}
    taken = waiting(sam).filter(due_at__lte=due + NET)
    assert set(taken.values_list("state", flat=True)) == {ReminderState.DROPPED}


def test_what_was_refused_by_itself_before_is_left_alone(due: datetime, sam: User, letters: Letters) -> None:
    refused = waiting(sam).filter(due_at__lte=due + NET).first()
    waiting(sam).filter(pk=refused.pk).update(attempts=1)
    made_and_sent(half_a_minute_after(due))
    refused.refresh_from_db()
    assert (refused.state, refused.lease) == (ReminderState.PENDING, None)
    assert len(letters) == 1


def test_one_that_dies_over_it_is_followed_by_one_who_says_the_same_and_no_more(
    due: datetime, sam: User, coming: Session, cast: Cast, letters: Letters
) -> None:
    now = half_a_minute_after(due)
    digests.make(now=now)
    lease, rows, taken = posting.claim(limit=20, now=now)
    [parcel] = posting._packed(lease, rows, taken, now=now)
    assert posting._try(parcel, lease)
    # Its mail is out, and the worker is gone. Then something else changes.
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=1), now=now)
    assert digests.post(limit=20, now=now + LEASE) == 0
    later = now + LEASE + timedelta(seconds=1)
    assert made_and_sent(later) == 1
    [letter] = to_sam(letters)
    assert letter.extra_headers["Message-ID"].startswith(f"<digest.{parcel.row.pk}@")
    assert "has a new time" not in letter.body
    assert Notice.objects.filter(membership__user=sam, channel=Channel.MAIL, state=ReminderState.PENDING).count() == 1
    assert Digest.objects.get().attempts == 2


def test_what_a_dead_worker_held_goes_to_nobody_by_itself_before_ten_minutes_are_over(
    due: datetime, sam: User, letters: Letters
) -> None:
    waiting(sam).filter(due_at=due + NET).update(due_at=due)
    now = half_a_minute_after(due)
    digests.make(now=now)
    posting.claim(limit=20, now=now)
    send_due(now=due + NET - timedelta(seconds=1))
    assert to_sam(letters) == []


def test_a_change_between_the_words_and_the_sending_is_seen(
    due: datetime, sam: User, coming: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    whole = posting._is_whole

    def then_it_changes(*args: Any) -> bool:
        monkeypatch.setattr(posting, "_is_whole", whole)
        move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=7), now=due)
        return whole(*args)

    monkeypatch.setattr(posting, "_is_whole", then_it_changes)
    now = half_a_minute_after(due)
    made_and_sent(now)
    assert to_sam(letters) == []
    digests.post(limit=20, now=now)
    [letter] = to_sam(letters)
    assert "from 16:00 to 17:00" in letter.body
    assert "is on Tuesday 19 May 2026, from 19:00 to 20:00" in letter.body
    assert letter.body.count("from 19:00") == 1


def test_a_change_of_mind_between_the_words_and_the_sending_is_seen(
    due: datetime, sam: User, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    whole = posting._is_whole

    def then_it_changes(*args: Any) -> bool:
        User.objects.filter(pk=sam.pk).update(reminders_by_mail=False, wishes_version=F("wishes_version") + 1)
        return whole(*args)

    monkeypatch.setattr(posting, "_is_whole", then_it_changes)
    made_and_sent(half_a_minute_after(due))
    assert letters == []
    assert not waiting(sam).filter(state=ReminderState.SENT).exists()


def test_a_session_that_moves_while_the_mail_is_under_way_is_told_anew(
    due: datetime, sam: User, coming: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    send_messages = EmailBackend.send_messages

    def moving(self: EmailBackend, messages: Any) -> int:
        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
        move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=7), now=due)
        return send_messages(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", moving)
    made_and_sent(half_a_minute_after(due))
    [_letter] = to_sam(letters)
    states = waiting(sam).filter(session=coming).values_list("state", flat=True)
    assert set(states) == {ReminderState.PENDING}
    assert set(waiting(sam).exclude(session=coming).values_list("state", flat=True)) == {ReminderState.SENT}


@pytest.mark.slow  # three tries, then each by itself
def test_a_refused_one_is_tried_again_parked_after_three_tries_and_its_parts_go_by_themselves(
    due: datetime, sam: User, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    from smtplib import SMTPServerDisconnected

    def refuse(self: EmailBackend, messages: Any) -> int:
        raise SMTPServerDisconnected

    now = half_a_minute_after(due)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        made_and_sent(now)
        assert Digest.objects.get().due_at == now + PAUSES[1]
        digests.post(limit=20, now=now + PAUSES[1])
        digests.post(limit=20, now=now + PAUSES[1] + PAUSES[2])
    row = Digest.objects.get()
    assert (row.state, row.attempts, row.reason) == (ReminderState.PARKED, MOST_TRIES, "SMTPServerDisconnected")
    assert set(waiting(sam).values_list("attempts", "lease")) == {(0, None)}
    send_due(now=now + PAUSES[1] + PAUSES[2])
    assert len(to_sam(letters)) == 4


def test_while_the_mail_server_is_away_nothing_is_lost_and_no_try_is_counted(
    due: datetime, sam: User, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    now = half_a_minute_after(due)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", lambda self: (_ for _ in ()).throw(ConnectionRefusedError()), raising=False)
        assert [made_and_sent(now + timedelta(minutes=n)) for n in range(3)] == [0, 0, 0]
    assert made_and_sent(now + timedelta(minutes=4)) == 1
    assert len(letters) == 1
    assert Digest.objects.get().attempts == 1


@pytest.mark.slow  # four mails, by the task
def test_the_task_makes_and_sends_until_nothing_is_due(cast: Cast, letters: Letters) -> None:
    from django.utils import timezone

    now = timezone.now()
    hour_ago = timezone.localtime(now - timedelta(hours=1)).time().replace(microsecond=0)
    User.objects.update(quiet_from=None, quiet_to=None, time_zone="UTC", digest_at=hour_ago)
    meeting(cast.group, starts_at=now + timedelta(days=3, minutes=1))
    plan(now=now)
    Reminder.objects.update(due_at=now - timedelta(hours=1))
    tasks.send_digests(anything="else")
    tasks.send_digests()
    assert len(letters) == 4
    assert set(waiting(cast.sam).values_list("state", flat=True)) == {ReminderState.SENT}
