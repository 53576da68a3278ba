"""Claim, check again, send. Each step is one conditional UPDATE, so that a worker may die between any two.

* On the page: the row itself is what is delivered; it is marked once, or not at all.
* By mail: at least once. A mail goes out between two statements: the first counts the try (and refuses it when the
  session has changed, the person has left or the row is another worker's by now), the second marks the row. Who dies in
  between sends one mail again, with the same Message-ID.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import QuerySet

from groups.people.held import hand_over, over_one_connection, park, sort_out
from groups.people.planning import LEASE, MOST_TRIES, SPARE
from groups.people.wishes import Channel
from groups.reminders import live
from groups.reminders.judging import judged
from groups.reminders.mail import Words
from groups.reminders.models import Reminder, ReminderState

log = structlog.get_logger(__name__)

READ = (
    "kind", "channel", "session_version", "attempts", "due_at", "session__state", "session__version",
    "session__starts_at", "session__ends_at", "session__opened_at", "session__group__remind_three_days",
    "session__group__remind_one_day", "membership__state", "membership__role", "membership__paused_at",
    *(f"membership__user__{name}" for name in (
        "is_active", "email", "time_zone", "quiet_from", "quiet_to", "reminders_by_mail", "mail_is_private",
        "plain_mail", "mail_trouble", "wishes", "wishes_version", "digest_at", "rests_until",
    )),
)  # fmt: skip
# What stands between any two mails, said once: the last is marked, the next is tried. Written out, because the ORM has
# no word for it and would need three statements and a transaction, at the price of a third of the mails.
STEP = """
    UPDATE groups_reminder SET
        state = CASE WHEN id = %(done)s THEN 'sent' ELSE state END,
        sent_at = CASE WHEN id = %(done)s THEN %(now)s ELSE sent_at END,
        lease = CASE WHEN id = %(done)s THEN NULL ELSE lease END,
        attempts = CASE WHEN id = %(next)s THEN attempts + 1 ELSE attempts END
    WHERE id IN (%(done)s, %(next)s) AND lease = %(lease)s AND state = 'pending' AND (
        (id = %(done)s AND session_version = %(done_version)s)
        OR (id = %(next)s AND session_version = %(next_version)s
            AND (SELECT meeting.version FROM groups_session meeting
                WHERE meeting.id = groups_reminder.session_id) = %(next_version)s
            AND (SELECT seat.state = 'seated' AND seat.paused_at IS NULL
                    AND person.is_active AND person.wishes_version = %(wishes)s
                    AND (seat.may_be_written_to OR groups_reminder.kind NOT IN ('after', 'question'))
                FROM groups_membership seat JOIN groups_user person ON person.id = seat.user_id
                WHERE seat.id = groups_reminder.membership_id)))
"""
# Values, not EXISTS: PostgreSQL may answer EXISTS by reading all seats into a table first, at 3 ms a mail.


def claim(*, channel: Channel, limit: int, now: datetime) -> tuple[UUID, list[Reminder]]:
    """Take up to that many due rows for a minute. Of two workers only one is ever told yes for a row."""
    lease = uuid4()
    due = Reminder.objects.due(now=now).filter(channel=channel)
    ids = list(due.values_list("pk", flat=True)[:limit])
    if not ids:
        return lease, []
    Reminder.objects.due(now=now).order_by().filter(pk__in=ids).update(leased_until=now + LEASE, lease=lease)
    rows = held(lease).filter(pk__in=ids).select_related("session__group", "membership__user").only(*READ)
    return lease, list(rows.order_by("due_at", "session_id", "pk"))


def held(lease: UUID) -> QuerySet[Reminder]:
    """What is still ours. Always asked for by id besides: no index knows the leases."""
    return Reminder.objects.filter(lease=lease, state=ReminderState.PENDING)


def show(*, limit: int, now: datetime) -> int:
    """Put what is due on people's pages. Return how many rows were settled."""
    lease, rows = claim(channel=Channel.IN_APP, limit=limit, now=now)
    with transaction.atomic():
        ready = sorted_out(lease, rows, now=now)
        held(lease).filter(pk__in=[row.pk for row in ready]).update(state=ReminderState.SENT, sent_at=now, lease=None)
        live.ring(row.membership.user_id for row in ready)
    return len(rows)


def post(*, limit: int, now: datetime) -> int:
    """Mail what is due over one connection. Return how many rows were settled; 0 also while the mail server is away."""
    lease, rows = claim(channel=Channel.MAIL, limit=limit, now=now)
    ready = sorted_out(lease, rows, now=now)
    if not ready:
        return len(rows)
    return over_one_connection(
        lambda server: _post_each(server, lease, ready, now=now), held(lease), rows, what="reminder", now=now
    )


def sorted_out(lease: UUID, rows: Sequence[Reminder], *, now: datetime, singly: bool = True) -> list[Reminder]:
    """Check again: settle what is not to be sent, and return the rest. *singly*: not for the mail of the day."""
    return sort_out(held(lease), judged(rows, now=now, singly=singly))


def _post_each(server: BaseEmailBackend, lease: UUID, rows: list[Reminder], *, now: datetime) -> None:
    words, began = Words.current(), time.monotonic()
    done: Reminder | None = None
    try:
        for row in rows:
            if timedelta(seconds=time.monotonic() - began) > LEASE - SPARE:
                return
            if row.attempts >= MOST_TRIES:
                park(row, held(lease), what="reminder", reason="worker_died")
                continue
            is_ours, write = _step(row, lease, done=done, now=now), partial(words.message, row)
            done = row if is_ours and hand_over(server, write, row, held(lease), what="reminder", now=now) else None
    finally:
        if done is not None:
            _mark(done, lease, now=now)


def _step(row: Reminder, lease: UUID, *, done: Reminder | None, now: datetime) -> bool:
    """Mark the mail that is out, and count a try of the next: never more than one is out and unmarked.

    False: the row is not ours any more, speaks of another time, or its person has gone, or wishes something else.
    """
    key, moment = Reminder._meta.pk, Reminder._meta.get_field("sent_at")
    given = {
        "done": key.get_db_prep_value(done and done.pk, connection),
        "done_version": done and done.session_version,
        "next": key.get_db_prep_value(row.pk, connection),
        "next_version": row.session_version,
        "wishes": row.membership.user.wishes_version,
        "lease": key.get_db_prep_value(lease, connection),
        "now": moment.get_db_prep_value(now, connection),
    }
    with connection.cursor() as cursor:
        cursor.execute(STEP, given)
        changed = cursor.rowcount
    row.attempts += 1
    if done is None or changed != 1:
        return bool(changed)
    # Of two rows that should have changed one did not.
    return held(lease).filter(pk=row.pk, attempts=row.attempts).exists()


def _mark(row: Reminder, lease: UUID, *, now: datetime) -> None:
    # A session that moved while its mail was under way has taken the row from us: it will be sent with the new time.
    held(lease).filter(pk=row.pk, session_version=row.session_version).update(
        state=ReminderState.SENT, sent_at=now, lease=None
    )
