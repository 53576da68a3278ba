"""Carries hints between web processes over the channel layer. While Redis is away, every hub looks by itself."""

import asyncio
import os
import uuid
from collections.abc import Callable, Mapping

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

GROUP = "hints"
AWAY = (RedisError, OSError, asyncio.TimeoutError)
PAUSE = 1.0
TOGETHER = 0.1
"""Seconds for which hints wait for each other: at many commits a second they would cost more than what they save."""


class Relay:
    """One subscription a process; hints of one moment travel together, and hold no words."""

    def __init__(self, heard: Callable[[Mapping[uuid.UUID, int]], None]) -> None:
        self.heard = heard
        self.me = os.urandom(8).hex()
        self.waiting: dict[uuid.UUID, int] = {}
        self.something = asyncio.Event()
        self.tasks = [asyncio.ensure_future(self._send()), asyncio.ensure_future(self._listen())]

    def tell(self, ticks: Mapping[uuid.UUID, int]) -> None:
        """Let the other processes know, soon; never waits and never fails."""
        self.waiting.update(ticks)
        self.something.set()

    async def _send(self) -> None:
        while True:
            await self.something.wait()
            self.something.clear()
            ticks, self.waiting = self.waiting, {}
            hint = {"type": "hint", "from": self.me, "ticks": {str(room): tick for room, tick in ticks.items()}}
            try:
                await get_channel_layer().group_send(GROUP, hint)
            except AWAY as error:
                # Lost for good: the others look every two seconds anyway.
                log.warning("room.hint_lost", error=type(error).__name__)
                await asyncio.sleep(PAUSE)
            await asyncio.sleep(TOGETHER)

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except AWAY as error:
                log.warning("room.no_hints", error=type(error).__name__)
                await asyncio.sleep(PAUSE)

    async def _hear(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        while True:
            hint = await layer.receive(channel)
            if hint["from"] != self.me:
                self.heard({uuid.UUID(room): tick for room, tick in hint["ticks"].items()})

    def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
