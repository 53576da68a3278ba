"""Rows for sessions and the people in their groups, many at a time.

What is wished decides which rows there are: one for each way by which somebody wishes to hear of it. Rows that are
there already are let follow what has changed since: a session, a rule of its group, who holds it, what somebody wishes.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from groups.membership.models import Membership, Part, SupportGroup
from groups.people.models import PushDevice
from groups.people.quiet import Clock
from groups.people.wishes import Channel, Topic, Wishes
from groups.reminders import intentions
from groups.reminders.models import TOPIC, ReminderKind
from groups.reminders.planning import (
    Hours,
    Rules,
    debrief_time,
    nearest,
    notes_before,
    open_time,
    prepare_time,
)
from groups.schedule.models import Session
from groups.staffing.access import holders


class Person(NamedTuple):
    """What decides when, and by which ways, somebody is told: the same for many, so that it is worked out once."""

    time_zone: str
    quiet_from: time | None
    quiet_to: time | None
    chosen: str
    """`User.wishes`, as it is kept."""
    by_mail: bool
    mail_trouble: str
    has_device: bool

    @property
    def clock(self) -> Clock:
        return Clock.of(self.time_zone, self.quiet_from, self.quiet_to)

    @property
    def wishes(self) -> Wishes:
        return Wishes(json.loads(self.chosen), by_mail=self.by_mail)

    def ways(self, topic: str) -> tuple[str, ...]:
        """By which ways it is wished, and can reach them."""
        return _ways(self, topic)


@lru_cache(maxsize=1024)
def _ways(person: Person, topic: str) -> tuple[str, ...]:
    out = {Channel.PUSH} if not person.has_device else set()
    out |= {Channel.MAIL} if person.mail_trouble else set()
    wished = person.wishes.ways(topic)
    return tuple(way for way in Channel.values if way in wished and way not in out)


@dataclass(frozen=True, slots=True)
class Seat:
    membership_id: UUID
    joined_at: datetime
    is_present: bool
    is_guest: bool
    person: Person

    @property
    def clock(self) -> Clock:
        return self.person.clock


def seats_of(
    group_ids: Iterable[UUID], *, only: Collection[UUID] | None = None, with_guests: bool = False
) -> dict[UUID, list[Seat]]:
    """Group → everybody who is seated there, facilitators too. *only*: of these people (ids of users).

    *with_guests*: also who stands in for one session; those who sit in for one are told otherwise.
    """
    comes = Q(guest_until=None) | Q(role=Part.FACILITATOR) if with_guests else Q(guest_until=None)
    seated = Membership.objects.current().filter(comes, group__in=set(group_ids))
    if only is not None:
        seated = seated.filter(user__in=only)
    device = Exists(PushDevice.objects.filter(user=OuterRef("user")))
    facts = seated.annotate(chosen=Cast("user__wishes", TextField()), has_device=device).values_list(
        "group_id", "pk", "joined_at", "paused_at", "guest_until", "user__time_zone", "user__quiet_from",
        "user__quiet_to", "chosen", "user__reminders_by_mail", "user__mail_trouble", "has_device",
    )  # fmt: skip
    found: dict[UUID, list[Seat]] = defaultdict(list)
    for group_id, pk, joined_at, paused_at, guest_until, *rest in facts:
        found[group_id].append(Seat(pk, joined_at, paused_at is None, guest_until is not None, Person(*rest)))
    return found


class Note(NamedTuple):
    """What one person will be told about one session, and by which ways."""

    membership_id: UUID
    session_id: UUID
    session_version: int
    kind: str
    due_at: datetime
    ways: tuple[str, ...]


Lines = Sequence[tuple[str, datetime, tuple[str, ...]]]


@dataclass(slots=True)
class Drafts:
    """What is wanted for some sessions, worked out once for all who wish the same."""

    sessions: Sequence[Session]
    rules: Mapping[UUID, Rules]
    """Of their groups."""
    seats: Mapping[UUID, Sequence[Seat]]
    now: datetime
    known: dict[tuple[UUID, Person, bool], Lines] = field(default_factory=dict)

    @classmethod
    def of(cls, sessions: Sequence[Session], *, only: Collection[UUID] | None = None, now: datetime) -> "Drafts":
        """As things are now; whoever calls holds the rows of the sessions, so that they stay so."""
        groups = {one.group_id for one in sessions}
        return cls(sessions, rules_of(groups), seats_of(groups, only=only, with_guests=True), now)

    def notes(self) -> list[Note]:
        """All of them, those whose time has gone by too."""
        hold = {pk: set(one.ids) for pk, one in holders(self.sessions).items()}
        words = intentions.wanted(self.sessions, now=self.now)
        found: list[Note] = []
        for session in self.sessions:
            key, held, written = (session.pk, session.version), hold[session.pk], words.get(session.pk, {})
            for seat in self.seats.get(session.group_id, ()):
                who = seat.membership_id
                lines = self._lines(session, seat, holds=who in held)
                found += [Note(who, *key, kind, due, ways) for kind, due, ways in lines]
                if who in written:
                    found += [
                        Note(who, *key, kind, due, ways)
                        for kind, due, ways in self._word(session, seat.person, written[who])
                    ]
        return found

    def _lines(self, session: Session, seat: Seat, *, holds: bool) -> Lines:
        if seat.is_guest:
            return _prepare(session, seat.person, self.rules[session.group_id]) if holds else ()
        key = (session.pk, seat.person, holds)
        if key not in self.known:
            self.known[key] = _wished(self._all(session, seat.person, holds=holds))
        return self.known[key]

    def _all(self, session: Session, person: Person, *, holds: bool) -> Lines:
        clock, rules, wishes = person.clock, self.rules[session.group_id], person.wishes
        hours = Hours(wishes.hours(Topic.FIRST), wishes.hours(Topic.SECOND))
        times = notes_before(session.starts_at, clock, rules, hours, now=self.now)
        lines = [(kind, due, person.ways(TOPIC[ReminderKind(kind)])) for kind, due in times.items()]
        lines.append((ReminderKind.OPEN, open_time(session.starts_at), person.ways(Topic.OPEN)))
        if not holds:
            return lines
        [(_kind, due, ways)] = prepare = _prepare(session, person, rules)
        instead = nearest(times, due)
        kept = [(one, at, tuple(way for way in by if one != instead or way not in ways)) for one, at, by in lines]
        debrief = (ReminderKind.DEBRIEF, debrief_time(session.ends_at, clock), person.ways(Topic.DEBRIEF))
        return [*kept, *prepare, debrief]

    def _word(self, session: Session, person: Person, stands: datetime | None) -> Lines:
        due = intentions.due(session.starts_at, person.clock, stands=stands, now=self.now)
        return _wished([(ReminderKind.INTENTION, due, person.ways(Topic.INTENTION))]) if due else ()


def _wished(lines: Lines) -> Lines:
    return [line for line in lines if line[2]]


def _prepare(session: Session, person: Person, rules: Rules) -> Lines:
    due = prepare_time(session.starts_at, person.clock, rules)
    return [(ReminderKind.PREPARE, due, person.ways(Topic.PREPARE))]


def rules_of(groups: Iterable[UUID]) -> dict[UUID, Rules]:
    """Group → when its notes come. Asked by itself: what is joined to a locked row may be older than the lock."""
    columns = ("first_note_days", "first_note_at", "second_note_days", "second_note_at", "prepare_days", "prepare_at")
    sends = ("remind_three_days", "remind_one_day")
    found = SupportGroup.objects.filter(pk__in=set(groups)).values_list("pk", *sends, *columns)
    return {
        pk: Rules((days, at) if sends_first else None, (later, then) if sends_second else None, (before, hour))
        for pk, sends_first, sends_second, days, at, later, then, before, hour in found
    }
