"""What arrives while one batch is under way goes into the next: one thread, one transaction, many answers."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from django.db import OperationalError, connections

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batcher(Generic[Item, Result]):
    """Runs `work` on everything that has gathered, in a thread of its own, then `done` in the event loop.

    `work` answers every item of its batch, in order, and does not raise; a batch has at most `most` items. After a
    batch of n, the next one gathers for `gather(n)` seconds more.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Sequence[Result]],
        done: Callable[[Sequence[Item], Sequence[Result]], None],
        *,
        most: int,
        gather: Callable[[int], float] = lambda _: 0.0,
    ) -> None:
        self.work, self.done, self.most, self.gather = work, done, most, gather
        self.waiting: deque[Item] = deque()
        self.thread = ThreadPoolExecutor(1)
        self.running: asyncio.Task[None] | None = None

    def put(self, item: Item) -> None:
        """Add one item; its batch begins when the one under way has ended."""
        self.waiting.append(item)
        if self.running is None:
            self.running = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)  # Whatever this turn of the event loop still brings belongs to the same batch.
        try:
            while self.waiting:
                batch = [self.waiting.popleft() for _ in range(min(self.most, len(self.waiting)))]
                self.done(batch, await loop.run_in_executor(self.thread, self.work, batch))
                await asyncio.sleep(self.gather(len(batch)))
        finally:
            self.running = None

    async def stop(self) -> None:
        """Finish what is waiting, and let go of the thread and its database connection."""
        if self.running is not None:
            await self.running
        await close_connections(self.thread)
        self.thread.shutdown()


async def close_connections(thread: Executor) -> None:
    await asyncio.get_running_loop().run_in_executor(thread, connections.close_all)


def with_fresh_connection(work: Callable[..., Result], *given: Any, **named: Any) -> Result:
    """Call `work`; when the database went away, let go of the dead connection: the next call finds a live one."""
    try:
        return work(*given, **named)
    except OperationalError:
        connections.close_all()
        raise
