"""Days with one mail each: with the jobs as they run, minute by minute, nothing is lost and nothing comes twice."""

from collections import Counter
from datetime import datetime, time, timedelta

import pytest
from django.core import mail as django_mail

from groups.people.models import User
from groups.people.wishes import Channel
from groups.reminders.actions import plan, send_digests, send_due, tell_changes
from groups.reminders.models import Digest, Notice, Reminder, ReminderState
from groups.schedule.models import Session
from tests.cast import Cast, meeting
from tests.groups.reminders.telling import call_off, move

Letters = list[django_mail.EmailMultiAlternatives]

pytestmark = pytest.mark.slow  # days, some minutes at a time


@pytest.fixture
def sam(cast: Cast, coming: Session) -> User:
    User.objects.filter(pk=cast.sam.pk).update(digest_at=time(20))
    return User.objects.get(pk=cast.sam.pk)


def run(since: datetime, until: datetime, *, every: timedelta = timedelta(minutes=5)) -> None:
    """The jobs, as beat calls them."""
    now = since
    while now <= until:
        tell_changes(now=now)
        plan(now=now)
        send_due(now=now)
        send_digests(now=now + timedelta(seconds=35))
        now += every


def to_sam(letters: Letters) -> Letters:
    return [letter for letter in letters if letter.to == ["sam@example.org"]]


def mails_of(person: User) -> list[Reminder]:
    return list(Reminder.objects.filter(membership__user=person, channel=Channel.MAIL).order_by("due_at", "pk"))


def test_sessions_of_several_days_come_in_one_mail_a_day(
    sam: User, coming: Session, now: datetime, letters: Letters
) -> None:
    for hours in (-5, -3, 24):
        meeting(coming.group, starts_at=coming.starts_at + timedelta(hours=hours))
    run(now + timedelta(hours=20), coming.starts_at + timedelta(days=1), every=timedelta(minutes=60))
    assert {row.state for row in mails_of(sam)} == {ReminderState.SENT}
    assert len(mails_of(sam)) == 8
    # At eight in the evening of London.
    days = [row.day.day for row in Digest.objects.order_by("day")]
    assert days == [9, 10, 11, 12]
    assert len(to_sam(letters)) == 4
    sent = Counter(row.sent_at.replace(second=0) for row in mails_of(sam) if row.sent_at)
    assert sorted((moment.day, moment.hour, moment.minute, n) for moment, n in sent.items()) == [
        (9, 19, 0, 3),
        (10, 19, 0, 1),
        (11, 19, 0, 3),
        (12, 19, 0, 1),
    ]


def test_what_would_come_too_late_goes_by_itself_at_once(
    sam: User, coming: Session, now: datetime, letters: Letters
) -> None:
    # Eight in the evening is after the session: the note of the day before would come when it is over.
    User.objects.filter(pk=sam.pk).update(digest_at=time(18, 30))
    run(coming.starts_at - timedelta(days=1, hours=1), coming.starts_at, every=timedelta(minutes=30))
    [second] = [row for row in mails_of(sam) if row.kind == "one_day"]
    assert second.sent_at == coming.starts_at - timedelta(days=1)
    assert not Digest.objects.filter(state=ReminderState.SENT, day=coming.starts_at.date()).exists()


def test_news_waits_for_the_mail_of_the_day_unless_it_is_needed_before(
    sam: User, coming: Session, cast: Cast, now: datetime, letters: Letters
) -> None:
    noor = cast.seat("noor")
    far = coming.starts_at - timedelta(days=2)
    move(session=coming, by=noor, starts_at=coming.starts_at + timedelta(hours=1), now=far)
    run(far, far + timedelta(minutes=50))
    assert to_sam(letters) == []
    run(far + timedelta(hours=1), far + timedelta(hours=1, minutes=30))
    assert [letter.subject for letter in to_sam(letters)] == ["Evenings: your notes of today"]
    coming.refresh_from_db()
    near = coming.starts_at - timedelta(hours=3)
    call_off(session=coming, by=noor, now=near)
    run(near, near + timedelta(minutes=10))
    assert len(to_sam(letters)) == 2
    assert "does not take place" in to_sam(letters)[1].subject
    assert not Notice.objects.filter(membership__user=sam, state=ReminderState.PENDING).exists()


def test_when_no_worker_ran_for_hours_what_is_still_of_use_comes_in_one_mail(
    sam: User, coming: Session, now: datetime, letters: Letters
) -> None:
    meeting(coming.group, starts_at=coming.starts_at - timedelta(hours=3))
    eight = coming.starts_at - timedelta(days=3) + timedelta(hours=1)
    run(eight - timedelta(hours=4), eight - timedelta(minutes=10), every=timedelta(minutes=15))
    waiting = [row for row in mails_of(sam) if row.kind == "three_days"]
    assert {row.state for row in waiting} == {ReminderState.PENDING}
    send_digests(now=eight + timedelta(hours=1))
    send_due(now=eight + timedelta(hours=1))
    assert [letter.subject for letter in to_sam(letters)] == ["Evenings: your notes of today"]


def test_who_ends_it_hears_singly_again(sam: User, coming: Session, now: datetime, letters: Letters) -> None:
    run(coming.starts_at - timedelta(days=3, hours=1), coming.starts_at - timedelta(days=3) + timedelta(minutes=30))
    assert to_sam(letters) == []
    User.objects.filter(pk=sam.pk).update(digest_at=None)
    run(coming.starts_at - timedelta(days=3, minutes=-35), coming.starts_at - timedelta(days=3) + timedelta(hours=2))
    [letter] = to_sam(letters)
    assert letter.subject == "Evenings: Tuesday 12 May, 19:00"
    assert not Digest.objects.exists()
