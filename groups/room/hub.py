"""The hub of a web process: the database is the record, the hub its mirror for the sockets that listen here."""

import asyncio
import uuid
import weakref
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import structlog
from django.db import Error, connections
from django.utils import timezone

from groups.room import access, actions, hints, presence, reads, watch
from groups.room.batches import Batcher, with_fresh_connection
from groups.room.fragments import Entry
from groups.room.ledger import Words
from groups.room.models import Phase
from groups.room.relay import Relay
from groups.room.saying import Said
from groups.room.scribe import Pending, Scribe
from groups.room.seats import Seat
from groups.room.served import Follower, Served
from groups.room.state import RoomState

log = structlog.get_logger(__name__)
Result = TypeVar("Result")

LOOK_EVERY = 2.0
"""Seconds between two looks at ticks and access: how late a change may be when its hint was lost."""
READ_TOGETHER = 0.02
"""Seconds in which rooms that fall behind are gathered into one read, when two processes speak into the same rooms."""
RENEW_EVERY = presence.RENEW.total_seconds()
READERS = 4
RESTARTING = 1012


class Listener(Follower, Protocol):
    """A socket, as the hub and the scribe see it."""

    room_id: uuid.UUID

    def told(self, pending: Pending, said: Said | None) -> None: ...
    def end(self, code: int) -> None: ...


class Hub:
    """Follows each room once, however many sockets listen; reads its changes once, and hands them on."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[uuid.UUID, Served] = {}
        self.readers = ThreadPoolExecutor(READERS, thread_name_prefix="room")
        self.behind, self.look_now = asyncio.Event(), asyncio.Event()
        self.scribe = Scribe(self)
        self.porter = Batcher(_admit, _let_in, most=200)
        self.opener = Batcher(_open, self._opened, most=100)
        self.greeter = Batcher(_greet, lambda *_: None, most=500)
        self.relay = Relay(self._reached)
        self.tasks = [asyncio.ensure_future(task) for task in (self._read(), self._look(), self._renew())]
        hints.listen(self.hint)

    async def call(self, work: Callable[..., Result], *given: Any, **named: Any) -> Result:
        """Run something that asks the database, off the event loop."""
        return await self.loop.run_in_executor(self.readers, lambda: _unhurried(work, *given, **named))

    async def knock(self, device: str, room_id: uuid.UUID) -> Seat | int:
        """A seat at the room, or the code to close with."""
        answer: asyncio.Future[Seat | int] = self.loop.create_future()
        self.porter.put((access.Asked(device, room_id), answer))
        return await answer

    async def join(self, socket: Listener) -> Served:
        """Listen to a room; the first to come opens it in this process."""
        served = self.rooms.get(socket.room_id)
        if served is None:
            served = self.rooms[socket.room_id] = Served(socket.room_id)
            self.opener.put(served)
        served.sockets.add(socket)
        await asyncio.shield(served.ready)
        if served.state.phase == Phase.OPEN:
            self.greeter.put((socket.room_id, socket.seat.membership_id))
        return served

    def leave(self, socket: Listener) -> None:
        """Stop listening; the last to go closes the room in this process."""
        served = self.rooms.get(socket.room_id)
        if served is not None:
            served.sockets.discard(socket)
            if not served.sockets:
                del self.rooms[socket.room_id]

    def said(self, messages: Sequence[Words]) -> None:
        """The scribe stored these: hand them on. Where something else was stored in between, read it first."""
        by_room: dict[uuid.UUID, list[Entry]] = defaultdict(list)
        for message in messages:
            by_room[message.room_id].append(Entry(message))
        now = timezone.now()
        for room_id, entries in by_room.items():
            served = self.rooms.get(room_id)
            if served is not None and served.ready.done() and entries[0].changed == served.tick + 1:
                served.apply(entries, tick=entries[-1].changed, state=None, now=now)
        reached = {room_id: entries[-1].changed for room_id, entries in by_room.items()}
        self._reached(reached)
        self.relay.tell(reached)

    def hint(self, ticks: Mapping[uuid.UUID, int]) -> None:
        """Something in this process changed rooms; called from any thread."""
        self.loop.call_soon_threadsafe(self._reached, ticks)
        self.loop.call_soon_threadsafe(self.relay.tell, ticks)

    def _reached(self, ticks: Mapping[uuid.UUID, int]) -> None:
        for room_id, tick in ticks.items():
            served = self.rooms.get(room_id)
            if served is not None and tick > served.tick:
                served.wanted = max(served.wanted, tick)
                self.behind.set()

    async def reach(self, served: Served, tick: int) -> None:
        """Wait until this process has come as far as a tick that somebody has read from the database."""
        while served.tick < tick:
            self._reached({served.room_id: tick})
            await asyncio.sleep(READ_TOGETHER)

    async def _read(self) -> None:
        """Read the changes of the rooms that are behind, one query for all of them."""
        while True:
            await self.behind.wait()
            self.behind.clear()
            late = {s.room_id: s.tick for s in self.rooms.values() if s.ready.done() and s.wanted > s.tick}
            if late:
                await self._carefully(self._catch_up(late))
                await asyncio.sleep(READ_TOGETHER)

    async def _catch_up(self, late: dict[uuid.UUID, int]) -> None:
        found = await self.call(reads.changes_after, late)
        for room_id, changes in found.items():
            served = self.rooms.get(room_id)
            if served is not None and served.ready.done():
                was = served.state
                served.apply(changes.entries, tick=changes.tick, state=changes.state, now=timezone.now())
                # A hint that promises more than there is must not keep us reading for ever.
                served.wanted = min(served.wanted, changes.tick)
                self._notice(served, was)

    def _notice(self, served: Served, was: RoomState) -> None:
        """When the doors opened, seat whoever waits; when somebody's seat went, look at once whether they may stay."""
        if was.phase != served.state.phase == Phase.OPEN:
            for socket in served.sockets:
                self.greeter.put((served.room_id, socket.seat.membership_id))
        if was.here - served.state.here & {socket.seat.membership_id for socket in served.sockets}:
            self.look_now.set()

    async def _look(self) -> None:
        while True:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.look_now.wait(), LOOK_EVERY)
            self.look_now.clear()
            if self.rooms:
                await self._carefully(self._look_around())

    async def _look_around(self) -> None:
        served = {s.room_id: s for s in self.rooms.values() if s.ready.done()}
        seats = {socket.seat for one in served.values() for socket in one.sockets}
        found = await self.call(watch.look, [one.state for one in served.values()], seats, now=timezone.now())
        self._reached(found.ticks)
        for one in served.values():
            for socket in list(one.sockets):
                now_is = found.seats.get(socket.seat, socket.seat)
                if isinstance(now_is, int):
                    socket.end(now_is)  # type: ignore[attr-defined]
                else:
                    socket.seat = now_is
            if watch.roster_of(one.state) != found.rosters.get(one.state.group_id, frozenset()):
                await self.call(watch.note_new_roster, room_id=one.room_id, seen=one.state.state_tick)
        for room_id in found.past:
            await self.call(actions.close_on_time, room_id=room_id, now=timezone.now())

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            if self.rooms:
                await self._carefully(self._renew_leases())

    async def _renew_leases(self) -> None:
        here = {
            served.state.session_id: {socket.seat.membership_id for socket in served.sockets}
            for served in self.rooms.values()
            if served.ready.done() and served.state.session_id is not None
        }
        rooms = {s.state.session_id: s.room_id for s in self.rooms.values() if s.ready.done()}
        stayed = await self.call(presence.stay, present=here, now=timezone.now())
        for session_id, membership_id in stayed.unseated:
            self.greeter.put((rooms[session_id], membership_id))
        for session_id in stayed.silent:
            await self.call(presence.free_silent_seats, room_id=rooms[session_id], now=timezone.now())

    async def _carefully(self, work: Coroutine[Any, Any, None]) -> None:
        """The database may be away for a while: then look again, and tell nobody anything wrong."""
        try:
            await work
        except Error as error:
            log.warning("room.look_failed", error=type(error).__name__)
            await asyncio.sleep(0.5)
            self.behind.set()

    def _opened(self, opened: Sequence[Served], pages: Sequence[reads.Page | None]) -> None:
        for served, page in zip(opened, pages, strict=True):
            if page is None:
                self.rooms.pop(served.room_id, None)
                served.ready.set_exception(RoomIsAway)
                served.ready.exception()
            else:
                served.load(page)
                served.ready.set_result(None)
                self._reached({served.room_id: served.wanted})

    async def stop(self) -> None:
        """Let go of everything (tests, and the end of a process)."""
        hints.forget(self.hint)
        self.relay.stop()
        for task in self.tasks:
            task.cancel()
        for batcher in (self.porter, self.opener, self.greeter, self.scribe.batcher):
            await batcher.stop()
        self.readers.shutdown()


