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

    `work` answers every item of its batch, in order, and does not raise; a batch has at most `most` items. The next
    batch is under way before `done` hands on the one before it: the event loop and the database work side by side.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Sequence[Result]],
        done: Callable[[Sequence[Item], Sequence[Result]], None],
        *,
        most: int,
    ) -> None:
        self.work, self.done, self.most = work, done, most
        self.waiting: deque[Item] = deque()
        self.thread = ThreadPoolExecutor(1)
        self.running: asyncio.Task[None] | None = None

    def put(self, item: Item) -> None:
        """Add one item; its batch begins when the one under way has ended."""
        self.waiting.append(item)
        if self.running is None:
            self.running = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        await asyncio.sleep(0)  # Whatever this turn of the event loop still brings belongs to the same batch.
        before: tuple[Sequence[Item], Sequence[Result]] | None = None
        try:
            while self.waiting or before:
                batch = [self.waiting.popleft() for _ in range(min(self.most, len(self.waiting)))]
                under_way = asyncio.get_running_loop().run_in_executor(self.thread, self.work, batch) if batch else None
                if before:
                    self.done(*before)
                before = (batch, await under_way) if under_way else None
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
