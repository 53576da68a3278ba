"""Whom a batch of rows is rung for: each person once, on all of their devices, whatever number of rows says so.

At least once: who dies between a ring and its mark rings again, and the device shows the same line in the same place.
It is enough that one device takes it. A device at which nobody listens any more is forgotten; who has none left is rung
no more.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Protocol
from uuid import UUID

import structlog
from django.db.models import QuerySet

from groups.people.held import Row, park, put_down
from groups.people.models import PushDevice
from groups.people.planning import LEASE, LONG_AGO, MOST_TRIES, OUTAGE, PAUSES, SPARE
from groups.people.push import kept
from groups.people.quiet import Clock
from groups.sealed import CannotOpen

log = structlog.get_logger(__name__)

LONGEST = timedelta(days=1)
"""A push service keeps a ring no longer for a device that is switched off; on the page it stands anyway."""


@dataclass(frozen=True, slots=True)
class Call:
    """One row that is due, whom it rings, and until when that helps them."""

    row: Row
    user_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """What is particular to rows of one kind."""

    what: str
    held: QuerySet[Any]
    """Those that are still ours."""
    tries: Callable[[Any], bool]
    """Count a try of a row. False: it is not ours any more, or its person wishes something else."""
    mark: Callable[[Any], None]
    """It was rung."""


class Wire(Protocol):
    def ring(self, endpoint: str, *, ttl: int) -> Any: ...
    def is_away(self, endpoint: str) -> bool: ...


def helps_until(last: datetime, clock: Clock | None, *, now: datetime) -> datetime:
    """Until when a push service may hand on what is rung now: not in quiet hours either, on whatever device.

    *clock*: the person's; None: it does not wait for the end of quiet hours.
    """
    begins = clock.quiet_begins(now) if clock else None
    return min(last, now + LONGEST, begins or last)


def ring_all(calls: Sequence[Call], table: Table, rows: Iterable[Row], *, now: datetime) -> None:
    """Ring for these, and let go of what the lease had no time for."""
    if calls:
        began = time.monotonic()
        of_person: dict[UUID, list[Call]] = defaultdict(list)
        for call in calls:
            of_person[call.user_id].append(call)
        with _open_wire(now=now) as wire:
            for user_id, theirs in of_person.items():
                if timedelta(seconds=time.monotonic() - began) > LEASE - SPARE:
                    break
                _ring_one(wire, user_id, theirs, table, now=now)
    put_down(table.held, rows, until=LONG_AGO)


def _open_wire(*, now: datetime) -> AbstractContextManager[Wire]:
    # Loaded only here: where no device is ever rung, nothing of it takes memory.
    opened: AbstractContextManager[Wire] = import_module("groups.people.push.wire").Wire(now=now)
    return opened


def _ring_one(wire: Wire, user_id: UUID, calls: Sequence[Call], table: Table, *, now: datetime) -> None:
    devices = {one.pk: _endpoint(one) for one in PushDevice.objects.filter(user=user_id).order_by("made_at", "pk")}
    if devices and all(wire.is_away(endpoint) for endpoint in devices.values()):
        put_down(table.held, (call.row for call in calls), until=now + OUTAGE)
        return
    ours = [call for call in calls if _may_be_tried(call.row, table)]
    if not ours:
        return
    ttl = int((max(call.until for call in ours) - now).total_seconds())
    reasons = {device_id: _ring(wire, device_id, endpoint, ttl=ttl) for device_id, endpoint in devices.items()}
    if TAKEN in reasons.values():
        for call in ours:
            table.mark(call.row)
    else:
        left = [reason for reason in reasons.values() if reason != GONE]
        _not_taken([call.row for call in ours], left, table, now=now)


TAKEN, GONE = "taken", "gone"


def _ring(wire: Wire, device_id: UUID, endpoint: str, *, ttl: int) -> str:
    """What became of it; a reason code, where it was not taken."""
    answer = wire.ring(endpoint, ttl=max(ttl, 0))
    if answer.said.value == GONE:
        kept.drop_gone(device_id=device_id)
        log.info("push.device_is_gone", device=str(device_id))
    return str(answer.reason or answer.said.value)


def _endpoint(device: PushDevice) -> str:
    """Empty, where it cannot be opened: that device cannot be rung, and the others can."""
    endpoint: str = ""
    try:
        endpoint = device.endpoint
    except CannotOpen:
        log.warning("push.device_cannot_be_opened", device=str(device.pk))
    return endpoint


def _may_be_tried(row: Row, table: Table) -> bool:
    if row.attempts >= MOST_TRIES:
        park(row, table.held, what=table.what, reason="worker_died")
        return False
    return table.tries(row)


def _not_taken(rows: Sequence[Row], reasons: Sequence[str], table: Table, *, now: datetime) -> None:
    for row in rows:
        if not reasons:
            table.held.filter(pk=row.pk).update(state="dropped", lease=None)
        elif row.attempts >= MOST_TRIES:
            park(row, table.held, what=table.what, reason=reasons[0])
        else:
            log.info(f"{table.what}s.not_taken", reason=reasons[0], **{table.what: str(row.pk)})
            pause = now + PAUSES[row.attempts]
            table.held.filter(pk=row.pk).update(due_at=pause, lease=None, leased_until=LONG_AGO)
