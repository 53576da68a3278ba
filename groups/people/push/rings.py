"""Beside a letter goes a ring, for whoever gave a device: claimed, judged and sent by the same rules."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import F, OuterRef, QuerySet, Subquery

from groups.people.held import sort_out
from groups.people.models import LETTER_TOPIC, Letter, LetterKind, LetterState, PushDevice, Ring, User
from groups.people.planning import LEASE, Facts, fate
from groups.people.push import is_offered
from groups.people.push.bells import LONGEST, Call, Table, helps_until, ring_all
from groups.people.quiet import Clock
from groups.people.reach import Reach
from groups.people.wishes import Channel


def beside(letter: Letter, user: User) -> None:
    """Let this person's devices ring of what the letter is about, once."""
    if not is_offered() or not Reach.of(user).wished(_topic(letter), Channel.PUSH):
        return
    if PushDevice.objects.filter(user=user).exists():
        same = ("user", "kind", "about", "path", "made_at", "due_at", "expires_at", "is_urgent")
        row = Ring(**{name: getattr(letter, name) for name in same})
        Ring.objects.bulk_create([row], ignore_conflicts=True)


def ring(*, limit: int, now: datetime) -> int:
    """Ring for what is due. Return how many rows were settled; 0: there is nothing to do now."""
    lease, rows = claim(limit=limit, now=now)
    ready = sort_out(held(lease), ((row, fate(_facts(row, now=now), now=now)) for row in rows))
    table = Table("ring", held(lease), lambda row: _try(row, lease), lambda row: _mark(row, lease, now=now))
    ring_all([_call(row, now=now) for row in ready], table, rows, now=now)
    return len(rows)


def claim(*, limit: int, now: datetime) -> tuple[UUID, list[Ring]]:
    """Take up to that many due rows for a minute. Of two workers only one is ever told yes for a row."""
    lease = uuid4()
    due = Ring.objects.filter(state=LetterState.PENDING, due_at__lte=now, leased_until__lt=now)
    ids = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    if not ids:
        return lease, []
    due.filter(pk__in=ids).update(leased_until=now + LEASE, lease=lease)
    rows = held(lease).filter(pk__in=ids).select_related("user")
    return lease, list(rows.order_by("due_at", "pk"))


def held(lease: UUID) -> QuerySet[Ring]:
    """What is still ours. Always asked for by id besides: no index knows the leases."""
    return Ring.objects.filter(lease=lease, state=LetterState.PENDING)


def _topic(row: Letter | Ring) -> str:
    return LETTER_TOPIC[LetterKind(row.kind)]


def _facts(row: Ring, *, now: datetime) -> Facts:
    reach = Reach.of(row.user)
    return Facts(
        is_wished=is_offered() and reach.wished(_topic(row), Channel.PUSH),
        expires_at=row.expires_at,
        clock=_clock(row.user),
        rests_until=reach.rest(Channel.PUSH, now=now),
        is_urgent=row.is_urgent,
    )


def _clock(person: User) -> Clock:
    return Clock.of(person.time_zone, person.quiet_from, person.quiet_to)


def _call(row: Ring, *, now: datetime) -> Call:
    clock = None if row.is_urgent else _clock(row.user)
    return Call(row, row.user_id, helps_until(row.expires_at or now + LONGEST, clock, now=now))


def _try(row: Ring, lease: UUID) -> bool:
    """Count a try. False: it is not ours any more, was dropped, or its person wishes something else by now."""
    row.attempts += 1
    # A value, not a join: PostgreSQL asks anew of a row that it had to wait for, but not of what was joined to it.
    newest = Subquery(User.objects.filter(pk=OuterRef("user"), is_active=True).values("wishes_version"))
    mine = held(lease).alias(newest=newest).filter(pk=row.pk, newest=row.user.wishes_version)
    return mine.update(attempts=F("attempts") + 1) == 1


def _mark(row: Ring, lease: UUID, *, now: datetime) -> None:
    held(lease).filter(pk=row.pk).update(state=LetterState.SENT, sent_at=now, lease=None)
