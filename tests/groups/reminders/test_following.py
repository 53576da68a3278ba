"""Reminders follow their session in the moment in which people are told of a change, however far it moves."""

from datetime import datetime, timedelta

from django.core import mail as django_mail

from groups.reminders.actions import plan, send_due, tell_changes
from groups.reminders.models import Reminder, ReminderKind, ReminderState
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from tests.cast import Cast
from tests.groups.reminders.telling import call_off, move

Letters = list[django_mail.EmailMultiAlternatives]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def test_reminders_follow_a_session_however_far_it_moves(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + 30 * DAY, now=now)
    waiting = Reminder.objects.filter(state=ReminderState.PENDING)
    to_come = waiting.exclude(kind=ReminderKind.DEBRIEF)
    assert {row.due_at for row in to_come} == {coming.starts_at - 3 * DAY, coming.starts_at - DAY}
    call_off(session=coming, by=cast.seat("noor"), now=now)
    assert not waiting.all().exists()


def test_brought_back_it_is_reminded_of_again(coming: Session, cast: Cast, now: datetime, letters: Letters) -> None:
    noor = Hand.facilitator(cast.seat("noor"))
    plan(now=now)
    call_off(session=coming, by=cast.seat("noor"), now=now)
    send_due(now=now)
    sessions.restore(session=coming, by=noor, now=now + MINUTE)
    tell_changes(now=now + MINUTE)
    letters.clear()
    send_due(now=now + MINUTE)
    assert sorted(letter.to[0][:3] for letter in letters) == ["ana", "idr", "sam"]
    assert "takes place after all" in letters[0].body
    assert Reminder.objects.filter(state=ReminderState.PENDING).exclude(kind=ReminderKind.DEBRIEF).count() == 16
