"""What is true of reminders whose time has come: asked for all of a batch at once, and judged (`planning.fate`)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from groups.membership.models import State, SupportGroup
from groups.people.planning import Fate
from groups.people.quiet import Clock
from groups.people.reach import Reach
from groups.reminders import intentions, returning, standing
from groups.reminders.models import TOPIC, Reminder, ReminderKind
from groups.reminders.planning import LOOKS_BACK, TOO_LATE, Facts, fate
from groups.schedule.models import Answer, Attendance, Rsvp, Session, SessionState
from groups.staffing.access import Holders, holders

TO_HOLDERS = frozenset({ReminderKind.PREPARE, ReminderKind.DEBRIEF})
"""Kinds that go to whoever holds a session."""

AWAITS = frozenset({ReminderKind.THREE_DAYS, ReminderKind.ONE_DAY, ReminderKind.OPEN, ReminderKind.INTENTION})
"""Kinds that say nothing to whoever has said 'not today'."""

Pair = tuple[UUID, UUID]
"""A session and a membership."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is asked of a batch besides its rows; no question is put that no row needs."""

    away: Collection[Pair] = ()
    """They have said 'not today'."""
    inside: Collection[Pair] = ()
    """They are in the room, or were."""
    holders: Mapping[UUID, Holders] = field(default_factory=dict)
    words: Collection[UUID] = ()
    """Rows of words to oneself that are still there."""
    after: Mapping[UUID, datetime] = field(default_factory=dict)
    """Rows of what is said after a session → the last instant at which it helps."""

    @classmethod
    def of(cls, rows: Sequence[Reminder], *, now: datetime) -> "Around":
        return cls(
            away=_said_not_today(_of_kinds(rows, AWAITS)),
            inside=_came(_of_kinds(rows, {ReminderKind.OPEN})),
            holders=_held(_of_kinds(rows, TO_HOLDERS)),
            words=intentions.may_go(rows),
            after=standing.still_right(rows, now=now),
        )


def judged(
    rows: Sequence[Reminder], *, now: datetime, singly: bool = True
) -> Iterator[tuple[Reminder, tuple[Fate, datetime]]]:
    """Each row with what becomes of it now. *singly*: not for the mail of the day."""
    around = Around.of(rows, now=now)
    return ((row, fate(facts(row, around, singly=singly, now=now), now=now)) for row in rows)


def facts(row: Reminder, around: Around, *, singly: bool = True, now: datetime) -> Facts:
    session, seat, person = row.session, row.membership, row.membership.user
    reach, pair = Reach.of(person), (row.session_id, row.membership_id)
    is_here = seat.state == State.SEATED and not seat.is_paused
    return Facts(
        channel=row.channel,
        is_true=_is_true(row, around),
        is_current=row.session_version == session.version,
        is_wished=is_here and reach.wished(TOPIC[ReminderKind(row.kind)], row.channel) and pair not in around.away,
        helps_until=_helps_until(row, around),
        clock=Clock.of(person.time_zone, person.quiet_from, person.quiet_to),
        due_at=row.due_at,
        is_ready=row.kind != ReminderKind.OPEN or session.opened_at is not None,
        rests_until=reach.rest(row.channel, now=now),
        digest_at=person.digest_at if singly and row.attempts == 0 else None,
    )


def reminds(group: SupportGroup, kind: str) -> bool:
    """Whether the group sends this note before a session. News of a change is not its to switch off."""
    return bool(getattr(group, f"remind_{kind}", True))


def _is_true(row: Reminder, around: Around) -> bool:
    if row.kind in returning.KINDS:
        return row.pk in around.after
    if row.kind == ReminderKind.DEBRIEF:
        return row.session.state != SessionState.CANCELLED and row.session.opened_at is not None and _holds(row, around)
    return row.session.state == SessionState.PLANNED and _is_right_before(row, around)


def _is_right_before(row: Reminder, around: Around) -> bool:
    if row.kind == ReminderKind.PREPARE:
        return _holds(row, around)
    if row.kind == ReminderKind.INTENTION:
        return row.pk in around.words
    if row.kind == ReminderKind.OPEN:
        return (row.session_id, row.membership_id) not in around.inside
    return reminds(row.session.group, row.kind)


def _holds(row: Reminder, around: Around) -> bool:
    return row.membership_id in around.holders[row.session_id].ids


def _helps_until(row: Reminder, around: Around) -> datetime:
    if row.kind == ReminderKind.DEBRIEF:
        return row.session.ends_at + LOOKS_BACK
    return around.after.get(row.pk, row.session.starts_at + TOO_LATE)


def _of_kinds(rows: Sequence[Reminder], kinds: Collection[str]) -> list[Reminder]:
    return [row for row in rows if row.kind in kinds]


def _said_not_today(rows: Sequence[Reminder]) -> set[Pair]:
    said = Rsvp.objects.filter(answer=Answer.NOT_TODAY, session__in=_sessions(rows), membership__in=_people(rows))
    return set(said.values_list("session_id", "membership_id")) if rows else set()


def _came(rows: Sequence[Reminder]) -> set[Pair]:
    came = Attendance.objects.filter(session__in=_sessions(rows), membership__in=_people(rows))
    return set(came.values_list("session_id", "membership_id")) if rows else set()


def _held(rows: Sequence[Reminder]) -> dict[UUID, Holders]:
    sessions: dict[UUID, Session] = {row.session_id: row.session for row in rows}
    return holders(sessions.values()) if sessions else {}


def _sessions(rows: Sequence[Reminder]) -> set[UUID]:
    return {row.session_id for row in rows}


def _people(rows: Sequence[Reminder]) -> set[UUID]:
    return {row.membership_id for row in rows}
