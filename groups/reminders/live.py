"""Tells open pages that there is something new for their person: a hint without a word, and nothing to rely on.

Over Redis goes `{names}`: what stands for each person there is derived with a key, and tells nobody who it is. A hint
that is lost is a delay: every page asks by itself once a minute, and when it is looked at again.
"""

import asyncio
import hmac
import time
from collections.abc import Iterable
from functools import cache
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

GROUP = "notes"
AWAY = (RedisError, OSError, asyncio.TimeoutError)
PATIENCE, PAUSE = 1.0, 5.0
"""Seconds that a hint may take, and for which none is tried after one was lost: nobody's note waits for it."""

_silent_until = 0.0


def name_of(user_id: UUID) -> str:
    """What stands for a person between processes."""
    return hmac.digest(_key(), user_id.bytes, "sha256").hex()[:24]


@cache
def _key() -> bytes:
    # Derived once: of each name it would cost ten times as much as the name.
    return salted_hmac("groups.reminders.live", "names", algorithm="sha256").digest()


def ring(user_ids: Iterable[UUID]) -> None:
    """Once this transaction is on disk, let these people's open pages look. Never fails."""
    names = sorted({name_of(one) for one in user_ids})
    if names:
        transaction.on_commit(lambda: _tell(names), robust=True)


def _tell(names: list[str]) -> None:
    global _silent_until  # noqa: PLW0603 - of this process: whether Redis has answered lately.
    if time.monotonic() < _silent_until:
        return
    try:
        async_to_sync(_send)(names)
    except AWAY as error:
        _silent_until = time.monotonic() + PAUSE
        log.warning("notes.hint_lost", error=type(error).__name__)


async def _send(names: list[str]) -> None:
    await asyncio.wait_for(get_channel_layer().group_send(GROUP, {"type": "notes", "names": names}), PATIENCE)
