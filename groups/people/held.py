"""What a worker does with rows that it holds by a lease, of letters and of reminders alike.

*held* is always the query of what is still its own (`lease`, pending): whoever lost a row in between changes nothing.
Both tables call their states alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.db.models import F, QuerySet

from groups.people import mail, trouble
from groups.people.models import MailTrouble
from groups.people.planning import LONG_AGO, MOST_TRIES, OUTAGE, PAUSES, Fate

log = structlog.get_logger(__name__)

NOT_OF_THE_ROW = (mail.ServerIsAway, DatabaseError, SoftTimeLimitExceeded)
"""What any row would have met in its place: nobody's try."""

ENDS = {Fate.EXPIRE: "expired", Fate.DROP: "dropped"}


class Row(Protocol):
    pk: UUID
    attempts: int


R = TypeVar("R", bound=Row)


def sort_out(held: QuerySet[Any], judged: Iterable[tuple[R, tuple[Fate, datetime]]]) -> list[R]:
    """Settle what is not to be sent now, and return the rest."""
    ready: list[R] = []
    others: dict[tuple[Fate, datetime], list[UUID]] = defaultdict(list)
    for row, (verdict, moment) in judged:
        if verdict == Fate.SEND:
            ready.append(row)
        else:
            others[verdict, moment].append(row.pk)
    for (verdict, moment), ids in others.items():
        change = {"state": ENDS[verdict]} if verdict in ENDS else {"due_at": moment, "leased_until": LONG_AGO}
        held.filter(pk__in=ids).update(lease=None, **change)
    return ready


def put_down(held: QuerySet[Any], rows: Iterable[Row], *, until: datetime) -> None:
    """Let others have what is left, from then on."""
    held.filter(pk__in=[row.pk for row in rows]).update(lease=None, leased_until=until)


def over_one_connection(
    send: Callable[[BaseEmailBackend], None],
    held: QuerySet[Any],
    rows: Sequence[Row],
    *,
    what: str,
    now: datetime,
) -> int:
    """Mail a batch. Return how many rows were settled; 0 while the mail server is away: that is nobody's try."""
    try:
        with mail.connection() as server:
            send(server)
    except mail.ServerIsAway:
        log.warning(f"{what}s.mail_server_is_away")
        put_down(held, rows, until=now + OUTAGE)
        return 0
    # What the lease had no time for is free again.
    put_down(held, rows, until=LONG_AGO)
    return len(rows)


def hand_over(
    server: BaseEmailBackend,
    write: Callable[[], EmailMessage],
    row: Row,
    held: QuerySet[Any],
    *,
    what: str,
    now: datetime,
) -> bool:
    """Write one mail, and give it to the server. One that it refuses, or is slow to take, waits; the others go on."""
    try:
        _send(server, write, now=now)
    except mail.NotTaken as no:
        if no.for_good or row.attempts >= MOST_TRIES:
            park(row, held, what=what, reason=no.reason)
        else:
            log.info(f"{what}s.mail_not_taken", reason=no.reason, attempts=row.attempts, **{what: str(row.pk)})
            pause = now + PAUSES[row.attempts]
            held.filter(pk=row.pk).update(due_at=pause, lease=None, leased_until=LONG_AGO)
        return False
    except mail.NotNow:
        row.attempts -= 1
        held.filter(pk=row.pk, attempts__gt=0).update(attempts=F("attempts") - 1)
        raise
    return True


def _send(server: BaseEmailBackend, write: Callable[[], EmailMessage], *, now: datetime) -> None:
    try:
        letter = write()
        mail.send(server, letter)
    except mail.NotTaken as no:
        if no.for_good:
            trouble.mark(address=letter.to[0], trouble=MailTrouble.BOUNCED, now=now)
        raise
    except NOT_OF_THE_ROW:
        raise
    except Exception as poison:
        # Blind on purpose: whatever is wrong with one row, forty-nine other people wait behind it. It is a try like
        # any other, so that after three the row is parked, with what was wrong as its reason, and admins are shown it.
        raise mail.NotTaken(type(poison).__name__) from poison


def park(row: Row, held: QuerySet[Any], *, what: str, reason: str) -> None:
    """Three tries did not succeed, or none ever will: admins look at it."""
    log.warning(f"{what}s.parked", reason=reason, **{what: str(row.pk)})
    held.filter(pk=row.pk).update(state="parked", lease=None, reason=reason[:32])
