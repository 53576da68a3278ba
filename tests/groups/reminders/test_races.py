"""Two workers, two planners, a facilitator who moves a session under them: PostgreSQL, real threads, real commits."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from groups.membership.models import SupportGroup
from groups.people import said
from groups.people.models import ChangedWishes, User
from groups.people.wishes import Topic
from groups.reminders.actions import follow_the_group, follow_wishes, plan
from groups.reminders.delivery import post, show
from groups.reminders.models import Reminder, ReminderPlan, ReminderState
from groups.schedule.actions import sessions as schedule_sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from tests.cast import Cast, meeting, whole_cast
from tests.groups.reminders.telling import call_off, move

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # real threads
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


HOLD = 2
"""Who held a session looks back on it, on their page."""


@pytest.fixture
def cast(now: datetime) -> Cast:
    cast = whole_cast(now=now)
    User.objects.update(quiet_from=None, quiet_to=None)
    return cast


@pytest.fixture
def sessions(cast: Cast, now: datetime) -> list[Session]:
    return [meeting(cast.group, starts_at=now + timedelta(days=4, hours=hour)) for hour in range(20)]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run all of them at the same moment; return what they returned."""
    start, answers = threading.Barrier(len(jobs)), list[Any]()

    def run(job: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            answers.append(job())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == len(jobs)
    return answers


def wait_for_somebody_who_waits() -> None:
    """Until PostgreSQL says that somebody waits for a lock of ours."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("nobody waits")


def worked_off(batch: Callable[..., int], *, limit: int, now: datetime) -> int:
    return sum(iter(lambda: batch(limit=limit, now=now), 0))


def test_two_planners_at_once_make_each_row_once(sessions: list[Session], now: datetime) -> None:
    at_once(*[lambda: plan(now=now)] * 4)
    assert Reminder.objects.count() == len(sessions) * (16 + HOLD)
    assert ReminderPlan.objects.count() == len(sessions)


def test_four_workers_at_once_show_each_note_once(sessions: list[Session], now: datetime) -> None:
    plan(now=now)
    due = now + timedelta(days=3, hours=23)
    settled = at_once(*[lambda: worked_off(show, limit=7, now=due)] * 4)
    assert sum(settled) == len(sessions) * 8
    shown = Reminder.objects.filter(channel="in_app", due_at__lte=due)
    assert set(shown.values_list("state", flat=True)) == {ReminderState.SENT}


def test_four_workers_at_once_mail_each_note_once(sessions: list[Session], now: datetime, letters: Any) -> None:
    plan(now=now)
    due = now + timedelta(days=3, hours=23)
    at_once(*[lambda: worked_off(post, limit=7, now=due)] * 4)
    times = Counter(letter.extra_headers["Message-ID"] for letter in letters)
    assert len(times) == len(sessions) * 8
    assert set(times.values()) == {1}


def test_a_planner_that_waited_for_another_one_and_for_a_move_rewrites_what_it_finds(cast: Cast, now: datetime) -> None:
    one = meeting(cast.group, starts_at=now + timedelta(days=4))
    later = one.starts_at + timedelta(days=1)
    waits = threading.Event()

    def second_planner() -> None:
        waits.set()
        try:
            plan(now=now)
        finally:
            connection.close()

    second = threading.Thread(target=second_planner)
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=one.pk)
        second.start()
        waits.wait(10)
        wait_for_somebody_who_waits()
        plan(now=now)
        schedule_sessions.move(session=one, by=Hand.facilitator(cast.seat("noor")), starts_at=later, now=now)
    second.join(30)
    rows = Reminder.objects.filter(session=one, state=ReminderState.PENDING)
    assert set(rows.values_list("session_version", flat=True)) == {2}


def while_it_waits(job: Callable[[], Any], change: Callable[[], Any], *, holds: Session) -> None:
    """Let a job begin while this session is held, and the change be made before the job gets on."""
    waits = threading.Event()

    def begin() -> None:
        waits.set()
        try:
            job()
        finally:
            connection.close()

    thread = threading.Thread(target=begin)
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=holds.pk)
        thread.start()
        waits.wait(10)
        wait_for_somebody_who_waits()
        change()
    thread.join(30)


def new_rules(cast: Cast, *, now: datetime) -> None:
    SupportGroup.objects.filter(pk=cast.group.pk).update(second_note_days=2, second_note_at=None)
    follow_the_group(group=cast.group, now=now)


@pytest.mark.parametrize("is_planned", [False, True])
def test_a_planner_that_read_old_rules_leaves_none_of_its_plan_behind(
    cast: Cast, now: datetime, is_planned: bool
) -> None:
    one = meeting(cast.group, starts_at=now + timedelta(days=4))
    if is_planned:
        plan(now=now)
        ReminderPlan.objects.update(version=0)
    while_it_waits(lambda: plan(now=now), lambda: new_rules(cast, now=now), holds=one)
    due = set(Reminder.objects.filter(kind="one_day").values_list("due_at", flat=True))
    assert due == {one.starts_at - timedelta(days=2)}


def test_rules_that_change_under_a_planner_count(cast: Cast, now: datetime) -> None:
    one = meeting(cast.group, starts_at=now + timedelta(days=4))

    def change() -> None:
        with transaction.atomic():
            new_rules(cast, now=now)

    at_once(lambda: plan(now=now), change, lambda: plan(now=now))
    plan(now=now)
    due = set(Reminder.objects.filter(kind="one_day").values_list("due_at", flat=True))
    assert due == {one.starts_at - timedelta(days=2)}


def test_wishes_that_change_under_a_planner_count(sessions: list[Session], cast: Cast, now: datetime) -> None:
    for version in range(6):
        hours = 3 if version % 2 else 12
        said.choose(user_id=cast.sam.pk, topic=Topic.SECOND, ways=["mail"], hours=hours)
        at_once(lambda: plan(now=now), lambda: follow_wishes(now=now), lambda: follow_wishes(now=now))
    rows = Reminder.objects.filter(membership=cast.seat("sam"), kind="one_day", state=ReminderState.PENDING)
    found = [(row.channel, row.session.starts_at - row.due_at) for row in rows.select_related("session")]
    assert found == [("mail", timedelta(hours=3))] * len(sessions)
    assert not ChangedWishes.objects.exists()


@pytest.mark.parametrize("change", ["move", "call_off"])
def test_a_change_among_planners_and_workers_leaves_nothing_stale(
    sessions: list[Session], cast: Cast, now: datetime, change: str
) -> None:
    by, due = cast.seat("noor"), now + timedelta(days=1, hours=12)

    def change_each() -> None:
        for session in sessions:
            if change == "move":
                move(session=session, by=by, starts_at=session.starts_at + timedelta(days=9), now=now)
            else:
                call_off(session=session, by=by, now=now)

    at_once(change_each, lambda: plan(now=now), lambda: plan(now=now), lambda: worked_off(show, limit=5, now=due))
    plan(now=now)
    waiting = Reminder.objects.filter(state=ReminderState.PENDING, kind__in=["three_days", "one_day"])
    versions = set(waiting.values_list("session_version", flat=True))
    assert versions == ({2} if change == "move" else set())
    for row in waiting.select_related("session"):
        assert row.session.starts_at - row.due_at in (timedelta(days=3), timedelta(days=1))
