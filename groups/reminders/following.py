"""Rows are stored, and follow what they speak of: in the same transaction that changes it, or by a job, later.

A row that is there already
* of an older version of its session is written anew, whatever was sent, if its new time is still to come; else it is
  taken back: people are told of the change otherwise;
* of this version stays as it is once it was sent. What waits follows its new time; if that has gone by, it comes now,
  because whoever wishes to be told earlier does not wish to hear nothing;
* that nobody wishes any more, or that is of nobody who holds the session, is taken back; and comes back with the wish.

A worker that holds such a row finds that it is not its own any more, unless its mail may be out already.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from groups.membership.models import Membership, Part
from groups.people.planning import LONG_AGO
from groups.reminders import returning
from groups.reminders.arming import Drafts, Note
from groups.reminders.models import Reminder, ReminderPlan, ReminderState
from groups.reminders.planning import FURTHEST, LOOKS_BACK
from groups.schedule.models import Session, SessionState

OVERLAP = timedelta(minutes=5)
"""Somebody is seated at one instant and stored a moment later: the planner looks this far back for newcomers."""

LONGEST = timedelta(hours=4)
"""No session is longer."""

AT_ONCE = 50
"""So many sessions that have no rows yet get them with a change; more of them are the planner's, within a minute."""

INSERT = """
    INSERT INTO groups_reminder
        (id, membership_id, session_id, session_version, kind, due_at, channel, state, leased_until, attempts)
    SELECT gen_random_uuid(), note.membership_id, note.session_id, note.session_version, note.kind, note.due_at,
        channel, given.state, given.long_ago, 0
    FROM unnest(%s::uuid[], %s::uuid[], %s::integer[], %s::text[], %s::timestamptz[], %s::text[])
            AS note (membership_id, session_id, session_version, kind, due_at, ways)
        CROSS JOIN unnest(string_to_array(note.ways, ' ')) AS channel
        CROSS JOIN (SELECT %s::text AS state, %s::timestamptz AS long_ago) AS given
    ON CONFLICT DO NOTHING
"""

FREE: dict[str, Any] = {"lease": None, "leased_until": LONG_AGO}
FRESH: dict[str, Any] = {"state": ReminderState.PENDING, "attempts": 0, "sent_at": None, "read_at": None, "reason": ""}


def follow(session_ids: Iterable[UUID], *, now: datetime) -> None:
    """Let reminders follow these sessions, in the transaction that has changed them (`settings.SESSION_FOLLOWERS`)."""
    ids = list(session_ids)
    off = Session.objects.filter(pk__in=ids, state=SessionState.CANCELLED)
    drop(Reminder.objects.filter(session__in=list(off.values_list("pk", flat=True))))
    soon = Session.objects.going_ahead().filter(pk__in=ids, starts_at__gt=now)
    known = list(soon.filter(reminder_plan__isnull=False).values_list("pk", flat=True))
    new = soon.filter(reminder_plan=None, starts_at__lte=now + FURTHEST).order_by("starts_at", "pk")
    plan([*known, *new.values_list("pk", flat=True)[:AT_ONCE]], now=now)


@transaction.atomic
def plan(ids: Collection[UUID], *, now: datetime) -> int:
    """Make the rows of these sessions, or let them follow. Return how many new ones were asked for."""
    if not ids:
        return 0
    # The lock keeps a session from moving, and a group from changing its rules, between being read here and the rows
    # being stored. What else is needed is asked for once it is held: PostgreSQL reads a row anew that it had to wait
    # for, but not what was joined to it. Whoever waited for another planner would take old rows for none.
    sessions = list(_locked(ids).filter(state=SessionState.PLANNED, starts_at__gt=now))
    planned = set(ReminderPlan.objects.filter(session__in=sessions).values_list("pk", flat=True))
    notes = Drafts.of(sessions, now=now).notes()
    there = [note for note in notes if note.session_id in planned]
    made = store([note for note in notes if note.session_id not in planned], now=now)
    if planned:
        made += settle(there, Reminder.objects.filter(session__in=planned), now=now)
    remember(sessions, now=now)
    return made


def plan_for(users: Collection[UUID], *, now: datetime) -> int:
    """Let the rows of these people follow what they wish now. Return how many new ones were asked for."""
    # What they held is looked back on for a while, and waits where everything rests.
    mine = Membership.objects.current().filter(user__in=users)
    since = now - LOOKS_BACK - LONGEST
    near = Session.objects.filter(starts_at__gt=since, reminder_plan__isnull=False, group__in=mine.values("group"))
    sessions = list(_locked(near.exclude(state=SessionState.CANCELLED).values_list("pk", flat=True)))
    notes = Drafts.of(sessions, only=users, now=now).notes()
    people = Membership.objects.filter(user__in=users).values("pk")
    return settle(notes, Reminder.objects.filter(session__in=sessions, membership__in=people), now=now)


def _locked(ids: Iterable[UUID]) -> QuerySet[Session]:
    return Session.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(ids)).order_by("pk")


