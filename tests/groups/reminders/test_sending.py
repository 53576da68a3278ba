"""What is due is sent: once on the page, at least once by mail, and never what is no longer true or wished."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend

from groups.membership.models import State
from groups.people import said
from groups.people.models import User
from groups.people.planning import LEASE
from groups.people.wishes import Channel, Topic
from groups.reminders import delivery, tasks
from groups.reminders.actions import follow_wishes, plan, send_due
from groups.reminders.models import Notice, Reminder, ReminderKind, ReminderState
from groups.schedule.actions import answers, sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Answer, Session
from tests.cast import Cast, meeting
from tests.groups.reminders.telling import call_off, move

Letters = list[django_mail.EmailMultiAlternatives]


def rows(cast: Cast, name: str, **given: Any) -> list[Reminder]:
    return list(Reminder.objects.filter(membership=cast.seat(name), **given).order_by("due_at", "pk"))


def states(cast: Cast, name: str, channel: str = Channel.MAIL) -> list[str]:
    return [row.state for row in rows(cast, name, channel=channel)]


def mailed_to(letters: Letters, name: str) -> int:
    return sum(letter.to == [f"{name}@example.org"] for letter in letters)


@pytest.fixture
def due(coming: Session, now: datetime) -> datetime:
    """Planned, and one day before the session: both notes are due."""
    plan(now=now)
    return coming.starts_at - timedelta(days=1)


def test_everybody_hears_by_both_ways_once(due: datetime, cast: Cast, letters: Letters) -> None:
    three_days = due - timedelta(days=2)
    assert send_due(now=three_days) == 8
    assert send_due(now=three_days + timedelta(minutes=5)) == 0
    assert sorted(letter.to[0] for letter in letters) == [f"{n}@example.org" for n in ("ana", "idris", "noor", "sam")]
    for name in ("sam", "ana", "noor", "idris"):
        [shown] = rows(cast, name, channel=Channel.IN_APP, state=ReminderState.SENT)
        assert (shown.kind, shown.sent_at, shown.lease) == (ReminderKind.THREE_DAYS, three_days, None)


def test_nothing_is_sent_before_its_time(due: datetime, letters: Letters) -> None:
    assert send_due(now=due - timedelta(days=2, seconds=1)) == 0
    assert letters == []


def test_a_batch_is_claimed_by_one_worker(due: datetime) -> None:
    mine, taken = delivery.claim(channel=Channel.MAIL, limit=100, now=due)
    _other, left = delivery.claim(channel=Channel.MAIL, limit=100, now=due)
    assert (len(taken), left) == (8, [])
    assert {row.lease for row in Reminder.objects.filter(channel=Channel.MAIL)} == {mine}


def test_what_a_worker_that_died_held_is_sent_after_a_minute(due: datetime, letters: Letters) -> None:
    delivery.claim(channel=Channel.MAIL, limit=100, now=due)
    send_due(now=due + timedelta(seconds=30))
    assert letters == []
    send_due(now=due + LEASE + timedelta(seconds=1))
    assert len(letters) == 8


def test_a_worker_that_held_it_too_long_marks_nothing(due: datetime) -> None:
    late, _rows = delivery.claim(channel=Channel.IN_APP, limit=100, now=due)
    delivery.claim(channel=Channel.IN_APP, limit=100, now=due + LEASE + timedelta(seconds=1))
    assert delivery.held(late).update(state=ReminderState.SENT, sent_at=due) == 0


@pytest.mark.parametrize("change", ["cancel", "move", "move_and_back"])
def test_a_worker_that_claimed_before_a_change_sends_nothing_of_the_old_time(
    due: datetime, coming: Session, cast: Cast, change: str, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    sorted_out = delivery.sorted_out
    noor = cast.seat("noor")

    def then_it_changes(*args: Any, **kwargs: Any) -> list[Reminder]:
        ready = sorted_out(*args, **kwargs)
        monkeypatch.setattr(delivery, "sorted_out", sorted_out)
        assert len(ready) == 8
        if change == "cancel":
            call_off(session=coming, by=noor, now=due)
            return ready
        move(session=coming, by=noor, starts_at=coming.starts_at + timedelta(days=7), now=due)
        if change == "move_and_back":
            move(session=coming, by=noor, starts_at=coming.starts_at - timedelta(days=7), now=due)
        return ready

    monkeypatch.setattr(delivery, "sorted_out", then_it_changes)
    delivery.post(limit=100, now=due)
    assert letters == []
    assert not Reminder.objects.filter(state=ReminderState.SENT).exists()


def test_a_mail_that_was_under_way_while_the_session_moved_is_sent_again_with_the_new_time(
    due: datetime, coming: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, letters: Letters
) -> None:
    send_messages = EmailBackend.send_messages

    def moving(self: EmailBackend, messages: Any) -> int:
        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
        move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=7), now=due)
        return send_messages(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", moving)
    delivery.post(limit=1, now=due)
    assert len(letters) == 1
    assert not Reminder.objects.filter(state=ReminderState.SENT).exists()
    send_due(now=coming.starts_at - timedelta(days=3))
    ids = [letter.extra_headers["Message-ID"] for letter in letters]
    assert len(set(ids)) == len(ids)


def test_called_off_nothing_of_it_is_sent_but_the_news(
    due: datetime, coming: Session, cast: Cast, letters: Letters
) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=due - timedelta(days=2))
    send_due(now=due - timedelta(days=2))
    send_due(now=due)
    assert not Reminder.objects.filter(state=ReminderState.SENT).exists()
    assert sorted(letter.to[0][:4] for letter in letters) == ["ana@", "idri", "sam@"]
    assert not Reminder.objects.filter(state=ReminderState.PENDING).exists()


def test_news_of_a_session_called_off_shortly_before_still_goes_out(
    coming: Session, cast: Cast, letters: Letters
) -> None:
    moment = coming.starts_at - timedelta(minutes=2)
    call_off(session=coming, by=cast.seat("noor"), now=moment)
    send_due(now=coming.starts_at)
    assert len(letters) == 3


def test_moved_twice_each_is_told_once_with_the_last_time(
    due: datetime, coming: Session, cast: Cast, letters: Letters
) -> None:
    noor, moment = cast.seat("noor"), due - timedelta(days=2, hours=1)
    for days in (1, 2):
        moment += timedelta(minutes=1)
        move(session=coming, by=noor, starts_at=coming.starts_at + timedelta(days=days), now=moment)
    send_due(now=moment)
    assert len(letters) == 3
    for words in ("What was planned for Tuesday 12 May 2026, 19:00", "is on Friday 15 May 2026, from 19:00 to 20:00"):
        assert words in letters[0].body
    sams = Notice.objects.filter(membership=cast.seat("sam"), channel=Channel.MAIL).order_by("change__made_at", "pk")
    assert sorted(sams.values_list("state", flat=True)) == [ReminderState.DROPPED, ReminderState.SENT]


def test_moved_again_after_the_news_they_hear_again(
    due: datetime, coming: Session, cast: Cast, letters: Letters
) -> None:
    noor, moment = cast.seat("noor"), due - timedelta(days=2, hours=1)
    for _ in range(2):
        move(session=coming, by=noor, starts_at=coming.starts_at + timedelta(days=1), now=moment)
        send_due(now=moment)
    assert mailed_to(letters, "sam") == 2
    assert len({letter.extra_headers["Message-ID"] for letter in letters}) == 6


def test_moving_takes_the_notes_along(due: datetime, coming: Session, cast: Cast) -> None:
    send_due(now=due - timedelta(days=2))
    new = coming.starts_at + timedelta(days=2)
    move(session=coming, by=cast.seat("noor"), starts_at=new, now=due - timedelta(days=1))
    before = rows(cast, "sam", channel=Channel.MAIL, kind__in=["three_days", "one_day"])
    # Three days before the new time is still to come, so that is said again.
    assert [(row.state, row.due_at) for row in before] == [
        (ReminderState.PENDING, new - timedelta(days=3)),
        (ReminderState.PENDING, new - timedelta(days=1)),
    ]


def test_moved_so_near_that_a_notes_time_is_gone_it_is_dropped(due: datetime, coming: Session, cast: Cast) -> None:
    moment = due - timedelta(days=2, hours=2)
    move(session=coming, by=cast.seat("noor"), starts_at=moment + timedelta(hours=5), now=moment)
    assert {row.state for row in rows(cast, "sam", kind__in=["three_days", "one_day"])} == {ReminderState.DROPPED}


def test_who_has_left_hears_nothing_more(due: datetime, cast: Cast, letters: Letters) -> None:
    sam = cast.seat("sam")
    sam.state, sam.ended_at = State.LEFT, due
    sam.save()
    send_due(now=due)
    assert mailed_to(letters, "sam") == 0
    assert set(states(cast, "sam") + states(cast, "sam", Channel.IN_APP)) == {ReminderState.DROPPED}


def test_who_leaves_while_the_batch_is_held_gets_no_mail(due: datetime, cast: Cast, letters: Letters) -> None:
    lease, taken = delivery.claim(channel=Channel.MAIL, limit=100, now=due)
    sam = cast.seat("sam")
    sam.state, sam.ended_at = State.LEFT, due
    sam.save()
    assert {row.pk for row in taken if delivery._step(row, lease, done=None, now=due)} == {
        row.pk for row in taken if row.membership_id != sam.pk
    }


def test_a_mail_that_is_out_is_marked_though_the_next_is_not_wished_any_more(due: datetime, cast: Cast) -> None:
    lease, taken = delivery.claim(channel=Channel.MAIL, limit=100, now=due)
    sam = next(row for row in taken if row.membership == cast.seat("sam"))
    ana = next(row for row in taken if row.membership == cast.seat("ana"))
    assert delivery._step(ana, lease, done=None, now=due)
    said.leave_out(user_id=cast.sam.pk, topic=Topic.SECOND, ways=[Channel.MAIL])
    assert not delivery._step(sam, lease, done=ana, now=due)
    ana.refresh_from_db()
    assert (ana.state, ana.sent_at, ana.attempts) == (ReminderState.SENT, due, 1)


def test_a_mail_whose_session_moved_is_not_marked_though_the_next_goes_out(
    due: datetime, coming: Session, cast: Cast, now: datetime
) -> None:
    other = meeting(cast.group, starts_at=coming.starts_at + timedelta(hours=2))
    plan(now=now)
    later = due + timedelta(hours=2)
    lease, taken = delivery.claim(channel=Channel.MAIL, limit=100, now=later)
    done = next(row for row in taken if row.session == coming)
    following = next(row for row in taken if row.session == other)
    assert delivery._step(done, lease, done=None, now=later)
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=7), now=later)
    assert delivery._step(following, lease, done=done, now=later)
    done.refresh_from_db()
    following.refresh_from_db()
    assert (done.state, done.session_version, following.attempts) == (ReminderState.PENDING, 2, 1)


@pytest.mark.parametrize("wish", [{"reminders_by_mail": False}, {"is_active": False}])
def test_a_change_of_mind_counts_at_once(due: datetime, cast: Cast, wish: dict[str, bool], letters: Letters) -> None:
    User.objects.filter(pk=cast.sam.pk).update(**wish)
    send_due(now=due)
    assert mailed_to(letters, "sam") == 0
    shown = ReminderState.SENT if cast.sam.is_active and "is_active" not in wish else ReminderState.DROPPED
    assert states(cast, "sam", Channel.IN_APP) == [shown, shown]


def test_mail_that_is_wished_again_comes(coming: Session, cast: Cast, now: datetime, letters: Letters) -> None:
    said.keep(user_id=cast.sam.pk, changes={"reminders_by_mail": False})
    plan(now=now)
    said.keep(user_id=cast.sam.pk, changes={"reminders_by_mail": True})
    follow_wishes(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    assert mailed_to(letters, "sam") == 1


def test_who_said_not_today_is_not_reminded_but_hears_news(
    due: datetime, coming: Session, cast: Cast, letters: Letters
) -> None:
    sam = cast.seat("sam")
    answers.answer(session=coming, membership=sam, answer=Answer.NOT_TODAY, now=due)
    send_due(now=due)
    assert mailed_to(letters, "sam") == 0
    call_off(session=coming, by=cast.seat("noor"), now=due)
    send_due(now=due)
    assert mailed_to(letters, "sam") == 1


def test_new_quiet_hours_hold_for_what_was_planned_before(due: datetime, cast: Cast, letters: Letters) -> None:
    User.objects.filter(pk=cast.sam.pk).update(quiet_from=time(18), quiet_to=time(20))
    send_due(now=due)
    assert mailed_to(letters, "sam") == 0
    send_due(now=due + timedelta(hours=1))
    assert mailed_to(letters, "sam") == 2


def test_too_late_is_worse_than_never(due: datetime, coming: Session, cast: Cast, letters: Letters) -> None:
    send_due(now=coming.starts_at + timedelta(minutes=11))
    assert letters == []
    assert set(states(cast, "sam") + states(cast, "sam", Channel.IN_APP)) == {ReminderState.EXPIRED}


def test_a_session_changed_behind_our_back_waits_for_the_planner(
    due: datetime, coming: Session, cast: Cast, letters: Letters
) -> None:
    sessions.move(
        session=coming, by=Hand.facilitator(cast.seat("noor")), starts_at=coming.starts_at + timedelta(days=1), now=due
    )
    send_due(now=due)
    assert letters == []
    plan(now=due)
    send_due(now=due + timedelta(days=1))
    assert mailed_to(letters, "sam") == 1


def test_the_task_sends_until_nothing_is_due(cast: Cast, letters: Letters) -> None:
    from django.utils import timezone

    now = timezone.now()
    User.objects.update(quiet_from=None, quiet_to=None)
    meeting(cast.group, starts_at=now + timedelta(days=3, minutes=1))
    plan(now=now)
    Reminder.objects.update(due_at=now)
    tasks.send_due(anything="else")
    tasks.send_due()
    assert len(letters) == 8
    # Of a session that was not held nobody looks back.
    held = Reminder.objects.exclude(kind=ReminderKind.DEBRIEF)
    assert set(held.values_list("state", flat=True)) == {ReminderState.SENT}


def test_a_batch_asks_no_more_queries_when_it_is_larger(
    coming: Session, cast: Cast, now: datetime, django_assert_max_num_queries
) -> None:
    for hour in range(1, 6):
        meeting(cast.group, starts_at=coming.starts_at + timedelta(hours=hour))
    plan(now=now)
    with django_assert_max_num_queries(10):
        assert delivery.show(limit=500, now=coming.starts_at - timedelta(hours=2)) == 48
