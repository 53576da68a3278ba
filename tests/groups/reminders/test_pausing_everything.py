"""A pause of everything: nothing is mailed, everything stands on the page, and what still helps goes when it ends."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from groups.people import actions as people
from groups.people.letters import write_to
from groups.people.models import Letter, LetterKind, LetterState, User
from groups.people.wishes import Channel
from groups.reminders.actions import follow_wishes, plan, send_due, tell_changes
from groups.reminders.models import Notice, Reminder, ReminderState
from groups.schedule.models import Session
from tests.cast import Cast, meeting
from tests.groups.reminders.telling import move

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
PAUSED_UNTIL = NOON + timedelta(days=7)


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def cast(cast: Cast) -> Cast:
    User.objects.update(quiet_from=None, quiet_to=None)
    return cast


def to_sam(cast: Cast) -> int:
    """Mails that reached Sam."""
    return sum(cast.sam.email in one.to for one in mail.outbox)


def everything_due(cast: Cast, *, now: datetime) -> None:
    follow_wishes(now=now)
    tell_changes(now=now)
    send_due(now=now)
    people.send_letters(now=now)


def letter(cast: Cast, *, now: datetime, expires_at: datetime | None = None, is_urgent: bool = False) -> Letter:
    about = uuid.uuid4()
    write_to(
        user=cast.sam,
        kind=LetterKind.ANSWER,
        about=about,
        path="/",
        now=now,
        expires_at=expires_at,
        is_urgent=is_urgent,
    )
    return Letter.objects.get(about=about)


@pytest.fixture
def far(cast: Cast, now: datetime) -> Session:
    """A session after the pause; its first note falls into it."""
    session = meeting(cast.group, starts_at=now + timedelta(days=9))
    plan(now=now)
    return session


def state(cast: Cast, session: Session, kind: str, channel: str) -> str:
    return Reminder.objects.get(membership=cast.seat("sam"), session=session, kind=kind, channel=channel).state


def test_a_note_waits_for_the_end_and_stands_on_the_page_at_once(cast: Cast, far: Session, now: datetime) -> None:
    people.rest(user=cast.sam, until=PAUSED_UNTIL, now=now)
    due = now + timedelta(days=6)
    everything_due(cast, now=due)
    assert state(cast, far, "three_days", Channel.IN_APP) == ReminderState.SENT
    assert state(cast, far, "three_days", Channel.MAIL) == ReminderState.PENDING
    assert to_sam(cast) == 0
    everything_due(cast, now=PAUSED_UNTIL + timedelta(minutes=1))
    assert state(cast, far, "three_days", Channel.MAIL) == ReminderState.SENT
    assert to_sam(cast) == 1


def test_what_ends_before_its_day_lets_go_what_waits(cast: Cast, far: Session, now: datetime) -> None:
    people.rest(user=cast.sam, until=PAUSED_UNTIL, now=now)
    due = now + timedelta(days=6)
    everything_due(cast, now=due)
    people.end_rest(user=cast.sam)
    everything_due(cast, now=due + timedelta(minutes=1))
    assert state(cast, far, "three_days", Channel.MAIL) == ReminderState.SENT
    assert to_sam(cast) == 1
    everything_due(cast, now=due + timedelta(minutes=2))
    assert to_sam(cast) == 1


def test_what_helps_no_more_when_it_ends_is_not_sent(cast: Cast, now: datetime) -> None:
    near = meeting(cast.group, starts_at=now + timedelta(days=5))
    plan(now=now)
    people.rest(user=cast.sam, until=PAUSED_UNTIL, now=now)
    everything_due(cast, now=near.starts_at - timedelta(days=1))
    everything_due(cast, now=PAUSED_UNTIL + timedelta(minutes=1))
    assert state(cast, near, "one_day", Channel.IN_APP) == ReminderState.SENT
    assert state(cast, near, "one_day", Channel.MAIL) == ReminderState.EXPIRED
    assert to_sam(cast) == 0


def test_news_waits_too_and_others_hear_at_once(cast: Cast, far: Session, now: datetime) -> None:
    people.rest(user=cast.sam, until=PAUSED_UNTIL, now=now)
    move(session=far, by=cast.seat("noor"), starts_at=far.starts_at + timedelta(hours=1), now=now)
    everything_due(cast, now=now + timedelta(minutes=1))
    assert to_sam(cast) == 0
    assert sum(cast.ana.email in one.to for one in mail.outbox) == 1
    assert Notice.objects.get(membership=cast.seat("sam"), channel=Channel.IN_APP).state == ReminderState.SENT
    people.end_rest(user=cast.sam)
    everything_due(cast, now=now + timedelta(minutes=3))
    assert to_sam(cast) == 1


@pytest.mark.parametrize("is_urgent", [False, True])
def test_letters_wait_whatever_they_are_about(cast: Cast, now: datetime, is_urgent: bool) -> None:
    people.rest(user=cast.sam, until=PAUSED_UNTIL, now=now)
    waits = letter(cast, now=now, is_urgent=is_urgent)
    over = letter(cast, now=now, expires_at=now + timedelta(days=1), is_urgent=is_urgent)
    people.send_letters(now=now)
    assert to_sam(cast) == 0
    assert Letter.objects.get(pk=over.pk).state == LetterState.EXPIRED
    people.send_letters(now=PAUSED_UNTIL)
    assert Letter.objects.get(pk=waits.pk).state == LetterState.SENT
    assert to_sam(cast) == 1


def test_a_letter_goes_at_once_when_the_pause_is_ended(cast: Cast, now: datetime) -> None:
    people.rest(user=cast.sam, until=PAUSED_UNTIL, now=now)
    letter(cast, now=now)
    people.send_letters(now=now)
    people.end_rest(user=cast.sam)
    people.send_letters(now=now + timedelta(minutes=1))
    assert to_sam(cast) == 1


def test_one_tap_that_ends_a_kind_takes_its_mail_along_and_leaves_the_others(
    cast: Cast, far: Session, now: datetime
) -> None:
    people.hear_no_more(user=cast.sam, topic="first", ways=[Channel.MAIL])
    everything_due(cast, now=now + timedelta(days=6))
    assert state(cast, far, "three_days", Channel.IN_APP) == ReminderState.SENT
    assert to_sam(cast) == 0
    everything_due(cast, now=now + timedelta(days=8))
    assert state(cast, far, "one_day", Channel.MAIL) == ReminderState.SENT
    assert to_sam(cast) == 1
