"""One room as one web process serves it: followed once, however many sockets listen."""

import asyncio
import uuid
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from groups.room import frames
from groups.room.fragments import Entry, instant
from groups.room.reads import RECENT, Page
from groups.room.seats import Seat
from groups.room.state import RoomState, you

LOG = 300
"""How many changes a process remembers of a room, for those who come back after a short cut."""


class Follower(Protocol):
    """A socket that follows the room."""

    seat: Seat
    following: bool

    def push(self, payload: str) -> None: ...


class Served:
    """The room up to `tick`: its state, its last messages, its last changes, and who listens here."""

    def __init__(self, room_id: uuid.UUID) -> None:
        self.room_id = room_id
        self.sockets: set[Follower] = set()
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.wanted = 0
        self.tick = -1
        self.state: RoomState
        self.room_json = ""
        self.recent: dict[uuid.UUID, Entry] = {}
        self.log: deque[Entry] = deque(maxlen=LOG)
        self.floor = 0

    def load(self, page: Page) -> None:
        """Begin here: the page holds the last messages, in the order in which they stand."""
        self._renew(page.state)
        self.recent = {entry.id: entry for entry in page.entries}
        self.tick = self.floor = page.state.tick
        self.log.clear()

    def remembers(self, after: int) -> bool:
        """Is every change after this tick in the log?"""
        return self.floor <= after <= self.tick

    def apply(self, entries: Sequence[Entry], *, tick: int, state: RoomState | None, now: datetime) -> None:
        """Take the next changes, and hand them to every socket that follows."""
        fresh = [entry for entry in entries if entry.changed > self.tick]
        changed = state is not None and state.state_tick > self.tick
        for entry in fresh:
            self._remember(entry)
        if state is not None and changed:
            self._renew(state)
        self.tick = max(self.tick, tick)
        if fresh or changed:
            self._tell(fresh, with_state=changed, now=now)

    def fresh_page(self, seat: Seat, *, now: datetime) -> str:
        """What a page that knows nothing is shown."""
        kept = [entry for entry in self.recent.values() if entry.at >= self.state.kept_since(now=now)]
        return self._frame(kept, seat, with_state=True, now=now)

    def changes_after(self, after: int, seat: Seat, *, now: datetime) -> str:
        """What a page that knows everything up to `after` has not seen: each message once, as it is now."""
        newest = {entry.id: entry for entry in self.log if entry.changed > after}
        return self._frame(newest.values(), seat, with_state=True, now=now)

    def _remember(self, entry: Entry) -> None:
        if len(self.log) == LOG:
            self.floor = self.log[0].changed
        self.log.append(entry)
        # In the order of positions, always: what is new stands last, what changed keeps its place,
        # and what is older than the window stays outside it.
        if entry.id in self.recent or entry.position == entry.changed:
            self.recent[entry.id] = entry
            if len(self.recent) > RECENT:
                del self.recent[next(iter(self.recent))]

    def _renew(self, state: RoomState) -> None:
        self.state, self.room_json = state, state.encoded()

    def _tell(self, entries: Sequence[Entry], *, with_state: bool, now: datetime) -> None:
        """One frame a viewer, encoded once for all who see the same."""
        same_for_all = all(entry.is_plain and entry.position == entry.changed for entry in entries)
        authors = {entry.author for entry in entries}
        ready: dict[tuple[uuid.UUID | None, datetime | None], str] = {}
        for socket in list(self.sockets):
            if not socket.following:
                continue
            seat = socket.seat
            alone = not same_for_all or seat.membership_id in authors
            key = (seat.membership_id if alone else None, seat.quiet_until if with_state else None)
            payload = ready.get(key)
            if payload is None:
                payload = ready[key] = self._frame(entries, seat, with_state=with_state, now=now, quiet=True)
            if payload:
                socket.push(payload)

    def _frame(
        self, entries: Iterable[Entry], seat: Seat, *, with_state: bool, now: datetime, quiet: bool = False
    ) -> str:
        """A frame for one viewer; with `quiet`, nothing when there is nothing that they may see.

        A frame without content would tell that something was said and held.
        """
        seen = [view for view in (entry.seen_by(seat) for entry in entries) if view is not None]
        if quiet and not seen and not with_state:
            return ""
        if not with_state:
            return frames.changes(tick=self.tick, messages=seen)
        mine = frames.encode(you(self.state, seat, now=now))
        return frames.changes(tick=self.tick, messages=seen, room=self.room_json, you=mine, at=instant(now))
