"""Everybody who has a seat is told twice before a session, by each way, in rows that are made once."""

from datetime import UTC, datetime, timedelta

import pytest

from groups.membership.models import State
from groups.people.models import User
from groups.people.wishes import Channel
from groups.reminders import tasks
from groups.reminders.actions import plan, send_due
from groups.reminders.models import Reminder, ReminderKind, ReminderPlan, ReminderState
from groups.schedule.actions.sessions import cancel, move
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from tests.cast import Cast, meeting, membership

SEATED = 4
HOLD = 2
ROWS = SEATED * 2 * 2 + HOLD
"""People × notes × ways; whoever held it looks back on it, on their page."""


def due_times(name: str, cast: Cast, channel: str = Channel.IN_APP) -> list[datetime]:
    rows = Reminder.objects.filter(membership=cast.seat(name), channel=channel).exclude(kind=ReminderKind.DEBRIEF)
    return list(rows.order_by("due_at", "pk").values_list("due_at", flat=True))


def test_everybody_facilitators_too_is_told_three_days_and_one_day_before(
    coming: Session, cast: Cast, now: datetime
) -> None:
    assert plan(now=now) == ROWS
    for name in ("sam", "noor"):
        for channel in (Channel.MAIL, Channel.IN_APP):
            assert due_times(name, cast, channel) == [
                coming.starts_at - timedelta(days=3),
                coming.starts_at - timedelta(days=1),
            ]
    assert set(Reminder.objects.values_list("state", "session_version")) == {(ReminderState.PENDING, 1)}


def test_a_run_over_nothing_new_asks_two_queries(
    coming: Session, cast: Cast, now: datetime, django_assert_num_queries
) -> None:
    later = now + timedelta(minutes=10)
    plan(now=later)
    # What is new; and whether somebody has written a word to themselves.
    with django_assert_num_queries(2):
        assert plan(now=later + timedelta(minutes=1)) == 0


@pytest.mark.parametrize("sessions", [1, 20])
def test_planning_many_sessions_takes_no_more_queries_than_planning_one(
    cast: Cast, now: datetime, sessions: int, django_assert_max_num_queries
) -> None:
    for hour in range(sessions):
        meeting(cast.group, starts_at=now + timedelta(days=4, hours=hour))
    # What is new; sessions, rules, seats, holders, words, rows (SQLite takes them in portions), plans; savepoints.
    with django_assert_max_num_queries(14 + sessions * ROWS // 70):
        assert plan(now=now) == sessions * ROWS
    assert Reminder.objects.count() == sessions * ROWS


def test_who_joins_later_gets_what_is_still_to_come_and_nobody_gets_it_twice(
    coming: Session, cast: Cast, now: datetime
) -> None:
    plan(now=now)
    late = coming.starts_at - timedelta(days=2)
    newcomer = membership(cast.group, cast.olu, now=late)
    plan(now=late + timedelta(seconds=30))
    assert set(Reminder.objects.filter(membership=newcomer).values_list("kind", flat=True)) == {ReminderKind.ONE_DAY}
    assert Reminder.objects.count() == ROWS + 2
    assert plan(now=late + timedelta(minutes=6)) == 0
    assert plan(now=late + timedelta(minutes=7)) == 0


def test_somebody_who_has_left_is_not_told(coming: Session, cast: Cast, now: datetime) -> None:
    sam = cast.seat("sam")
    sam.state, sam.ended_at = State.LEFT, now
    sam.save()
    plan(now=now)
    assert not Reminder.objects.filter(membership=sam).exists()


def test_nothing_is_planned_for_what_is_far_past_or_called_off(cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now + timedelta(days=11))
    meeting(cast.group, starts_at=now - timedelta(minutes=1))
    off = meeting(cast.group, starts_at=now + timedelta(days=4))
    cancel(session=off, by=Hand.facilitator(cast.seat("noor")), now=now)
    assert plan(now=now) == 0


def test_a_session_that_was_moved_behind_our_back_has_its_rows_rewritten(
    coming: Session, cast: Cast, now: datetime
) -> None:
    plan(now=now)
    move(
        session=coming, by=Hand.facilitator(cast.seat("noor")), starts_at=coming.starts_at + timedelta(days=1), now=now
    )
    plan(now=now)
    assert set(Reminder.objects.values_list("session_version", flat=True)) == {2}
    assert due_times("sam", cast)[1] == coming.starts_at - timedelta(days=1)
    assert set(ReminderPlan.objects.values_list("version", flat=True)) == {2}


@pytest.mark.parametrize("start", ["2026-03-30T18:00", "2026-10-26T19:00"])
def test_a_change_of_the_clocks_moves_no_note(cast: Cast, start: str) -> None:
    User.objects.update(time_zone="Europe/London")
    session = meeting(cast.group, starts_at=datetime.fromisoformat(start).replace(tzinfo=UTC))
    plan(now=session.starts_at - timedelta(days=5))
    first, second = due_times("sam", cast)
    assert {abs(session.starts_at - first - timedelta(days=3)), session.starts_at - second - timedelta(days=1)} == {
        timedelta(hours=1),
        timedelta(0),
    }


def test_a_zone_that_nobody_knows_any_more_keeps_nobody_else_waiting(
    coming: Session, cast: Cast, now: datetime
) -> None:
    User.objects.filter(pk=cast.sam.pk).update(time_zone="Mars/Olympus")
    assert plan(now=now) == ROWS
    assert send_due(now=coming.starts_at - timedelta(days=3)) == 2 * SEATED


def test_the_task_plans_and_may_run_twice(cast: Cast) -> None:
    from django.utils import timezone

    meeting(cast.group, starts_at=timezone.now() + timedelta(days=4))
    tasks.plan(anything="else")
    tasks.plan()
    assert Reminder.objects.count() == ROWS
