"""After sessions that somebody did not come to: who is written to, and who never is."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from groups.membership import actions as membership
from groups.membership.models import Membership, State, SupportGroup
from groups.people.models import PushDevice, User
from groups.people.quiet import Clock
from groups.reminders import returning, returns
from groups.reminders.models import Heard, Reminder, ReminderState, ReturnWord
from groups.reminders.returning import AFTER, QUESTION
from groups.schedule.actions.attendance import settle_attendance
from groups.schedule.models import Answer, Attendance, SessionState, Usual
from tests.cast import Cast, client_of
from tests.cast import membership as seat_of
from tests.groups.reminders.evenings import (
    END,
    START,
    WEEK,
    evening,
    everybody_has_been_here,
    kinds,
    say,
    sent,
    took_place,
)


@pytest.fixture
def now() -> datetime:
    """The evening of the first session, when it is over."""
    return END + timedelta(minutes=1)


@pytest.fixture
def agreed(cast: Cast) -> Cast:
    return everybody_has_been_here(cast)


def test_one_note_then_one_question_then_nothing(agreed: Cast) -> None:
    said = []
    for week in range(5):
        session = took_place(agreed, week, came=("ana",))
        returns.after_sessions(now=evening(week))
        said.append(kinds(session))
        sent(session)
    assert said == [{AFTER}, {QUESTION}, set(), set(), set()]
    assert set(Reminder.objects.values_list("membership", flat=True)) == {agreed.seat("sam").pk}


def test_it_comes_by_the_ways_that_they_wish_at_the_groups_hour_on_their_clock(agreed: Cast, now: datetime) -> None:
    SupportGroup.objects.update(after_days=2, after_at=time(9, 30))
    User.objects.filter(pk=agreed.sam.pk).update(time_zone="America/New_York", wishes={"after": {"by": ["mail"]}})
    took_place(agreed)
    returns.after_sessions(now=now)
    row = Reminder.objects.get()
    assert (row.channel, row.due_at) == ("mail", datetime(2026, 5, 14, 13, 30, tzinfo=UTC))


def test_a_device_is_rung_only_where_there_is_one(agreed: Cast, now: datetime) -> None:
    User.objects.filter(pk=agreed.sam.pk).update(wishes={"after": {"by": ["push", "in_app"]}})
    first = took_place(agreed)
    returns.after_sessions(now=now)
    assert set(first.reminders.values_list("channel", flat=True)) == {"in_app"}
    given = {"endpoint": "https://push.example/1", "endpoint_hash": "1", "keys": "{}", "made_at": now}
    PushDevice.objects.create(user=agreed.sam, **given)
    second = took_place(agreed, 1)
    returns.after_sessions(now=evening(1))
    assert set(second.reminders.values_list("channel", flat=True)) == {"in_app", "push"}


def test_a_second_run_makes_nothing_more(agreed: Cast, now: datetime) -> None:
    took_place(agreed)
    assert returns.after_sessions(now=now) == 2
    assert returns.after_sessions(now=now) == 0
    assert Reminder.objects.count() == 2


def test_both_sessions_of_a_day_in_one_run_count_one_after_the_other(agreed: Cast) -> None:
    first, second = took_place(agreed, 0), took_place(agreed, 1)
    returns.after_sessions(now=evening(0))
    Reminder.objects.all().delete()
    SupportGroup.objects.update(after_days=7)
    returns.after_sessions(now=evening(1))
    assert (kinds(first), kinds(second)) == ({AFTER}, {QUESTION})


NOBODY = {
    "who did not agree": lambda cast, _: Membership.objects.update(may_be_written_to=False),
    "who is on a pause": lambda cast, now: membership.pause(membership=cast.seat("sam"), weeks=1, now=now),
    "who has left": lambda cast, now: membership.leave(membership=cast.seat("sam"), now=now),
    "whose account is closed": lambda cast, _: User.objects.filter(pk=cast.sam.pk).update(is_active=False),
    "who joined after it": lambda cast, _: Membership.objects.update(joined_at=START),
    "who sat in for one session": lambda cast, now: Membership.objects.update(guest_until=now + WEEK),
    "of a group that writes no such word": lambda cast, _: SupportGroup.objects.update(writes_after=False),
    "who wishes no such word": lambda cast, _: User.objects.update(wishes={"after": {"by": []}}),
    "who wrote since": lambda cast, now: returns.heard(membership_id=cast.seat("sam").pk, now=now),
    "who holds the group": lambda cast, _: Membership.objects.update(role="facilitator"),
}


@pytest.mark.parametrize("why", NOBODY)
def test_nothing_is_written_to_somebody(agreed: Cast, now: datetime, why: str) -> None:
    took_place(agreed)
    NOBODY[why](agreed, now)
    assert returns.after_sessions(now=now) == 0


NO_SESSION = {
    "whose room was never opened": {"opened_at": None},
    "that was called off": {"state": SessionState.CANCELLED},
    "in which it is not settled who came": {"state": SessionState.PLANNED},
}


@pytest.mark.parametrize("which", NO_SESSION)
def test_nothing_is_written_of_a_session(agreed: Cast, now: datetime, which: str) -> None:
    took_place(agreed, **NO_SESSION[which])
    assert returns.after_sessions(now=now) == 0


def test_it_is_written_once_it_is_settled_who_came(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed, state=SessionState.PLANNED)
    assert returns.after_sessions(now=now) == 0
    settle_attendance(session=session, now=now)
    assert returns.after_sessions(now=now) == 2


def test_whoever_looked_in_for_a_moment_came(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed)
    Attendance.objects.create(session=session, membership=agreed.seat("sam"), first_seen_at=START, attended=False)
    assert returns.after_sessions(now=now) == 0


@pytest.mark.parametrize(
    ("answer", "is_written"), [(Answer.NOT_TODAY, False), (Answer.COME, True), (Answer.QUIETLY, True), ("", True)]
)
def test_whoever_said_not_today_is_written_nothing(agreed: Cast, now: datetime, answer: str, is_written: bool) -> None:
    session = took_place(agreed)
    if answer:
        say(agreed, session, answer, at=START - timedelta(days=1))
    assert bool(returns.after_sessions(now=now)) is is_written


def test_not_today_as_usual_counts_unless_something_else_was_said_of_this_one(agreed: Cast) -> None:
    Usual.objects.create(membership=agreed.seat("sam"), answer=Answer.NOT_TODAY, since=START - WEEK)
    first = took_place(agreed)
    returns.after_sessions(now=evening(0))
    assert kinds(first) == set()
    second = took_place(agreed, 1)
    say(agreed, second, Answer.COME, at=second.starts_at - timedelta(days=1))
    returns.after_sessions(now=evening(1))
    assert kinds(second) == {AFTER}


def test_whoever_agrees_later_is_not_written_to_of_the_past(agreed: Cast, now: datetime) -> None:
    Membership.objects.update(may_be_written_to=False)
    took_place(agreed)
    returns.after_sessions(now=now)
    Membership.objects.filter(pk=agreed.seat("sam").pk).update(may_be_written_to=True)
    assert returns.after_sessions(now=now + timedelta(days=2)) == 0


def test_sessions_in_a_pause_do_not_count_once_they_are_back(agreed: Cast) -> None:
    seat = agreed.seat("sam")
    first = took_place(agreed)
    returns.after_sessions(now=evening(0))
    sent(first)
    membership.pause(membership=seat, weeks=4, now=evening(0))
    for week in (1, 2, 3):
        took_place(agreed, week)
        returns.after_sessions(now=evening(week))
    membership.come_back(membership=seat, now=evening(3))
    last = took_place(agreed, 4)
    returns.after_sessions(now=evening(4))
    # One note stands in this row already, and the question comes after two that they were awaited in.
    assert kinds(last) == set()
    assert Reminder.objects.exclude(session=first).count() == 0


def test_an_answer_to_the_question_ends_the_silence_and_puts_the_question_aside(agreed: Cast) -> None:
    for week in (0, 1):
        session = took_place(agreed, week)
        returns.after_sessions(now=evening(week))
        sent(session)
    returns.answer(membership=agreed.seat("sam"), now=evening(1) + timedelta(days=1))
    assert Reminder.objects.filter(kind=QUESTION, read_at=None).count() == 0
    third = took_place(agreed, 2)
    returns.after_sessions(now=evening(2))
    assert kinds(third) == {AFTER}


def test_coming_back_from_a_pause_is_heard(agreed: Cast, now: datetime) -> None:
    seat = agreed.seat("sam")
    membership.pause(membership=seat, weeks=1, now=now)
    membership.come_back(membership=seat, now=now + timedelta(days=1))
    assert Heard.objects.get(membership=seat).at == now + timedelta(days=1)
    # Whoever says so without having been away changes nothing.
    membership.come_back(membership=seat, now=now + timedelta(days=2))
    assert Heard.objects.get(membership=seat).at == now + timedelta(days=1)


def test_questions_asked_do_not_grow_with_people(
    agreed: Cast, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        user = User.objects.create_user(f"m{number}@example.org", time_zone="UTC")
        seat_of(agreed.group, user, now=START - WEEK, name=f"M{number}", may_be_written_to=True)
    for week in (-1, 0):
        took_place(agreed, week)
    with django_assert_max_num_queries(16):
        returns.after_sessions(now=now)
    assert Reminder.objects.values("membership").distinct().count() == 7


def test_words_go_after_a_month(agreed: Cast, now: datetime) -> None:
    given = {"session": took_place(agreed), "membership": agreed.seat("sam"), "by": agreed.seat("noor")}
    ReturnWord.objects.create(**given, words="A seat is here.", made_at=now)
    assert returns.purge(now=now + timedelta(days=29)) == 0
    assert returns.purge(now=now + timedelta(days=30)) == 1


def test_a_seat_that_was_left_is_left(agreed: Cast, now: datetime) -> None:
    """A new seat in the same group begins anew: nothing of the old one counts."""
    took_place(agreed)
    Membership.objects.filter(pk=agreed.seat("sam").pk).update(state=State.LEFT, ended_at=now)
    seat_of(agreed.group, agreed.sam, now=now, may_be_written_to=True, name="Sam")
    second = took_place(agreed, 1)
    returns.after_sessions(now=evening(1))
    assert kinds(second) == {AFTER}


def test_what_a_machine_that_was_off_has_left_is_found_within_the_hour(agreed: Cast, now: datetime) -> None:
    took_place(agreed)
    late = now + timedelta(hours=20)
    assert returns.after_sessions(now=late, back=returns.LATELY) == 0
    assert returns.after_sessions(now=late) == 2


@pytest.mark.slow  # renders the first page
def test_the_first_page_with_a_word_on_it_asks_no_more_than_any_other(
    agreed: Cast, now: datetime, django_assert_max_num_queries: Any
) -> None:
    session = took_place(agreed)
    returns.after_sessions(now=now)
    Reminder.objects.filter(session=session).update(state=ReminderState.SENT, sent_at=timezone.now())
    sam = client_of(agreed.sam)
    with django_assert_max_num_queries(12):
        assert "We thought of you" in sam.get("/").content.decode()


@pytest.mark.parametrize("days", range(1, 8))
def test_no_word_that_may_still_come_is_too_old_to_be_looked_at(agreed: Cast, days: int) -> None:
    """The latest of all: the last minute of the day in the last zone, and quiet hours after it."""
    SupportGroup.objects.update(after_days=days, after_at=time(23, 59))
    User.objects.update(time_zone="Pacific/Pago_Pago", quiet_from=time(23, 58), quiet_to=time(23, 57))
    took_place(agreed)
    due = returning.word_at(END, Clock.of("Pacific/Pago_Pago", time(23, 58), time(23, 57)), days=days, at=time(23, 59))
    assert returns.after_sessions(now=due + returns.LATE - timedelta(minutes=1)) == 2
    Reminder.objects.all().delete()
    assert returns.after_sessions(now=due + returns.LATE + timedelta(minutes=1)) == 0
