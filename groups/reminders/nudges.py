"""Reminders and news ring the devices of whoever wishes that: claimed and judged like mail, and without a word.

What a device shows is the same for all of them (`people.push`). A person rings once for all that is due in a batch.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery

from groups.membership.models import Membership, State
from groups.people.push import is_offered
from groups.people.push.bells import LONGEST, Call, Table, helps_until, ring_all
from groups.people.quiet import Clock
from groups.people.wishes import Channel
from groups.reminders import delivery, notices
from groups.reminders.models import Notice, Reminder, ReminderState
from groups.reminders.planning import TOO_LATE
from groups.reminders.returning import KINDS as AFTER_A_SESSION
from groups.schedule.models import Session


def ring_for_reminders(*, limit: int, now: datetime) -> int:
    """Ring for what is due about sessions. Return how many rows were settled."""
    lease, rows = delivery.claim(channel=Channel.PUSH, limit=limit, now=now)
    held = delivery.held(lease)
    if not is_offered():
        return held.filter(pk__in=[row.pk for row in rows]).update(state=ReminderState.DROPPED, lease=None)
    ready = delivery.sorted_out(lease, rows, now=now)
    table = Table("reminder", held, lambda row: _try(row, lease), lambda row: _mark(row, lease, now=now))
    ring_all([_call(row, now=now) for row in ready], table, rows, now=now)
    return len(rows)


def _call(row: Reminder, *, now: datetime) -> Call:
    last = row.session.starts_at + TOO_LATE
    return _of(row, last if last > now else now + LONGEST, now=now)


def _try(row: Reminder, lease: UUID) -> bool:
    """Count a try. False: it is not ours any more, speaks of another time, or its person has gone or changed a wish."""
    row.attempts += 1
    seats = Membership.objects.filter(pk=OuterRef("membership"), state=State.SEATED, paused_at=None)
    if row.kind in AFTER_A_SESSION:
        seats = seats.filter(may_be_written_to=True)
    # Values, not joins: PostgreSQL asks anew of a row that it had to wait for, but not of what was joined to it.
    newest = {
        "wishes": Subquery(seats.filter(user__is_active=True).values("user__wishes_version")),
        "version": Subquery(Session.objects.filter(pk=OuterRef("session")).values("version")),
    }
    same = Q(wishes=row.membership.user.wishes_version, version=row.session_version)
    mine = delivery.held(lease).alias(**newest).filter(same, pk=row.pk, session_version=row.session_version)
    return mine.update(attempts=F("attempts") + 1) == 1


def _mark(row: Reminder, lease: UUID, *, now: datetime) -> None:
    # A session that moved meanwhile has taken the row from us: it rings again, for its new time.
    mine = delivery.held(lease).filter(pk=row.pk, session_version=row.session_version)
    mine.update(state=ReminderState.SENT, sent_at=now, lease=None)


def ring_for_news(*, limit: int, now: datetime) -> int:
    """Ring for what has changed. Return how many rows were settled."""
    lease, rows = notices.claim(channel=Channel.PUSH, limit=limit, now=now)
    held = notices.held(lease)
    if not is_offered():
        return held.filter(pk__in=[row.pk for row in rows]).update(state=ReminderState.DROPPED, lease=None)
    ready = {one.row.pk: one for one in notices.sorted_out(lease, rows, now=now)}
    table = Table(
        "notice",
        held,
        lambda row: notices.counts_a_try(ready[row.pk], lease),
        lambda row: notices.mark(ready[row.pk], lease, now=now),
    )
    calls = [_of(one.row, _last_use(one, now=now), now=now) for one in ready.values()]
    ring_all(calls, table, rows, now=now)
    return len(rows)


def _last_use(letter: notices.Letter, *, now: datetime) -> datetime:
    return max(one.change.helps_until for one in (letter.oldest, *letter.covered)) + TOO_LATE


def _of(row: Reminder | Notice, last: datetime, *, now: datetime) -> Call:
    person = row.membership.user
    clock = Clock.of(person.time_zone, person.quiet_from, person.quiet_to)
    return Call(row, person.pk, helps_until(last, clock, now=now))
