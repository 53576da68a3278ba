"""Reminders are planned, follow their session, are sent and read. Rows are the jobs; who calls only says "look now"."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from groups.membership.models import Membership, SupportGroup
from groups.reminders import arming, delivery
from groups.reminders.models import Channel, Reminder, ReminderKind, ReminderPlan, ReminderState
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Session

CHUNK = 250


def plan(*, now: datetime) -> int:
    """Make the rows of all sessions of the coming days. Return how many were asked for; a second run asks for none."""
    ids = list(arming.unplanned(now=now).order_by("starts_at", "pk").values_list("pk", flat=True))
    return sum(_plan(ids[start : start + CHUNK], now=now) for start in range(0, len(ids), CHUNK))


@transaction.atomic
def _plan(ids: list[UUID], *, now: datetime) -> int:
    # The lock keeps a session from moving between being read here and its rows being stored.
    locked = Session.objects.going_ahead().select_for_update(of=("self",), no_key=True)
    sessions = list(
        locked.filter(pk__in=ids, starts_at__gt=now).select_related("reminder_plan", "group").order_by("pk")
    )
    seats = arming.seats_of(one.group_id for one in sessions)
    notes: list[arming.Note] = []
    for session in sessions:
        if arming.has_changed(session):
            arming.rewrite(session, seats[session.group_id], now=now)
        else:
            notes.extend(arming.notes_before(session, seats[session.group_id], now=now))
    arming.store(notes)
    arming.remember(sessions, now=now)
    return len(notes) * len(Channel.values)


def follow_the_group(*, group: SupportGroup) -> None:
    """The group has changed which notes it sends: the next run plans its sessions anew. What it sent stays sent."""
    ReminderPlan.objects.filter(session__group=group).delete()


@transaction.atomic
def call_off(*, session: Session, by: Membership, now: datetime) -> Session:
    """Call a session off; nothing of it is sent any more but the news that it does not take place."""
    session = sessions.cancel(session=session, by=Hand.facilitator(by), now=now)
    arming.drop(Reminder.objects.filter(session=session))
    _tell(session, ReminderKind.CANCELLED, _seats(session), by=by, now=now)
    return session


@transaction.atomic
def move(*, session: Session, by: Membership, starts_at: datetime, now: datetime) -> Session:
    """Move a session; what is still to be sent follows it, and everybody hears of it."""
    session = sessions.move(session=session, by=Hand.facilitator(by), starts_at=starts_at, now=now)
    seats = _seats(session)
    arming.rewrite(session, seats, now=now)
    arming.remember([session], now=now)
    _tell(session, ReminderKind.MOVED, seats, by=by, now=now)
    return session


def _seats(session: Session) -> list[arming.Seat]:
    return arming.seats_of([session.group_id])[session.group_id]


def _tell(session: Session, kind: ReminderKind, seats: list[arming.Seat], *, by: Membership, now: datetime) -> None:
    """News for everybody who is seated but the one who made it. A second move tells anew, in the same rows."""
    others = [seat for seat in seats if seat.membership_id != by.pk]
    arming.store_again(list(arming.news(session, others, kind, now=now)))


def send_due(*, now: datetime, in_app: int = 500, mails: int = 50) -> int:
    """Send a batch of what is due by each way. Return how many rows were settled; 0: there is nothing to do now."""
    return delivery.show(limit=in_app, now=now) + delivery.post(limit=mails, now=now)


def read(*, reminder: Reminder, now: datetime) -> None:
    """Put a note on somebody's page aside."""
    shown = Reminder.objects.filter(pk=reminder.pk, channel=Channel.IN_APP, state=ReminderState.SENT, read_at=None)
    shown.update(read_at=now)
