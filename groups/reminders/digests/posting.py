"""What waits for one mail a day goes together, and is settled together. The row is the job.

A job makes the row of a mail of the day when its time has come and something waits for it. A worker claims that row,
and by the same lease every mail that waits for its person; judges each of them again, as if it went by itself; sends
one mail, and marks all of it in one transaction: at least once, with the same Message-ID each time. Where a worker died
in between, the next one tells the same again, and nothing that came after it: a mailbox may drop what it knows.

What was refused by itself before, or is judged to wait, is not taken along. What waited, and was not taken, goes by
itself ten minutes later (`planning.digest_wait`).
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest

from groups.membership.models import State
from groups.people.held import hand_over, over_one_connection, park, sort_out
from groups.people.models import User
from groups.people.planning import LEASE, LONG_AGO, MOST_TRIES, SPARE, Fate
from groups.people.quiet import Clock
from groups.people.wishes import Channel
from groups.reminders import delivery, notices
from groups.reminders.digests.words import Parcel, Words
from groups.reminders.models import Digest, Notice, Reminder, ReminderState
from groups.reminders.planning import INSTANT, NET, last_digest
from groups.reminders.returning import KINDS
from groups.schedule.models import Session

SETTLED = timedelta(seconds=30)
"""A mail of the day begins so long after its time: what falls due at the same moment is judged by then, and waits."""

Table = type[Reminder] | type[Notice]
TABLES: tuple[Table, ...] = (Reminder, Notice)


def make(*, now: datetime) -> int:
    """Make the rows of the mails of the day whose time has come and for which something waits. Return how many."""
    rows = [row for user, earliest in _who_waits(now=now) if (row := _row(user, earliest, now=now))]
    there = set(Digest.objects.filter(user__in=[row.user for row in rows]).values_list("user", "day"))
    new = [row for row in rows if (row.user_id, row.day) not in there]
    Digest.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _who_waits(*, now: datetime) -> Iterator[tuple[User, datetime]]:
    """Whoever wishes one mail a day and has mails that are due, or as good as due; with when the first of them is."""
    first: dict[UUID, datetime] = {}
    until = now + NET + INSTANT
    for table in TABLES:
        # The first entry of an index: where nothing is due, nothing else is read.
        oldest = table.objects.filter(channel=Channel.MAIL, state=ReminderState.PENDING).aggregate(at=Min("due_at"))[
            "at"
        ]
        if oldest is None or oldest > until:
            continue
        waiting = _waiting(table).filter(
            due_at__gte=oldest, due_at__lte=until, membership__user__digest_at__isnull=False
        )
        for user_id, due_at in waiting.values_list("membership__user").annotate(Min("due_at")):
            first[user_id] = min(due_at, first.get(user_id, due_at))
    for user in User.objects.filter(pk__in=first):
        yield user, first[user.pk]


def _waiting(table: Table) -> QuerySet[Any]:
    """Mails that nobody has tried by themselves."""
    return table.objects.filter(channel=Channel.MAIL, state=ReminderState.PENDING, attempts=0)


def _row(user: User, earliest: datetime, *, now: datetime) -> Digest | None:
    if user.digest_at is None:
        return None
    clock = Clock.of(user.time_zone, user.quiet_from, user.quiet_to)
    due = last_digest(user.digest_at, clock, now=now)
    if earliest > due + NET + INSTANT:
        return None
    return Digest(user=user, day=due.astimezone(clock.zone).date(), due_at=due + SETTLED)


def post(*, limit: int, now: datetime) -> int:
    """Mail what is due over one connection. Return how many rows were settled; 0 also while the mail server is away."""
    lease, rows, taken = claim(limit=limit, now=now)
    try:
        ready = _sorted_out(lease, _packed(lease, rows, taken, now=now), now=now)
        return _over_one_connection(lease, rows, ready, now=now) if ready else len(rows)
    finally:
        for table, ids in taken.items():
            _ours(table, lease).filter(pk__in=ids).update(lease=None, leased_until=LONG_AGO)


def _over_one_connection(lease: UUID, rows: Sequence[Digest], ready: Sequence[Parcel], *, now: datetime) -> int:
    return over_one_connection(
        lambda server: _post_each(server, lease, ready, now=now), _ours(Digest, lease), rows, what="digest", now=now
    )


Taken = dict[Table, list[UUID]]


def claim(*, limit: int, now: datetime) -> tuple[UUID, list[Digest], Taken]:
    """Take up to that many for a minute, and what waits for them by the same lease."""
    lease, taken = uuid4(), Taken({table: [] for table in TABLES})
    due = Digest.objects.filter(state=ReminderState.PENDING, due_at__lte=now, leased_until__lt=now)
    first = list(due.select_related("user").order_by("due_at", "pk")[:limit])
    return lease, [one for one in first if _claim(one, due, lease, taken, now=now)], taken


@transaction.atomic
def _claim(one: Digest, due: QuerySet[Digest], lease: UUID, taken: Taken, *, now: datetime) -> bool:
    # Both or neither: what somebody who died over it had sent is known by their lease, on the mail and on its parts.
    mine = due.filter(pk=one.pk, lease=one.lease).update(lease=lease, leased_until=now + LEASE) == 1
    for table in TABLES if mine else ():
        taken[table] += _take(table, lease, one, now=now)
    return mine


def _ours(table: Table | type[Digest], lease: UUID) -> QuerySet[Any]:
    """What is still ours. Always asked for by id besides: no index knows the leases."""
    return table.objects.filter(lease=lease, state=ReminderState.PENDING)


def _take(table: Table, lease: UUID, row: Digest, *, now: datetime) -> list[UUID]:
    """Take what waits for this person by the same lease; return the ids."""
    free, until = _waiting(table).filter(leased_until__lt=now), row.due_at - SETTLED + NET
    mine = free.filter(membership__user=row.user_id)
    change: dict[str, Any] = {"lease": lease, "leased_until": now + LEASE}
    if row.attempts and row.lease:
        mine = mine.filter(lease=row.lease)
    elif table is Reminder:
        mine = mine.filter(due_at__lte=until + INSTANT)
    if not row.attempts:
        # Should we die over it, nobody sends it by itself before this mail had its time.
        change["due_at"] = Greatest(F("due_at"), Value(until))
    # Whoever holds one of them just now keeps it: to wait here, with others in hand, might be to wait for ever.
    ids = list(mine.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    free.filter(pk__in=ids).update(**change)
    return ids


def _packed(lease: UUID, rows: Sequence[Digest], ids: Taken, *, now: datetime) -> list[Parcel]:
    """Each mail of the day with what goes along: all that is right to be told now, judged row by row."""
    seats = ("membership__user", "session__group")
    reminders = list(
        _ours(Reminder, lease).filter(pk__in=ids[Reminder]).select_related(*seats).order_by("due_at", "pk")
    )
    changes = list(
        _ours(Notice, lease).filter(pk__in=ids[Notice]).select_related("membership__user", "change").order_by("pk")
    )
    along = defaultdict[UUID, list[Reminder]](list)
    for reminder in delivery.sorted_out(lease, reminders, now=now, singly=False):
        along[reminder.membership.user_id].append(reminder)
    news = defaultdict[UUID, list[notices.Letter]](list)
    for letter in notices.sorted_out(lease, changes, now=now, singly=False):
        news[letter.row.membership.user_id].append(letter)
    return [Parcel(row, along[row.user_id], news[row.user_id]) for row in rows]


def _sorted_out(lease: UUID, parcels: Sequence[Parcel], *, now: datetime) -> list[Parcel]:
    """Settle the mails of the day for which nothing is left, and return the others."""
    fates = [(one.row, (Fate.DROP if one.is_empty else Fate.SEND, now)) for one in parcels]
    going = {row.pk for row in sort_out(_ours(Digest, lease), fates)}
    return [one for one in parcels if one.row.pk in going]


def _post_each(server: BaseEmailBackend, lease: UUID, parcels: Sequence[Parcel], *, now: datetime) -> None:
    news = [letter for one in parcels for letter in one.news]
    words, began, held = Words.current(notices.next_dates(news, now=now)), time.monotonic(), _ours(Digest, lease)
    for one in parcels:
        if timedelta(seconds=time.monotonic() - began) > LEASE - SPARE:
            return
        if one.row.attempts >= MOST_TRIES:
            park(one.row, held, what="digest", reason="worker_died")
            continue
        write = partial(words.message, one)
        if _try(one, lease) and hand_over(server, write, one.row, held, what="digest", now=now):
            _mark(one, lease, now=now)


def _try(one: Parcel, lease: UUID) -> bool:
    """Count a try. False: the row is not ours any more, or something is not as it was when its words were made."""
    one.row.attempts += 1
    same = Exists(User.objects.filter(pk=OuterRef("user"), wishes_version=one.row.user.wishes_version))
    mine = _ours(Digest, lease).filter(same, pk=one.row.pk)
    return _is_whole(one, lease) and mine.update(attempts=F("attempts") + 1) == 1


def _is_whole(one: Parcel, lease: UUID) -> bool:
    """Every part is still ours, its person seated, and no session has changed since it was read."""
    here = Q(membership__state=State.SEATED, membership__paused_at=None)
    agreed = ~Q(kind__in=KINDS) | Q(membership__may_be_written_to=True)
    mine = _ours(Reminder, lease).filter(here, agreed, pk__in=one.reminder_ids)
    current = mine.filter(session_version=F("session__version"))
    news = _ours(Notice, lease).filter(here, pk__in=one.notice_ids)
    told = {letter.session.pk: letter.session.version for letter in one.news if letter.session}
    unchanged = dict(Session.objects.filter(pk__in=told).values_list("pk", "version")) == told
    return unchanged and current.count() == len(one.reminders) and news.count() == len(one.news)


@transaction.atomic
def _mark(one: Parcel, lease: UUID, *, now: datetime) -> None:
    """It is out, and so is all that it carried. What moved meanwhile has been taken from us: it will be told anew."""
    sent: dict[str, Any] = {"state": ReminderState.SENT, "sent_at": now, "lease": None}
    if _ours(Digest, lease).filter(pk=one.row.pk).update(**sent):
        _ours(Reminder, lease).filter(pk__in=one.reminder_ids).update(**sent)
        _ours(Notice, lease).filter(pk__in=one.notice_ids).update(**sent)
        notices.settle(covered for letter in one.news for covered in letter.covered)
