"""Claim, check again, send. Each step is one conditional UPDATE, so that a worker may die between any two.

* On the page: the row itself is what is delivered; it is marked once, or not at all.
* By mail: at least once. A mail goes out between two commits: the first counts the try (and refuses it when the session
  has changed, the person has left or the row is another worker's by now), the second marks the row. Who dies in between
  sends one mail again, with the same Message-ID.
"""

import time
from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet

from groups.membership.models import State
from groups.reminders import mail
from groups.reminders.arming import latest_start
from groups.reminders.models import (
    LEASE,
    LONG_AGO,
    MOST_TRIES,
    Channel,
    Reminder,
    ReminderKind,
    ReminderState,
)
from groups.reminders.planning import Clock, Facts, Fate, fate
from groups.schedule.models import Answer, Rsvp, SessionState

log = structlog.get_logger(__name__)

PAUSES = {1: timedelta(minutes=5), 2: timedelta(minutes=30)}
"""After the first and the second try that did not succeed."""

OUTAGE = timedelta(seconds=30)
"""How long to wait when the mail server is away: that is nobody's try."""

SPARE = timedelta(seconds=20)
"""A batch is put down when no more than this is left of its lease: what is sent next would not be ours."""

NEWS = {ReminderKind.CANCELLED: SessionState.CANCELLED, ReminderKind.MOVED: SessionState.PLANNED}
ENDS = {Fate.EXPIRE: ReminderState.EXPIRED, Fate.DROP: ReminderState.DROPPED}


def claim(*, channel: Channel, limit: int, now: datetime) -> tuple[UUID, list[Reminder]]:
    """Take up to that many due rows for a minute. Of two workers only one is ever told yes for a row."""
    lease = uuid4()
    due = Reminder.objects.due(now=now).filter(channel=channel)
    ids = list(due.values_list("pk", flat=True)[:limit])
    if not ids:
        return lease, []
    Reminder.objects.due(now=now).order_by().filter(pk__in=ids).update(leased_until=now + LEASE, lease=lease)
    rows = _held(lease).filter(pk__in=ids).select_related("session", "membership__user")
    return lease, list(rows.order_by("due_at", "pk"))


def _held(lease: UUID) -> QuerySet[Reminder]:
    return Reminder.objects.filter(lease=lease, state=ReminderState.PENDING)


def show(*, limit: int, now: datetime) -> int:
    """Put what is due on people's pages. Return how many rows were settled."""
    lease, rows = claim(channel=Channel.IN_APP, limit=limit, now=now)
    with transaction.atomic():
        ready = _sorted_out(lease, rows, now=now)
        _held(lease).filter(pk__in=[row.pk for row in ready]).update(state=ReminderState.SENT, sent_at=now, lease=None)
    return len(rows)


def post(*, limit: int, now: datetime) -> int:
    """Mail what is due over one connection. Return how many rows were settled; 0 also while the mail server is away."""
    lease, rows = claim(channel=Channel.MAIL, limit=limit, now=now)
    ready = _sorted_out(lease, rows, now=now)
    if not ready:
        return len(rows)
    try:
        with mail.connection() as connection:
            _post_each(connection, lease, ready, now=now)
    except mail.ServerIsAway:
        log.warning("reminders.mail_server_is_away")
        _held(lease).update(lease=None, leased_until=now + OUTAGE)
        return 0
    # What the lease had no time for is free again.
    _held(lease).update(lease=None, leased_until=LONG_AGO)
    return len(rows)


def _sorted_out(lease: UUID, rows: list[Reminder], *, now: datetime) -> list[Reminder]:
    """Check again: settle what is not to be sent, and return the rest."""
    stays_away = _who_stays_away(rows)
    ready: list[Reminder] = []
    others: dict[tuple[Fate, datetime], list[UUID]] = defaultdict(list)
    for row in rows:
        verdict, moment = fate(_facts(row, stays_away), now=now)
        if verdict == Fate.SEND:
            ready.append(row)
        else:
            others[verdict, moment].append(row.pk)
    for (verdict, moment), ids in others.items():
        change = {"state": ENDS[verdict]} if verdict in ENDS else {"due_at": moment, "leased_until": LONG_AGO}
        _held(lease).filter(pk__in=ids).update(lease=None, **change)
    return ready


