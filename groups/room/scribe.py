"""The scribe of a web process: everything said in its rooms goes to the disk in group commits."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import structlog
from django.db import Error, InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.refusals import Refused
from groups.room.batches import Batcher, with_fresh_connection
from groups.room.ledger import Draft, Words, ledger
from groups.room.saying import Said, Spoken, say_all

if TYPE_CHECKING:
    from groups.room.hub import Hub, Listener

log = structlog.get_logger(__name__)

BATCH = 2_000
AGAIN_MS = 1_000


class NotStored(Refused):
    """The database refuses this message, whoever sends it and however often."""

    code = "not_stored"


class Pending(NamedTuple):
    """Words that wait for the disk, and whom to tell."""

    spoken: Spoken
    command_id: str
    socket: "Listener"


class Scribe:
    """Stores in batches, then acknowledges, then hands what was stored to the hub: in this order, always."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.batcher: Batcher[Pending, Said | None] = Batcher(write, self._written, most=BATCH)

    def say(self, pending: Pending) -> None:
        self.batcher.put(pending)

    def _written(self, batch: Sequence[Pending], said: Sequence[Said | None]) -> None:
        fresh: list[Words] = []
        for pending, outcome in zip(batch, said, strict=True):
            pending.socket.told(pending, outcome)
            if outcome is not None and outcome.words is not None:
                fresh.append(outcome.words)
        # The short way and the long way may have taken turns in one batch.
        self.hub.said(sorted(fresh, key=attrgetter("position")))

    async def stop(self) -> None:
        await self.batcher.stop()


def write(batch: Sequence[Pending]) -> Sequence[Said | None]:
    """Store a batch; None stands for "not now, try again"."""
    now = timezone.now()
    stored = _plain(batch, now=now)
    rest = [pending for pending in batch if pending.spoken.message_id not in stored]
    others = iter(_decided(rest, now=now) if rest else ())
    return [stored.get(pending.spoken.message_id) or next(others) for pending in batch]


def _plain(batch: Sequence[Pending], *, now: datetime) -> dict[uuid.UUID, Said]:
    """The short way, by message id. Whatever it does not store goes the long way, which says why, or puts it right."""
    if not all(pending.spoken.is_plain(now=now) for pending in batch):
        return {}
    drafts = [Draft(one.message_id, one.room_id, one.seat.membership_id, one.text) for one, *_ in batch]
    try:
        words = with_fresh_connection(ledger().store_plain, drafts, now=now)
    except Error:
        return {}
    return {one.pk: Said(one.position, words=one) for one in words}


def _decided(batch: Sequence[Pending], *, now: datetime) -> Sequence[Said | None]:
    """The long way. A poisonous message fails alone."""
    try:
        return with_fresh_connection(say_all, spoken=[pending.spoken for pending in batch], now=now)
    except (OperationalError, InterfaceError) as error:
        log.warning("room.not_now", error=type(error).__name__, waiting=len(batch))
        return [None] * len(batch)
    except Error as error:
        if len(batch) > 1:
            return [_decided([pending], now=now)[0] for pending in batch]
        log.error("room.not_stored", error=type(error).__name__, message=str(batch[0].spoken.message_id))
        return [Said(refused=NotStored(_("This message could not be kept. Perhaps other words can.")))]
