"""A word after a session is judged again as it is sent, and follows what somebody wishes by then."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from groups.attendance.actions import mark
from groups.membership import actions as membership
from groups.membership.models import Membership, SupportGroup
from groups.people.models import PushDevice, User
from groups.reminders import returns, standing
from groups.reminders.models import Reminder, ReminderState
from groups.reminders.returning import AFTER
from groups.schedule.models import Answer, Session
from tests.cast import Cast, meeting
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


def right(session: Session, *, now: datetime) -> int:
    rows = list(Reminder.objects.filter(session=session))
    assert rows
    return len(standing.still_right(rows, now=now))


CHANGES = {
    "they took back that they agreed": lambda cast, _: Membership.objects.update(may_be_written_to=False),
    "the group writes no such word any more": lambda cast, _: SupportGroup.objects.update(writes_after=False),
    "they rest": lambda cast, now: membership.pause(membership=cast.seat("sam"), weeks=1, now=now),
    "they left": lambda cast, now: membership.leave(membership=cast.seat("sam"), now=now),
    "they let us hear": lambda cast, now: returns.heard(membership_id=cast.seat("sam").pk, now=now),
    "they came to the next one": lambda cast, _: took_place(cast, 1, came=("sam",)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_judged_again_as_it_is_sent(agreed: Cast, now: datetime, what: str) -> None:
    session = took_place(agreed)
    returns.after_sessions(now=now)
    assert right(session, now=now) == 2
    CHANGES[what](agreed, now)
    assert right(session, now=evening(1)) == 0


def test_what_they_say_of_the_next_session_ends_it(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed)
    returns.after_sessions(now=now)
    coming = meeting(agreed.group, starts_at=START + WEEK)
    say(agreed, coming, Answer.COME, at=now + timedelta(hours=1))
    assert right(session, now=now + timedelta(hours=2)) == 0


def test_a_facilitators_word_that_they_came_ends_it(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed)
    returns.after_sessions(now=now)
    mark(session=session, by=agreed.seat("noor"), came={agreed.seat("sam").pk: True}, now=now)
    assert right(session, now=now) == 0


def test_a_facilitators_word_that_they_did_not_come_counts(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed, came=("sam",))
    mark(session=session, by=agreed.seat("noor"), came={agreed.seat("sam").pk: False}, now=now)
    returns.after_sessions(now=now)
    assert kinds(session) == {AFTER}


def test_one_way_that_was_sent_does_not_stop_the_other(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed)
    returns.after_sessions(now=now)
    Reminder.objects.filter(channel="in_app").update(state=ReminderState.SENT, sent_at=now)
    assert right(session, now=now) == 2


def test_a_word_helps_for_three_days(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed)
    returns.after_sessions(now=now)
    rows = list(Reminder.objects.filter(session=session))
    assert set(standing.still_right(rows, now=now).values()) == {row.due_at + timedelta(days=3) for row in rows}


def test_other_rows_are_not_asked_about(agreed: Cast, now: datetime, django_assert_num_queries: Any) -> None:
    row = Reminder(membership=agreed.seat("sam"), session=took_place(agreed), kind="one_day")
    with django_assert_num_queries(0):
        assert standing.still_right([row], now=now) == {}


def test_what_waits_follows_what_they_wish_by_now(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed)
    returns.after_sessions(now=now)
    User.objects.filter(pk=agreed.sam.pk).update(
        wishes={"after": {"by": ["mail", "push"]}}, quiet_from=time(6), quiet_to=time(15)
    )
    given = {"endpoint": "https://push.example/1", "endpoint_hash": "1", "keys": "{}", "made_at": now}
    PushDevice.objects.create(user=agreed.sam, **given)
    for _twice in range(2):
        returns.follow_wishes(user_ids=[agreed.sam.pk], now=now)
    assert dict(session.reminders.values_list("channel", "state")) == {
        "in_app": ReminderState.DROPPED,
        "mail": ReminderState.PENDING,
        "push": ReminderState.PENDING,
    }
    pending = session.reminders.filter(state=ReminderState.PENDING)
    # Three o'clock in London, in May.
    assert set(pending.values_list("due_at", flat=True)) == {datetime(2026, 5, 13, 14, tzinfo=UTC)}


def test_what_was_sent_is_not_sent_by_another_way_for_a_changed_wish(agreed: Cast, now: datetime) -> None:
    session = took_place(agreed)
    returns.after_sessions(now=now)
    sent(session)
    User.objects.filter(pk=agreed.sam.pk).update(wishes={"after": {"by": ["mail", "in_app", "push"]}})
    returns.follow_wishes(user_ids=[agreed.sam.pk], now=now)
    assert not session.reminders.exclude(state=ReminderState.SENT).exists()


def test_no_mail_is_planned_where_mail_comes_back(agreed: Cast, now: datetime) -> None:
    User.objects.filter(pk=agreed.sam.pk).update(mail_trouble="bounced", mail_trouble_at=now)
    session = took_place(agreed)
    returns.after_sessions(now=now)
    assert set(session.reminders.values_list("channel", flat=True)) == {"in_app"}