class RoomIsAway(Exception):
    """The database did not answer when a room was opened: come back a little later."""


def _unhurried(work: Callable[..., Result], *given: Any, **named: Any) -> Result:
    """In a reader's thread: give the connection back afterwards, so that idle readers hold none."""
    try:
        return work(*given, **named)
    finally:
        connections.close_all()


Knock = tuple[access.Asked, "asyncio.Future[Seat | int]"]


def _admit(knocks: Sequence[Knock]) -> Sequence[Seat | int]:
    try:
        return with_fresh_connection(access.admit, [asked for asked, _ in knocks], now=timezone.now())
    except Error as error:
        log.warning("room.door_stuck", error=type(error).__name__)
        return [RESTARTING] * len(knocks)


def _let_in(knocks: Sequence[Knock], seats: Sequence[Seat | int]) -> None:
    for (_, answer), seat in zip(knocks, seats, strict=True):
        if not answer.done():
            answer.set_result(seat)


def _open(opened: Sequence[Served]) -> Sequence[reads.Page | None]:
    try:
        pages = with_fresh_connection(reads.opening, [served.room_id for served in opened])
    except Error as error:
        log.warning("room.not_opened", error=type(error).__name__)
        pages = {}
    return [pages.get(served.room_id) for served in opened]


def _greet(arrivals: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> Sequence[None]:
    rooms: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for room_id, membership_id in arrivals:
        rooms[room_id].add(membership_id)
    try:
        with_fresh_connection(presence.arrive_all, arrivals=rooms, now=timezone.now())
    except Error as error:
        # Whoever is here is counted at the next renewal.
        log.warning("room.not_greeted", error=type(error).__name__)
    return [None] * len(arrivals)


_hubs: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """The hub of this process (strictly: of this event loop)."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
