"""A socket at a room (docs/protocol.md): reads commands, answers every one, and carries changes out."""

import asyncio
import time
import uuid
from typing import Any

from channels.consumer import AsyncConsumer
from django.db import Error
from django.utils import timezone

from groups.people.access import device_of
from groups.refusals import Refused
from groups.room import commands, frames, reads
from groups.room.hub import RESTARTING, Hub, RoomIsAway, hub
from groups.room.outbox import Outbox
from groups.room.pace import Allowance
from groups.room.saying import Said, spoken
from groups.room.scribe import AGAIN_MS, Pending
from groups.room.seats import Seat
from groups.room.served import Served

TOO_SLOW, FLOOD = 4408, 4429
RATE, BURST = 20.0, 60.0
"""Commands a second, and at once, from one socket: far more than a person sends."""
PATIENCE = 200
"""Commands above that pace, each answered with `retry`, before the socket is closed as a flood."""
GOODBYE = 5.0
"""Seconds that a close frame may take to reach somebody who does not read."""


class RoomConsumer(AsyncConsumer):
    """One device at one room.

    It reads its own events instead of Channels' dispatch, which makes a task and a database check for each frame.
    """

    seat: Seat
    room_id: uuid.UUID
    served: Served
    code: int | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.base_send = scope, send
        self.room_id = scope["url_route"]["kwargs"]["room_id"]
        self.hub: Hub = hub()
        self.following, self.over_pace = False, 0
        self.allowance = Allowance(RATE, BURST)
        self.outbox = Outbox(send, too_slow=lambda: self.end(TOO_SLOW))
        self.task = asyncio.current_task()
        await receive()
        await send({"type": "websocket.accept"})
        try:
            await self._attend(receive)
        except asyncio.CancelledError:
            if self.code is None:
                raise
        finally:
            self.outbox.stop()
            self.hub.leave(self)
        await self._say_goodbye()

    async def _attend(self, receive: Any) -> None:
        seat = await self.hub.knock(device_of(self.scope["headers"]), self.room_id)
        if isinstance(seat, int):
            self.code = seat
            return
        self.seat = seat
        try:
            self.served = await self.hub.join(self)
        except RoomIsAway:
            self.code = RESTARTING
            return
        while (event := await receive())["type"] != "websocket.disconnect":
            await self._hear(event.get("text"))

    async def _hear(self, text: str | None) -> None:
        wait = self._wait_ms()
        try:
            command = frames.parse(text)
        except frames.Unreadable as unreadable:
            self.push(frames.rejected(unreadable.command_id, unreadable))
            return
        if wait:
            self.push(frames.retry(command.id, after_ms=wait))
        elif command.do == "say":
            said = spoken(room_id=self.room_id, seat=self.seat, command_id=command.id, text=command.value)
            self.hub.scribe.say(Pending(said, command.id, self))
        elif command.do == "follow":
            await self._follow(command.after)
        else:
            await self._carry_out(command)

    def _wait_ms(self) -> int:
        """0 within the pace; a flood of frames, readable or not, ends the socket."""
        wait = self.allowance.wait_ms(time.monotonic())
        if wait:
            self.over_pace += 1
        if self.over_pace > PATIENCE:
            self.end(FLOOD)
        return wait

    def told(self, pending: Pending, said: Said | None) -> None:
        """The scribe answers: what was acknowledged is on the disk."""
        if said is None:
            self.push(frames.retry(pending.command_id, after_ms=AGAIN_MS))
        elif said.refused is not None:
            self.push(frames.rejected(pending.command_id, said.refused))
        else:
            message = pending.spoken.message_id
            self.push(frames.ok(pending.command_id, tick=said.tick, repeat=said.repeat, message=message))

    async def _carry_out(self, command: frames.Command) -> None:
        try:
            done = await self.hub.call(commands.carry_out, command, self.seat, self.room_id, now=timezone.now())
        except Refused as refused:
            self.push(frames.rejected(command.id, refused))
        except Error:
            self.push(frames.retry(command.id, after_ms=AGAIN_MS))
        else:
            self.push(frames.ok(command.id, tick=done.tick, repeat=done.repeat))

    async def _follow(self, after: int | None) -> None:
        """Answer with everything after that tick; from then on, live, without a gap between the two."""
        self.following = False
        now = timezone.now()
        if after is None:
            self.push(self.served.fresh_page(self.seat, now=now))
        elif self.served.remembers(after):
            self.push(self.served.changes_after(after, self.seat, now=now))
        else:
            await self._follow_from_afar(after)
            return
        self.following = True

    async def _follow_from_afar(self, after: int) -> None:
        """The process does not remember that far back, or has not come that far: ask the database, a page at a time."""
        now = timezone.now()
        try:
            page = await self.hub.call(reads.page, self.room_id, self.seat, after=after, now=now)
        except Error:
            self.end(RESTARTING)
            return
        self.push(reads.encoded(page, self.seat, now=now))
        if page.more:
            return
        # The database may be ahead of this process: what it has shown must not come live a second time.
        await self.hub.reach(self.served, page.tick)
        if not self.served.remembers(page.tick):
            await self._follow_from_afar(page.tick)
            return
        if page.tick < self.served.tick:
            self.push(self.served.changes_after(page.tick, self.seat, now=now))
        self.following = True

    def push(self, payload: str) -> None:
        self.outbox.push(payload)

    def end(self, code: int) -> None:
        """Close this socket with a code of the protocol."""
        if self.code is None:
            self.code = code
            self.outbox.stop()
            if self.task is not None:
                self.task.cancel()

    async def _say_goodbye(self) -> None:
        if self.code is not None:
            try:
                await asyncio.wait_for(self.base_send({"type": "websocket.close", "code": self.code}), GOODBYE)
            except Exception:  # noqa: BLE001 - gone already, or not reading: either way it is closed.
                return