def _who_stays_away(rows: list[Reminder]) -> set[tuple[UUID, UUID]]:
    """(session, membership) of those who said "not today": they are not reminded of it."""
    said = Rsvp.objects.filter(
        answer=Answer.NOT_TODAY,
        session__in={row.session_id for row in rows},
        membership__in={row.membership_id for row in rows},
    )
    return set(said.values_list("session_id", "membership_id")) if rows else set()


def _facts(row: Reminder, stays_away: set[tuple[UUID, UUID]]) -> Facts:
    session, person, by_mail = row.session, row.membership.user, row.channel == Channel.MAIL
    is_news = row.kind in NEWS
    is_reached = person.is_active and row.membership.state == State.SEATED and (person.reminders_by_mail or not by_mail)
    return Facts(
        is_news=is_news,
        by_mail=by_mail,
        is_true=session.state == NEWS.get(ReminderKind(row.kind), SessionState.PLANNED),
        is_current=row.session_version == session.version,
        is_wished=is_reached and (is_news or (row.session_id, row.membership_id) not in stays_away),
        start=session.starts_at,
        latest_start=latest_start(session),
        clock=Clock(ZoneInfo(person.time_zone), person.quiet_from, person.quiet_to),
    )


def _post_each(connection: BaseEmailBackend, lease: UUID, rows: list[Reminder], *, now: datetime) -> None:
    words, began = mail.Words.current(), time.monotonic()
    done: Reminder | None = None
    try:
        for row in rows:
            if timedelta(seconds=time.monotonic() - began) > LEASE - SPARE:
                return
            # One commit marks the last mail and counts the try of the next: never more than one is out and unmarked.
            with transaction.atomic():
                if done is not None:
                    _mark(done, lease, now=now)
                is_ours = _try(row, lease)
            done = None
            if is_ours and _handed_over(connection, words, row, lease, now=now):
                done = row
    finally:
        if done is not None:
            _mark(done, lease, now=now)


def _try(row: Reminder, lease: UUID) -> bool:
    """Count a try, unless the row is not ours any more, speaks of another time, or nobody wishes it any more."""
    if row.attempts >= MOST_TRIES:
        _park(row, lease, reason="worker_died")
        return False
    wished = Q(
        membership__state=State.SEATED, membership__user__is_active=True, membership__user__reminders_by_mail=True
    )
    current = Q(session__version=row.session_version, session_version=row.session_version)
    row.attempts += 1
    return _held(lease).filter(wished, current, pk=row.pk).update(attempts=F("attempts") + 1) == 1


def _handed_over(connection: BaseEmailBackend, words: mail.Words, row: Reminder, lease: UUID, *, now: datetime) -> bool:
    """Give one mail to the server. One that it refuses, or is slow to take, waits; the others go on."""
    try:
        mail.send(connection, words.message(row))
    except mail.NotTaken as no:
        if row.attempts >= MOST_TRIES:
            _park(row, lease, reason=no.reason)
        else:
            log.info("reminders.mail_not_taken", reminder=str(row.pk), reason=no.reason, attempts=row.attempts)
            pause = now + PAUSES[row.attempts]
            _held(lease).filter(pk=row.pk).update(due_at=pause, lease=None, leased_until=LONG_AGO)
        return False
    return True


def _mark(row: Reminder, lease: UUID, *, now: datetime) -> None:
    # A session that moved while its mail was under way has taken the row from us: it will be sent with the new time.
    _held(lease).filter(pk=row.pk, session_version=row.session_version).update(
        state=ReminderState.SENT, sent_at=now, lease=None
    )


def _park(row: Reminder, lease: UUID, *, reason: str) -> None:
    log.warning("reminders.parked", reminder=str(row.pk), reason=reason)
    _held(lease).filter(pk=row.pk).update(state=ReminderState.PARKED, lease=None)
