"""Reminders are planned, follow their session, are sent and read; changes are told. Rows are the jobs.

Whoever calls only says "look now".
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from groups.changes.models import Change
from groups.membership.models import SupportGroup
from groups.reminders import arming, delivery, digests, notices
from groups.reminders.models import Notice, Reminder, ReminderPlan
from groups.schedule.models import Session

CHUNK = 250

GROUPS = 50
"""How many groups' changes become notices in one transaction."""


def plan(*, now: datetime) -> int:
    """Make the rows of all sessions of the coming days. Return how many were asked for; a second run asks for none."""
    ids = list(arming.unplanned(now=now).order_by("starts_at", "pk").values_list("pk", flat=True))
    return sum(_plan(ids[start : start + CHUNK], now=now) for start in range(0, len(ids), CHUNK))


@transaction.atomic
def _plan(ids: list[UUID], *, now: datetime) -> int:
    # The lock keeps a session from moving between being read here and its rows being stored.
    locked = Session.objects.going_ahead().select_for_update(of=("self",), no_key=True)
    sessions = list(locked.filter(pk__in=ids, starts_at__gt=now).select_related("group").order_by("pk"))
    # Asked for once the lock is held: PostgreSQL reads a row anew that it had to wait for, but not what was joined to
    # it. Whoever waited for another planner and then for a facilitator would take old rows for none.
    planned = ReminderPlan.objects.in_bulk([one.pk for one in sessions])
    seats = arming.seats_of(one.group_id for one in sessions)
    notes: list[arming.Note] = []
    for session in sessions:
        if session.pk in planned and planned[session.pk].version != session.version:
            arming.rewrite(session, seats[session.group_id], now=now)
        else:
            notes.extend(arming.notes_before(session, seats[session.group_id], now=now))
    arming.store(notes)
    arming.remember(sessions, now=now)
    return len(notes) * len(arming.WAYS)


def follow_the_group(*, group: SupportGroup) -> None:
    """The group has changed which notes it sends: the next run plans its sessions anew. What it sent stays sent."""
    ReminderPlan.objects.filter(session__group=group).delete()


def tell_changes(*, now: datetime) -> int:
    """Make notices of all changes that are not told. Return how many were; a second run finds none."""
    groups = list(dict.fromkeys(Change.objects.to_tell().values_list("group", flat=True)))
    return sum(_tell(groups[start : start + GROUPS], now=now) for start in range(0, len(groups), GROUPS))


def _tell(group_ids: list[UUID], *, now: datetime) -> int:
    with transaction.atomic():
        told = notices.make(group_ids, now=now)
    # Reminders follow their sessions. Whoever dies before this does no harm: no reminder is sent of another time than
    # its session's, and the planner rewrites them within a minute.
    arming.drop_called_off(group_ids, now=now)
    stale = arming.stale(group_ids, now=now).order_by("starts_at", "pk").values_list("pk", flat=True)
    _plan(list(stale), now=now)
    return len(told)


def send_due(*, now: datetime, in_app: int = 500, mails: int = 50) -> int:
    """Send a batch of what is due by each way. Return how many rows were settled; 0: there is nothing to do now."""
    news = notices.post(limit=mails, now=now)
    return news + delivery.show(limit=in_app, now=now) + delivery.post(limit=mails, now=now)


def send_digests(*, now: datetime, mails: int = 20) -> int:
    """Make the mails of the day whose time has come, and send a batch. Return how many were settled."""
    digests.make(now=now)
    return digests.post(limit=mails, now=now)


def read(*, note: Reminder | Notice, now: datetime) -> None:
    """Put a note on somebody's page aside."""
    shown = type(note).objects.in_app().filter(pk=note.pk, read_at=None)
    shown.update(read_at=now)
