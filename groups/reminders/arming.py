"""Rows for sessions and the people in their groups, many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from groups.membership.models import Membership, SupportGroup
from groups.people.planning import LONG_AGO
from groups.people.quiet import Clock
from groups.people.wishes import Channel
from groups.reminders.models import Reminder, ReminderPlan, ReminderState
from groups.reminders.planning import BEFORE, FURTHEST, due_times
from groups.schedule.models import Session, SessionState

WAYS = (Channel.MAIL, Channel.IN_APP)

OVERLAP = timedelta(minutes=5)
"""Somebody is seated at one instant and stored a moment later: the planner looks this far back for newcomers."""

KEY = ["membership", "session", "kind", "channel"]
FRESH = ["due_at", "session_version", "state", "leased_until", "lease", "attempts", "sent_at", "read_at"]


INSERT = """
    INSERT INTO groups_reminder
        (id, membership_id, session_id, session_version, kind, due_at, channel, state, leased_until, attempts)
    SELECT gen_random_uuid(), note.*, channel, given.state, given.long_ago, 0
    FROM unnest(%s::uuid[], %s::uuid[], %s::integer[], %s::text[], %s::timestamptz[]) AS note
        CROSS JOIN unnest(%s::text[]) AS channel
        CROSS JOIN (SELECT %s::text AS state, %s::timestamptz AS long_ago) AS given
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Seat:
    membership_id: UUID
    wishes: tuple[str, time | None, time | None]
    joined_at: datetime
    is_present: bool

    @property
    def clock(self) -> Clock:
        return Clock.of(*self.wishes)


def seats_of(group_ids: Iterable[UUID]) -> dict[UUID, list[Seat]]:
    """Group → everybody who is seated there, facilitators too; not those who come for one session."""
    wishes = ("user__time_zone", "user__quiet_from", "user__quiet_to")
    found: dict[UUID, list[Seat]] = defaultdict(list)
    seated = Membership.objects.current().staying().filter(group__in=set(group_ids))
    facts = ("group_id", "pk", "joined_at", "paused_at")
    for group_id, membership_id, joined_at, paused_at, *rest in seated.values_list(*facts, *wishes):
        found[group_id].append(Seat(membership_id, tuple(rest), joined_at, is_present=paused_at is None))
    return found


def reminds(group: SupportGroup, kind: str) -> bool:
    """Whether the group sends this note before a session. News of a change is not its to switch off."""
    return bool(getattr(group, f"remind_{kind}", True))


def unplanned(*, now: datetime) -> QuerySet[Session]:
    """Sessions to come that have no rows yet, changed since they got them, or whose group has somebody new."""
    soon = Session.objects.going_ahead().filter(starts_at__gt=now, starts_at__lte=now + FURTHEST)
    newcomer = (
        Membership.objects.current()
        .staying()
        .filter(group=OuterRef("group"), joined_at__gte=OuterRef("reminder_plan__seats_until"))
    )
    done = Q(reminder_plan__version=F("version")) & ~Exists(newcomer)
    return soon.filter(Q(reminder_plan=None) | ~done)


def stale(group_ids: Iterable[UUID], *, now: datetime) -> QuerySet[Session]:
    """Coming sessions of these groups whose rows speak of an older version, however far ahead they are by now."""
    coming = Session.objects.going_ahead().filter(group__in=set(group_ids), starts_at__gt=now)
    return coming.filter(reminder_plan__version__lt=F("version"))


def drop_called_off(group_ids: Iterable[UUID], *, now: datetime) -> None:
    """Nothing is sent of what does not take place; a session that is over needs no care, its rows come too late."""
    off = Session.objects.filter(group__in=set(group_ids), ends_at__gt=now, state=SessionState.CANCELLED)
    drop(Reminder.objects.filter(session__in=off.values("pk")))


class Note(NamedTuple):
    """What one person will be told about one session, by every channel."""

    membership_id: UUID
    session_id: UUID
    session_version: int
    kind: str
    due_at: datetime


def notes_before(session: Session, seats: list[Seat], *, now: datetime) -> Iterator[Note]:
    """What everybody will be told before a session, as far as its group wishes and it is still to come."""
    times: dict[tuple[str, time | None, time | None], dict[str, datetime]] = {}
    for seat in seats:
        if seat.wishes not in times:
            due = due_times(session.starts_at, seat.clock, now=now)
            times[seat.wishes] = {kind: moment for kind, moment in due.items() if reminds(session.group, kind)}
        for kind, moment in times[seat.wishes].items():
            yield Note(seat.membership_id, session.pk, session.version, kind, moment)


def store(notes: list[Note]) -> None:
    """Store what is new, by every channel; what is there stays as it is, whatever its state."""
    if connection.vendor == "postgresql":
        _store_at_once(notes)
    else:
        Reminder.objects.bulk_create(_rows(notes), ignore_conflicts=True)


def _rows(notes: list[Note]) -> list[Reminder]:
    return [Reminder(**note._asdict(), channel=channel) for note in notes for channel in WAYS]


def _store_at_once(notes: list[Note]) -> None:
    # Through an object for each row, planning takes three times as long, most of it in Python.
    people, sessions, versions, kinds, times = zip(*notes, strict=True) if notes else ((),) * 5
    arrays = [people, sessions, versions, kinds, [due.isoformat() for due in times]]
    given = ["{" + ",".join(map(str, values)) + "}" for values in arrays]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*given, list(WAYS), ReminderState.PENDING, LONG_AGO])


def store_again(rows: list[Reminder]) -> None:
    """Store rows as if they were new, over those that are there: they will be sent, whatever was sent before."""
    Reminder.objects.bulk_create(rows, update_conflicts=True, unique_fields=KEY, update_fields=FRESH)


def rewrite(session: Session, seats: list[Seat], *, now: datetime) -> None:
    """Let the notes before a session follow its new time; those whose new time has gone by are dropped."""
    store_again(_rows(list(notes_before(session, seats, now=now))))
    drop(Reminder.objects.filter(session=session, kind__in=BEFORE, session_version__lt=session.version))


def drop(rows: QuerySet[Reminder]) -> None:
    """Take back what has not been sent. A worker that holds it finds that it is not its own any more."""
    rows.filter(state=ReminderState.PENDING).update(state=ReminderState.DROPPED, lease=None, leased_until=LONG_AGO)


def remember(sessions: list[Session], *, now: datetime) -> None:
    """Note for which version of these sessions, and for whom, rows exist."""
    plans = [ReminderPlan(session=one, version=one.version, seats_until=now - OVERLAP) for one in sessions]
    ReminderPlan.objects.bulk_create(
        plans, update_conflicts=True, unique_fields=["session"], update_fields=["version", "seats_until"]
    )