def unplanned(*, now: datetime) -> QuerySet[Session]:
    """Sessions to come that have no rows yet, changed since they got them, or whose group has somebody new."""
    soon = Session.objects.going_ahead().filter(starts_at__gt=now, starts_at__lte=now + FURTHEST)
    comes = Membership.objects.current().filter(Q(guest_until=None) | Q(role=Part.FACILITATOR))
    newcomer = comes.filter(group=OuterRef("group"), joined_at__gte=OuterRef("reminder_plan__seats_until"))
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


def drop(rows: QuerySet[Reminder]) -> None:
    """Take back what has not been sent. A worker that holds it finds that it is not its own any more.

    *rows* joins nothing: a row that had to be waited for is read anew, and not what was joined to it.
    """
    rows.filter(state=ReminderState.PENDING).update(state=ReminderState.DROPPED, **FREE)


def remember(sessions: Sequence[Session], *, now: datetime) -> None:
    """Note for which version of these sessions, and for whom, rows exist."""
    plans = [ReminderPlan(session=one, version=one.version, seats_until=now - OVERLAP) for one in sessions]
    ReminderPlan.objects.bulk_create(
        plans, update_conflicts=True, unique_fields=["session"], update_fields=["version", "seats_until"]
    )


def store(notes: Iterable[Note], *, now: datetime) -> int:
    """Store what is still to come, and new; what is there stays as it is. Return how many rows were asked for."""
    due = [note for note in notes if note.due_at > now]
    if not due:
        return 0
    if connection.vendor == "postgresql":
        _store_at_once(due)
    else:
        Reminder.objects.bulk_create(_rows(due), ignore_conflicts=True)
    return sum(len(note.ways) for note in due)


def _rows(notes: Iterable[Note]) -> list[Reminder]:
    return [
        Reminder(**{name: value for name, value in note._asdict().items() if name != "ways"}, channel=way)
        for note in notes
        for way in note.ways
    ]


def _store_at_once(notes: Sequence[Note]) -> None:
    # Through an object for each row, planning takes three times as long, most of it in Python.
    people, sessions, versions, kinds, times, ways = zip(*notes, strict=True)
    arrays = [people, sessions, versions, kinds, [due.isoformat() for due in times], [" ".join(way) for way in ways]]
    given = ["{" + ",".join(map(str, values)) + "}" for values in arrays]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*given, ReminderState.PENDING, LONG_AGO])


Key = tuple[UUID, UUID, str, str]


@dataclass(slots=True)
class _Sorted:
    """Rows that are there, by what becomes of them; those of one instant are written at once."""

    gone: list[UUID] = field(default_factory=list)
    again: dict[tuple[datetime, int], list[UUID]] = field(default_factory=lambda: defaultdict(list))
    moved: dict[datetime, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    same: dict[int, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    """They speak of another version, and of the same instant."""

    def add(self, row: Reminder, note: Note | None, *, now: datetime) -> None:
        waits = row.state == ReminderState.PENDING
        if note is None:
            self.gone += [row.pk] if waits else []
        elif row.session_version != note.session_version:
            self._follow(row, note, waits=waits, now=now)
        elif waits and row.due_at != note.due_at and max(row.due_at, note.due_at) > now:
            self.moved[max(note.due_at, now)].append(row.pk)
        elif row.state == ReminderState.DROPPED and note.due_at > now:
            self.again[note.due_at, note.session_version].append(row.pk)

    def _follow(self, row: Reminder, note: Note, *, waits: bool, now: datetime) -> None:
        if note.due_at > now:
            self.again[note.due_at, note.session_version].append(row.pk)
        elif waits and row.due_at == note.due_at:
            self.same[note.session_version].append(row.pk)
        elif waits:
            self.gone.append(row.pk)

    def write(self) -> None:
        rows = Reminder.objects.all()
        drop(rows.filter(pk__in=self.gone))
        for (due_at, version), ids in self.again.items():
            # What was sent of this very version meanwhile stays sent.
            open_to = Q(session_version__lt=version) | Q(state=ReminderState.DROPPED)
            rows.filter(open_to, pk__in=ids).update(due_at=due_at, session_version=version, **FRESH, **FREE)
        waiting = rows.filter(state=ReminderState.PENDING)
        for version, ids in self.same.items():
            waiting.filter(pk__in=ids).update(session_version=version, **FREE)
        # What was tried may be out by now: it keeps its pause, or its worker.
        for due_at, ids in self.moved.items():
            waiting.filter(pk__in=ids, attempts=0).update(due_at=due_at, **FREE)


def settle(notes: Sequence[Note], rows: QuerySet[Reminder], *, now: datetime) -> int:
    """Let these rows be what is wanted, and store what there is no row for. Return how many of those were asked for."""
    wanted: dict[Key, Note] = {
        (note.membership_id, note.session_id, note.kind, way): note for note in notes for way in note.ways
    }
    found = _Sorted()
    for row in rows.exclude(kind__in=returning.KINDS).only(
        "membership", "session", "kind", "channel", "state", "session_version", "due_at"
    ):
        note = wanted.pop((row.membership_id, row.session_id, row.kind, row.channel), None)
        found.add(row, note, now=now)
    found.write()
    return store([note._replace(ways=(key[3],)) for key, note in wanted.items()], now=now)
