"""What waits for one socket: bounded, so that a slow reader costs itself and nobody else."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Mapping
from typing import Any

Sending = Coroutine[Any, Any, None]
Send = Callable[[Mapping[str, Any]], Sending]

MOST = 64


class Outbox:
    """Frames on their way to one socket, in order. `too_slow` is called once, when the 65th would have to wait.

    A server takes a frame at once unless the socket's buffer is full, so the usual way steps `send` by hand and needs
    no task; only what has to wait gets one (measured: 6.4 µs a frame against 9.3 µs with a task each).
    """

    __slots__ = ("ended", "pumping", "send", "too_slow", "waiting")

    def __init__(self, send: Send, too_slow: Callable[[], None]) -> None:
        self.send, self.too_slow = send, too_slow
        self.waiting: deque[str] = deque()
        self.pumping: asyncio.Task[None] | None = None
        self.ended = False

    def push(self, payload: str) -> None:
        """Send a frame now, or as soon as the socket takes it."""
        if self.ended:
            return
        if self.pumping is None:
            self._step(self.send({"type": "websocket.send", "text": payload}))
        elif len(self.waiting) < MOST:
            self.waiting.append(payload)
        else:
            self.stop()
            self.too_slow()

    def stop(self) -> None:
        """Nothing more goes out."""
        self.ended = True
        self.waiting.clear()
        if self.pumping is not None:
            self.pumping.cancel()

    def _step(self, sending: Sending) -> None:
        try:
            awaited = sending.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 - each server says in its own way that the socket is gone; `disconnect` follows.
            self.ended = True
            return
        self.pumping = asyncio.ensure_future(self._pump(_Rest(awaited, sending)))

    async def _pump(self, rest: "_Rest") -> None:
        try:
            await rest
            while self.waiting:
                await self.send({"type": "websocket.send", "text": self.waiting.popleft()})
        except Exception:  # noqa: BLE001 - as above.
            self.ended = True
        finally:
            self.pumping = None


class _Rest:
    """What remains of a `send` that had to wait: first for what it waits for, then for itself."""

    def __init__(self, awaited: Any, sending: Sending) -> None:
        self.awaited, self.sending = awaited, sending

    def __await__(self) -> Generator[Any, Any, None]:
        yield self.awaited
        yield from self.sending.__await__()
