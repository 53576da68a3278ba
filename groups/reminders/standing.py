"""Where somebody stands after sessions that they did not come to: read for `returning`, which decides.

Nobody is shown any of this, and nothing of it is kept: it is read anew from what there is, each time it is asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from groups.membership.models import Membership, MembershipQuerySet, State
from groups.people.quiet import Clock
from groups.reminders import returning
from groups.reminders.models import Heard, Reminder, ReminderState
from groups.reminders.returning import Met
from groups.schedule.models import Answer, Attendance, Rsvp, Session, SessionState, Usual

LOOKED_BACK = timedelta(weeks=27)
"""Further than the longest pause."""

CAME = ~Q(marked_at__isnull=False, attended=False)
"""Of `Attendance`: somebody looked in, however shortly; unless a facilitator says that it was not so."""


class Held(NamedTuple):
    """A session that took place."""

    pk: UUID
    group_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class Known:
    """What there is of one person in one group."""

    came: set[UUID] = field(default_factory=set)
    acts: list[datetime] = field(default_factory=list)
    stays_away: set[UUID] = field(default_factory=set)
    said: set[UUID] = field(default_factory=set)
    """Of which sessions they said anything: their usual word does not count for these."""
    usually_away_since: datetime | None = None
    told: dict[UUID, str] = field(default_factory=dict)

    def met(self, held: Sequence[Held], *, since: datetime) -> list[Met]:
        """Those of these sessions (the oldest first) that took place while they had a seat."""
        return [
            Met(one.ends_at, one.pk in self.came, self._is_excused(one), self.told.get(one.pk, ""))
            for one in held
            if one.starts_at > since
        ]

    def _is_excused(self, one: Held) -> bool:
        if one.pk in self.said or self.usually_away_since is None:
            return one.pk in self.stays_away
        return self.usually_away_since < one.ends_at


@dataclass(frozen=True, slots=True)
class Histories:
    """What took place, and what there is of some people."""

    held: Mapping[UUID, list[Held]]
    """Group → its sessions that took place and are settled, the oldest first."""
    known: Mapping[UUID, Known]

    def word_about(self, seat: Membership, session_id: UUID) -> str:
        """Which of `returning.KINDS` is right about this session, as of now; empty: none."""
        known, held = self.known[seat.pk], self.held[seat.group_id]
        until = next((number for number, one in enumerate(held, start=1) if one.pk == session_id), 0)
        met = known.met(held[:until], since=seat.joined_at)
        has_come_since = any(one.pk in known.came for one in held[until:])
        is_of_it = bool(until and met and met[-1].at == held[until - 1].ends_at)
        return returning.next_word(met, known.acts) if is_of_it and not has_come_since else ""


def took_place(*, since: datetime) -> QuerySet[Session]:
    """Sessions whose room was open, that are over since then, and in which it is settled who came."""
    return Session.objects.filter(state=SessionState.OVER, opened_at__isnull=False, ends_at__gt=since)


def read(seats: Iterable[Membership], *, now: datetime) -> Histories:
    """What is needed to judge these people; seven questions, however many they are."""
    since = now - LOOKED_BACK
    people = {seat.pk: seat.group_id for seat in seats}
    held: dict[UUID, list[Held]] = defaultdict(list)
    if people:
        sessions = took_place(since=since).filter(group__in=set(people.values())).order_by("ends_at", "pk")
        for one in sessions.values_list(*Held._fields):
            held[one[1]].append(Held(*one))
    known: dict[UUID, Known] = defaultdict(Known)
    if people:
        _add_presence(known, people, since=since)
        _add_answers(known, people, since=since)
        _add_what_was_told(known, people, since=since)
    return Histories(held, known)


def _add_presence(known: dict[UUID, Known], people: Collection[UUID], *, since: datetime) -> None:
    """Whoever looks in now has acted, too, though nothing is settled yet."""
    there = Attendance.objects.filter(CAME, membership__in=people, session__ends_at__gt=since)
    for membership_id, session_id, seen_at in there.values_list("membership_id", "session_id", "first_seen_at"):
        known[membership_id].came.add(session_id)
        known[membership_id].acts.append(seen_at)
    for membership_id, at in Heard.objects.filter(membership__in=people).values_list("membership_id", "at"):
        known[membership_id].acts.append(at)


def _add_answers(known: dict[UUID, Known], people: Collection[UUID], *, since: datetime) -> None:
    said = Rsvp.objects.filter(membership__in=people, session__ends_at__gt=since)
    for membership_id, session_id, answer, at in said.values_list(
        "membership_id", "session_id", "answer", "answered_at"
    ):
        known[membership_id].acts.append(at)
        known[membership_id].said.add(session_id)
        if answer == Answer.NOT_TODAY:
            known[membership_id].stays_away.add(session_id)
    usual = Usual.objects.filter(membership__in=people)
    for membership_id, answer, at in usual.values_list("membership_id", "answer", "since"):
        known[membership_id].acts.append(at)
        known[membership_id].usually_away_since = at if answer == Answer.NOT_TODAY else None


def _add_what_was_told(known: dict[UUID, Known], people: Collection[UUID], *, since: datetime) -> None:
    stands = Reminder.objects.filter(
        membership__in=people,
        kind__in=returning.KINDS,
        state__in=[ReminderState.SENT, ReminderState.PENDING],
        session__ends_at__gt=since,
    )
    for membership_id, session_id, kind in stands.values_list("membership_id", "session_id", "kind"):
        known[membership_id].told[session_id] = kind


def who_may_be_written_to() -> MembershipQuerySet:
    """Members who agreed to a word, have a seat and do not rest; with their group and their person."""
    there = Membership.objects.present().staying().members()
    agreed = there.filter(may_be_written_to=True, user__is_active=True, group__writes_after=True)
    return agreed.select_related("group", "user")


def may_be_written_to(seat: Membership) -> bool:
    """The same of one seat, read with its group and its person."""
    is_there = seat.state == State.SEATED and not (seat.is_paused or seat.is_guest or seat.is_facilitator)
    return is_there and seat.may_be_written_to and seat.user.is_active and seat.group.writes_after


def clock_of(seat: Membership) -> Clock:
    return Clock.of(seat.user.time_zone, seat.user.quiet_from, seat.user.quiet_to)


def still_right(rows: Iterable[Reminder], *, now: datetime) -> dict[UUID, datetime]:
    """Of rows of `returning.KINDS`, those that are still right → the last instant (UTC) at which they help.

    Consent, presence and silence are asked again, with statements of their own: PostgreSQL reads a row anew that it
    had to wait for, but not what was joined to it.
    """
    ours = [row for row in rows if row.kind in returning.KINDS]
    if not ours:
        return {}
    agreed = who_may_be_written_to().filter(pk__in={row.membership_id for row in ours})
    seats = {seat.pk: seat for seat in agreed}
    histories = read(seats.values(), now=now)
    ends = {one.pk: one.ends_at for held in histories.held.values() for one in held}
    return {
        row.pk: last_help(seats[row.membership_id], ends[row.session_id])
        for row in ours
        if row.membership_id in seats and histories.word_about(seats[row.membership_id], row.session_id) == row.kind
    }


def last_help(seat: Membership, end: datetime) -> datetime:
    """The last instant (UTC) at which a word about a session that ended then helps."""
    group = seat.group
    return returning.helps_until(end, clock_of(seat), days=group.after_days, at=group.after_at)
