"""A group says which of the two notes before a session it sends; that is asked when they are planned, and when sent."""

from datetime import datetime, timedelta

import pytest

from groups.membership.models import SupportGroup
from groups.reminders.actions import follow_the_group, plan, send_due
from groups.reminders.facts import pending, reminders_of
from groups.reminders.models import Notice, Reminder, ReminderState
from groups.schedule.models import Session
from tests.cast import Cast, meeting, support_group
from tests.groups.reminders.telling import call_off, move

KINDS = {"three_days", "one_day"}


def switch(cast: Cast, **rules: bool) -> None:
    SupportGroup.objects.filter(pk=cast.group.pk).update(**rules)


def planned() -> set[str]:
    """To members; whoever holds a session is asked to prepare all the same."""
    return set(Reminder.objects.filter(membership__role="member").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("rules", "kinds"),
    [
        ({}, KINDS),
        ({"remind_three_days": False}, {"one_day"}),
        ({"remind_one_day": False}, {"three_days"}),
        ({"remind_three_days": False, "remind_one_day": False}, set()),
    ],
)
def test_what_a_group_has_switched_off_is_not_planned(
    coming: Session, cast: Cast, now: datetime, rules: dict[str, bool], kinds: set[str]
) -> None:
    switch(cast, **rules)
    plan(now=now)
    assert planned() == kinds


def test_the_rules_of_one_group_are_nothing_to_another(coming: Session, cast: Cast, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle", remind_three_days=False, remind_one_day=False)
    meeting(other, starts_at=coming.starts_at)
    plan(now=now)
    assert planned() == KINDS
    assert set(Reminder.objects.values_list("session", flat=True)) == {coming.pk}


def test_a_note_that_was_switched_off_since_is_not_sent(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    switch(cast, remind_three_days=False)
    send_due(now=coming.starts_at - timedelta(days=3))
    states = set(Reminder.objects.filter(kind="three_days").values_list("state", flat=True))
    assert states == {ReminderState.DROPPED}
    send_due(now=coming.starts_at - timedelta(days=1))
    assert Reminder.objects.filter(kind="one_day", state=ReminderState.SENT).count() == 4


def test_nobody_reads_of_a_note_that_will_not_come(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    assert {note.kind for note in pending(reminders_of(cast.sam, now=now))} == KINDS
    switch(cast, remind_one_day=False)
    assert {note.kind for note in pending(reminders_of(cast.sam, now=now))} == {"three_days"}


def test_what_is_switched_on_later_still_comes(coming: Session, cast: Cast, now: datetime) -> None:
    switch(cast, remind_one_day=False)
    plan(now=now)
    switch(cast, remind_one_day=True)
    follow_the_group(group=cast.group, now=now)
    plan(now=now)
    assert planned() == KINDS


def test_a_moved_session_keeps_to_the_rules(coming: Session, cast: Cast, now: datetime) -> None:
    switch(cast, remind_one_day=False)
    plan(now=now)
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(hours=1), now=now)
    assert planned() == {"three_days"}


def test_news_comes_whatever_the_rules(coming: Session, cast: Cast, now: datetime) -> None:
    switch(cast, remind_three_days=False, remind_one_day=False)
    call_off(session=coming, by=cast.seat("noor"), now=now)
    send_due(now=now)
    assert Notice.objects.filter(state=ReminderState.SENT).count() == 6
