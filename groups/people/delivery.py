"""Letters are claimed, checked again and sent: at least once, the same Message-ID each time (architecture § 3).

Each step is one conditional UPDATE, so that a worker may die between any two. Tries are counted at the letter, not at
the claim: a worker that is killed costs one letter a try, and a mail server that is away costs none.
"""

import time
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, OuterRef, QuerySet, Subquery

from groups.people import letters, mail
from groups.people.held import hand_over, over_one_connection, park, sort_out
from groups.people.models import LETTER_TOPIC, Letter, LetterKind, LetterState, User
from groups.people.planning import LEASE, MOST_TRIES, SPARE, Facts, fate
from groups.people.quiet import Clock
from groups.people.reach import Reach
from groups.people.wishes import Channel

log = structlog.get_logger(__name__)


def post(*, limit: int, now: datetime) -> int:
    """Send what is due over one connection. Return how many rows were settled; 0 also while the mail server is away."""
    lease, rows = claim(limit=limit, now=now)
    ready = _sorted_out(lease, rows, now=now)
    if not ready:
        return len(rows)
    return over_one_connection(
        lambda server: _post_each(server, lease, ready, now=now), _held(lease), rows, what="letter", now=now
    )


def claim(*, limit: int, now: datetime) -> tuple[UUID, list[Letter]]:
    """Take up to that many due letters for a minute. Of two workers only one is ever told yes for a row."""
    lease = uuid4()
    due = Letter.objects.filter(state=LetterState.PENDING, due_at__lte=now, leased_until__lt=now)
    ids = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    if not ids:
        return lease, []
    due.filter(pk__in=ids).update(leased_until=now + LEASE, lease=lease)
    rows = _held(lease).filter(pk__in=ids).select_related("user")
    return lease, list(rows.order_by("due_at", "pk"))


def _held(lease: UUID) -> QuerySet[Letter]:
    """What is still ours. Always asked for by id besides: no index knows the leases."""
    return Letter.objects.filter(lease=lease, state=LetterState.PENDING)


def _sorted_out(lease: UUID, rows: list[Letter], *, now: datetime) -> list[Letter]:
    """Check again: settle what is not to be sent, and return the rest."""
    return sort_out(_held(lease), ((row, fate(_facts(row, now=now), now=now)) for row in rows))


def _facts(row: Letter, *, now: datetime) -> Facts:
    person = row.user
    if person is None:
        return Facts(is_wished=True, expires_at=row.expires_at, clock=None)
    reach = Reach.of(person)
    return Facts(
        is_wished=reach.wished(LETTER_TOPIC[LetterKind(row.kind)], Channel.MAIL),
        expires_at=row.expires_at,
        clock=Clock.of(person.time_zone, person.quiet_from, person.quiet_to),
        rests_until=reach.rest(Channel.MAIL, now=now),
        is_urgent=row.is_urgent,
    )


def _post_each(server: BaseEmailBackend, lease: UUID, rows: list[Letter], *, now: datetime) -> None:
    sender, began = mail.Sender.current(), time.monotonic()
    for row in rows:
        if timedelta(seconds=time.monotonic() - began) > LEASE - SPARE:
            return
        if row.attempts >= MOST_TRIES:
            park(row, _held(lease), what="letter", reason="worker_died")
            continue
        write = partial(letters.message, row, sender)
        if _try(row, lease) and hand_over(server, write, row, _held(lease), what="letter", now=now):
            mine = _held(lease).filter(pk=row.pk)
            mine.update(state=LetterState.SENT, sent_at=now, lease=None)


def _try(row: Letter, lease: UUID) -> bool:
    """Count a try. False: the letter is not ours any more, was dropped, or its person wishes something else by now."""
    row.attempts += 1
    mine = _held(lease).filter(pk=row.pk)
    if row.user is not None:
        # As a value, not as a join: of a row that it had to wait for, PostgreSQL asks again only what stands beside it
        # in the condition itself, and not what was found through others.
        person = User.objects.filter(pk=OuterRef("user"), is_active=True)
        newest = Subquery(person.values("wishes_version"))
        mine = mine.alias(newest=newest).filter(newest=row.user.wishes_version)
    return mine.update(attempts=F("attempts") + 1) == 1
