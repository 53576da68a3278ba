"""What rows say of one person: what they were told in the last month, and what they will be."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from groups.membership.access import memberships_of
from groups.people.models import Letter, LetterState, PushDevice, Ring, User
from groups.people.wishes import Channel
from groups.reminders.models import Notice, Reminder, ReminderKind, ReminderState
from groups.schedule.models import Answer, Rsvp, SessionState

SHOWN = timedelta(days=30)
"""How far back one reads what one was told."""

MOST = 200
"""Rows of one kind that one page is made of."""

READ = (
    "kind", "channel", "state", "due_at", "sent_at", "read_at", "session__starts_at", "session__ends_at",
    "session__state", "session__group__name", "membership__group_id", "membership__intention__words",
)  # fmt: skip
"""Of some two hundred columns what the page says."""

BEFORE = (ReminderKind.THREE_DAYS, ReminderKind.ONE_DAY, ReminderKind.OPEN)
LATER = Q(state=ReminderState.PENDING)

Row = Reminder | Notice | Letter | Ring
R = TypeVar("R", bound=Row)
T = TypeVar("T", Reminder, Notice)


def _told(*, now: datetime) -> Q:
    return Q(state=ReminderState.SENT, sent_at__gt=now - SHOWN)


def reminders_of(user: User, *, now: datetime) -> list[Reminder]:
    """By every way: what was sent to this person, the newest first, and before it what will be."""
    # Of what is to come, whatever would be dropped when its time has come is left out: a pause of the seat, a note that
    # the group does not send, a session that is off or to which they have said "not today".
    seats = memberships_of(user)
    off = Q(kind=ReminderKind.THREE_DAYS, session__group__remind_three_days=False)
    off |= Q(kind=ReminderKind.ONE_DAY, session__group__remind_one_day=False)
    said_no = Rsvp.objects.filter(
        session=OuterRef("session"), membership=OuterRef("membership"), answer=Answer.NOT_TODAY
    )
    off |= Q(kind__in=BEFORE) & (~Q(session__state=SessionState.PLANNED) | Q(Exists(said_no)))
    comes = LATER & Q(membership__in=seats.present()) & ~off
    rows = Reminder.objects.filter(_told(now=now) | comes, membership__in=seats)
    return _newest(rows.select_related("session__group", "membership__intention").only(*READ))


def notices_of(user: User, *, now: datetime) -> list[Notice]:
    """The same, of changes."""
    rows = Notice.objects.filter(_told(now=now) | LATER, membership__in=memberships_of(user))
    return _newest(rows.select_related("change"))


def _newest(rows: QuerySet[T]) -> list[T]:
    return list(rows.order_by("-due_at", "pk")[:MOST])


def letters_of(user: User, *, now: datetime) -> list[Letter | Ring]:
    """The same, of letters, and of rings that went beside them."""
    sent = Q(state=LetterState.SENT, sent_at__gt=now - SHOWN)
    found: list[Letter | Ring] = []
    for table in (Letter, Ring):
        rows = table._default_manager.filter(sent | LATER, user=user)
        found.extend(rows.order_by("-due_at", "pk")[:MOST])
    return found


def way_of(row: Row) -> str:
    """By which way a row goes."""
    if isinstance(row, Letter):
        return Channel.MAIL
    return Channel.PUSH if isinstance(row, Ring) else row.channel


def pending(rows: Iterable[R]) -> list[R]:
    return [row for row in rows if row.state == ReminderState.PENDING]


def sent(rows: Iterable[R]) -> list[R]:
    return [row for row in rows if row.state == ReminderState.SENT]


def facilitates(user: User) -> bool:
    """They hold a group, or may be asked to stand in: notes for facilitators are for them."""
    return user.stands_in or memberships_of(user).facilitators().exists()


def has_a_device(user: User) -> bool:
    """One of their devices takes notes."""
    return PushDevice.objects.filter(user=user).exists()


def groups_of(user: User) -> set[UUID]:
    """The groups to which they belong."""
    return set(memberships_of(user).values_list("group_id", flat=True))
