"""What was told of called-off and moved sessions before there was a log: it stands in it, and what waits is sent."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from groups.changes.models import Change, What
from groups.people.models import User
from groups.reminders.actions import send_due
from groups.reminders.models import Notice, Reminder, ReminderState
from groups.schedule.models import Session
from tests.cast import Cast, meeting, whole_cast

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

BEFORE = ("groups", "0004_one_place_at_a_time")
DAY = timedelta(days=1)


def migrate(*, to: tuple[str, str] | None = None) -> Any:
    """To that migration; to the newest, where none is named."""
    executor = MigrationExecutor(connection)
    nodes = [to] if to else executor.loader.graph.leaf_nodes("groups")
    executor.migrate(nodes)
    return executor.loader.project_state(nodes).apps


@pytest.fixture
def cast(now: datetime) -> Cast:
    cast = whole_cast(now=now)
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    return cast


@pytest.fixture
def old_row(cast: Cast) -> Iterator[Any]:
    """Makes a row as it was: of a session, of one of the kinds that are no more."""
    old = migrate(to=BEFORE).get_model("groups", "Reminder")

    def make(session: Session, kind: str, name: str, *, due_at: datetime, state: str = "pending") -> uuid.UUID:
        whose = {"membership_id": cast.seat(name).pk, "session_id": session.pk, "session_version": session.version}
        sent_at = due_at if state == "sent" else None
        made = old.objects.create(**whose, kind=kind, channel="mail", due_at=due_at, state=state, sent_at=sent_at)
        return uuid.UUID(str(made.pk))

    yield make
    migrate()


def test_what_was_told_stands_in_the_log_and_what_waits_is_sent(cast: Cast, now: datetime, old_row: Any) -> None:
    off = meeting(cast.group, starts_at=now + 2 * DAY, version=2)
    gone = {"state": "cancelled", "cancelled_at": now - DAY, "cancelled_by": cast.seat("noor")}
    Session.objects.filter(pk=off.pk).update(**gone)
    moved = meeting(cast.group, starts_at=now + 4 * DAY, version=2, moved_from=now + 3 * DAY)
    waits = old_row(off, "cancelled", "sam", due_at=now - timedelta(minutes=5))
    sent = old_row(off, "cancelled", "ana", due_at=now - DAY, state="sent")
    old_row(moved, "moved", "sam", due_at=now - timedelta(minutes=5))
    kept = old_row(moved, "one_day", "sam", due_at=now + DAY)
    migrate()
    assert [str(pk) for pk in Reminder.objects.values_list("pk", flat=True)] == [str(kept)]
    called_off, other = Change.objects.get(what=What.CALLED_OFF), Change.objects.get(what=What.MOVED)
    assert (called_off.session, called_off.by, called_off.made_at) == (off.pk, cast.seat("noor"), now - DAY)
    assert called_off.told_at is not None
    assert datetime.fromisoformat(other.before["starts_at"]) == now + 3 * DAY
    assert datetime.fromisoformat(other.after["starts_at"]) == now + 4 * DAY
    states = dict(Notice.objects.filter(change=called_off).values_list("pk", "state"))
    assert states == {waits: ReminderState.PENDING, sent: ReminderState.SENT}
    mail.outbox.clear()
    while send_due(now=now):
        pass
    assert [letter.to for letter in mail.outbox] == [["sam@example.org"]] * 2
    assert sorted("does not take place" in letter.subject for letter in mail.outbox) == [False, True]


def test_where_nothing_was_told_nothing_is_made(cast: Cast, now: datetime, old_row: Any) -> None:
    session = meeting(cast.group, starts_at=now + 2 * DAY)
    kept = old_row(session, "three_days", "sam", due_at=now + DAY)
    migrate()
    assert not Change.objects.exists()
    assert str(Reminder.objects.get().pk) == str(kept)
