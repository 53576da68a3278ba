"""The socket of somebody's notes (docs/protocol.md): it says that there is something new, and never what."""

import asyncio
import random
import time
import weakref
from collections import defaultdict
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import structlog
from channels.consumer import AsyncConsumer
from channels.layers import get_channel_layer
from django.db import Error, connections
from django.utils import timezone

from groups.people.access import SignedIn, device_of, signed_in_at, still_signed_in
from groups.reminders.live import AWAY, GROUP, name_of

log = structlog.get_logger(__name__)

SIGNED_OUT, FLOOD, RESTARTING = 4401, 4429, 1012
LOOK_EVERY = 2.0
"""Seconds between two looks at who is still signed in."""
PAUSE = 1.0
SPREAD = 1.0
"""Seconds over which pages are told, so that those of many people do not ask at the same instant."""
MOST_FRAMES, A_WHILE = 20, 60.0
"""A page says nothing here: so many frames in so many seconds are a flood."""
GOODBYE = 5.0
NEWS = '{"notes":true}'


class Board:
    """Of one process: who listens. It hears every hint over one subscription, and looks whether people may stay."""

    def __init__(self) -> None:
        self.sockets: dict[str, set[NotesConsumer]] = defaultdict(set)
        self.knocks: dict[str, asyncio.Future[SignedIn | None]] = {}
        self.somebody = asyncio.Event()
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="notes")
        self.tasks = [asyncio.ensure_future(task) for task in (self._open(), self._look(), self._listen())]

    async def knock(self, device: str) -> SignedIn | None:
        """Who is signed in there. Those who come at the same moment are asked for together."""
        answer = self.knocks.setdefault(device, asyncio.get_running_loop().create_future())
        self.somebody.set()
        return await asyncio.shield(answer)

    async def _open(self) -> None:
        while True:
            await self.somebody.wait()
            self.somebody.clear()
            knocks, self.knocks = self.knocks, {}
            try:
                found = await self._call(signed_in_at, list(knocks))
            except Error as error:
                log.warning("notes.door_stuck", error=type(error).__name__)
                for answer in knocks.values():
                    answer.set_exception(error)
                    answer.exception()  # Whoever waited may be gone by now.
            else:
                for device, answer in knocks.items():
                    answer.set_result(found.get(device))

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            here = [socket for sockets in self.sockets.values() for socket in sockets]
            if not here:
                continue
            try:
                staying = await self._call(still_signed_in, {socket.ear for socket in here})
            except Error as error:
                log.warning("notes.look_failed", error=type(error).__name__)
                continue
            for socket in here:
                if socket.ear not in staying:
                    socket.end(SIGNED_OUT)

    async def _call(self, work: Any, given: Collection[Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.reader, _unhurried, work, given)

    async def _listen(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    self.told((await layer.receive(channel))["names"])
            except AWAY as error:
                log.warning("notes.no_hints", error=type(error).__name__)
                await asyncio.sleep(PAUSE)

    def told(self, names: Collection[str]) -> None:
        """There is something new for these."""
        for name in names:
            for socket in self.sockets.get(name, ()):
                socket.tell()

    def leave(self, socket: "NotesConsumer") -> None:
        name = name_of(socket.ear.user_id)
        self.sockets[name].discard(socket)
        if not self.sockets[name]:
            del self.sockets[name]

    async def stop(self) -> None:
        """Let go of everything (tests, and the end of a process)."""
        for task in self.tasks:
            task.cancel()
        self.reader.shutdown()


def _unhurried(work: Any, given: Collection[Any]) -> Any:
    """In the reader's thread: give the connection back afterwards, so that an idle reader holds none."""
    try:
        return work(given, now=timezone.now())
    finally:
        connections.close_all()


class NotesConsumer(AsyncConsumer):
    """One open page of somebody."""

    ear: SignedIn
    code: int | None = None
    telling: "asyncio.Task[None] | None" = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.base_send, self.board, self.task = send, board(), asyncio.current_task()
        await receive()
        await send({"type": "websocket.accept"})
        try:
            await self._attend(device_of(scope["headers"]), receive)
        except asyncio.CancelledError:
            if self.code is None:
                raise
        finally:
            if self.telling is not None:
                self.telling.cancel()
        if self.code is not None:
            await self._say_goodbye()

    async def _attend(self, device: str, receive: Any) -> None:
        try:
            ear = await self.board.knock(device)
        except Error:
            self.code = RESTARTING
            return
        if ear is None:
            self.code = SIGNED_OUT
            return
        self.ear = ear
        self.board.sockets[name_of(ear.user_id)].add(self)
        try:
            await self._hear(receive)
        finally:
            self.board.leave(self)

    async def _hear(self, receive: Any) -> None:
        """A page has nothing to say here; what it sends is counted, and not read."""
        frames, since = 0, time.monotonic()
        while (await receive())["type"] != "websocket.disconnect":
            if time.monotonic() - since > A_WHILE:
                frames, since = 0, time.monotonic()
            frames += 1
            if frames > MOST_FRAMES:
                self.code = FLOOD
                return

    def tell(self) -> None:
        """Say that there is something new, in a moment; what comes until then is said with it."""
        if self.telling is None:
            self.telling = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        try:
            await asyncio.sleep(random.uniform(0.05, SPREAD))  # noqa: S311 - nobody gains by guessing it.
            await self.base_send({"type": "websocket.send", "text": NEWS})
        except Exception:  # noqa: BLE001 - each server says in its own way that the socket is gone; it is told of that.
            return
        finally:
            self.telling = None

    def end(self, code: int) -> None:
        """Close this socket with a code of the protocol."""
        if self.code is None:
            self.code = code
            if self.task is not None:
                self.task.cancel()

    async def _say_goodbye(self) -> None:
        with suppress(Exception):  # Gone already, or not reading: either way it is closed.
            await asyncio.wait_for(self.base_send({"type": "websocket.close", "code": self.code}), GOODBYE)


_boards: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Board]" = weakref.WeakKeyDictionary()


def board() -> Board:
    """The board of this process (strictly: of this event loop)."""
    loop = asyncio.get_running_loop()
    if loop not in _boards:
        _boards[loop] = Board()
    return _boards[loop]
