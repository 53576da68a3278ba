"""What waits for one socket: bounded, so that a slow reader costs itself and nobody else."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Send = Callable[[Mapping[str, Any]], Awaitable[None]]

MOST = 64


class Outbox:
    """Frames on their way to one socket, in order. `too_slow` is called once, when the 65th would have to wait."""

    __slots__ = ("pumping", "send", "too_slow", "waiting")

    def __init__(self, send: Send, too_slow: Callable[[], None]) -> None:
        self.send, self.too_slow = send, too_slow
        self.waiting: deque[str] | None = deque()
        self.pumping: asyncio.Task[None] | None = None

    def push(self, payload: str) -> None:
        if self.waiting is None:
            return
        if len(self.waiting) >= MOST:
            self.stop()
            self.too_slow()
            return
        self.waiting.append(payload)
        if self.pumping is None:
            self.pumping = asyncio.ensure_future(self._pump())

    def stop(self) -> None:
        """Nothing more goes out."""
        self.waiting = None

    async def _pump(self) -> None:
        try:
            while self.waiting:
                await self.send({"type": "websocket.send", "text": self.waiting.popleft()})
        except Exception:  # noqa: BLE001 - servers say in their own ways that the socket is gone; `disconnect` follows.
            self.waiting = None
        finally:
            self.pumping = None
