"""All seats of a run: they come in at once, stay, come back after a restart, and leave."""

import asyncio
import contextlib
import random
import time

from .member import Beat, Member, Seat

RETRY_PAUSE = 0.1, 0.3
"""Seconds between two attempts to come back, drawn evenly, so that five hundred do not knock together."""


class Crowd:
    def __init__(self, seats: list[Seat], *, host: str, returning: bool = False) -> None:
        self.seats, self.host, self.returning = seats, host, returning
        self.members: list[Member] = []
        self.beat = Beat()
        self.joined = self.lost = 0
        self.everybody, self.somebody_left = asyncio.Event(), asyncio.Event()
        self.tasks: set[asyncio.Task[None]] = set()
        self.leaving = False
        self.first_answer = 0.0

    async def come_in(self, *, within: float) -> dict:
        """Everybody opens a socket at the same time; ends when all have their first changes, or after `within`."""
        began = time.perf_counter_ns()
        for seat in self.seats:
            seat.asked_at = began
            self.start(self.open(seat))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.everybody.wait(), within)
        return {"sockets": len(self.seats), "joined": self.joined}

    def start(self, work) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def open(self, seat: Seat) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, member = await loop.create_connection(lambda: self.member(seat), self.host, seat.port)
            self.members.append(member)
            self.first_answer = self.first_answer or time.perf_counter()
        except OSError as error:
            seat.trouble = type(error).__name__
            if self.returning:
                self.start(self.try_again(seat))

    def member(self, seat: Seat) -> Member:
        return Member(seat, on_join=self.one_joined, on_close=self.one_left, beat=self.beat)

    def one_joined(self, member: Member) -> None:
        self.joined += 1
        if self.joined == len(self.seats):
            self.everybody.set()

    def one_left(self, member: Member) -> None:
        if member.joined:
            self.joined -= 1
            self.lost += 1
            self.everybody.clear()
            self.somebody_left.set()
        if self.returning and not self.leaving:
            self.start(self.try_again(member.seat))

    async def try_again(self, seat: Seat) -> None:
        await asyncio.sleep(random.uniform(*RETRY_PAUSE))
        await self.open(seat)

    async def back_again(self, *, within: float) -> dict:
        """After a restart: seconds until all are back, from the first socket closed and the first taken again."""
        async with asyncio.timeout(within):
            await self.somebody_left.wait()
            left = time.perf_counter()
            while self.joined:
                await asyncio.sleep(0.001)
            self.first_answer = 0.0
            await self.everybody.wait()
        now = time.perf_counter()
        codes = sorted({code for seat in self.seats for code in seat.closes})
        return {
            "back": self.joined,
            "seconds_from_close": round(now - left, 3),
            "seconds_from_first_answer": round(now - self.first_answer, 3),
            "codes": codes,
        }

    async def fall_quiet(self, *, within: float) -> None:
        """Wait until nothing has arrived for a second."""
        until, before = time.perf_counter() + within, -1
        while time.perf_counter() < until and before != (now := sum(len(seat.log) for seat in self.seats)):
            before = now
            await asyncio.sleep(1)

    async def leave(self) -> None:
        self.leaving = True
        for member in self.members:
            member.transport.abort()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.sleep(0.05)
