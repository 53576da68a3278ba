"""One member's socket. While the load runs it only finds where frames end and keeps what came, with the time."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter_ns as clock

from . import wire


@dataclass
class Seat:
    """A place in a room that the driver fills, and everything that its sockets received, in order of arrival."""

    room: str
    cookie: str
    port: int
    log: list[bytes] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    asked_at: int = 0
    joined_at: int = 0
    closes: list[int] = field(default_factory=list)
    trouble: str = ""

    @property
    def path(self) -> str:
        return f"/ws/rooms/{self.room}/"

    def last_tick(self) -> int | None:
        """The tick up to which this seat has everything."""
        for data in reversed(self.log):
            if ticks := wire.TICK.findall(data):
                return int(ticks[-1])
        return None


class Beat:
    """When the next message is due, and what to do then: looked at between receptions too, to send on time."""

    due = 1 << 62

    def strike(self) -> None:
        """Say what is due."""


class Member(asyncio.Protocol):
    """RFC 6455 client: handshake, follow, then keep what comes and answer pings."""

    def __init__(
        self, seat: Seat, on_join: Callable[["Member"], None], on_close: Callable[["Member"], None], beat: Beat
    ) -> None:
        self.seat, self.on_join, self.on_close, self.beat = seat, on_join, on_close, beat
        self.rest, self.open, self.joined = b"", False, False
        self.say: Callable[[bytes], None]
        self.transport: asyncio.Transport
        self.resend: Callable[[Member, bytes, int], None] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport, self.say = transport, transport.write
        host, port = transport.get_extra_info("peername")[:2]
        request, self.accept = wire.handshake(host=host, port=port, path=self.seat.path, cookie=self.seat.cookie)
        transport.write(request)

    def data_received(self, data: bytes) -> None:
        now = clock()
        if now > self.beat.due:
            self.beat.strike()
        data = self.rest + data if self.rest else data
        if self.open:
            self.take_whole_frames(now, data)
        else:
            self.shake_hands(data)

    def take_whole_frames(self, now: int, data: bytes) -> None:
        at, end = 0, len(data)
        while (one := wire.next_frame(data, at)) is not None and one[2] <= end:
            if one[0] != wire.TEXT:
                self.control(one[0], data[one[1] : one[2]])
            at = one[2]
        self.rest = b"" if at == end else data[at:]
        if at:
            self.keep(now, data if at == end else data[:at])

    def keep(self, now: int, data: bytes) -> None:
        seat = self.seat
        seat.log.append(data)
        seat.at.append(now)
        if not self.joined:
            self.look_for_the_first_changes(now, data)
        if b'"retry"' in data and self.resend is not None:
            for letters, after_ms in wire.RETRY.findall(data):
                self.resend(self, letters, int(after_ms))

    def shake_hands(self, data: bytes) -> None:
        head, blank, rest = data.partition(b"\r\n\r\n")
        if not blank:
            self.rest = data
            return
        if not head.startswith(b"HTTP/1.1 101") or self.accept not in head:
            self.seat.trouble = head.partition(b"\r\n")[0].decode("latin-1")
            self.transport.abort()
            return
        self.open, self.rest = True, b""
        self.follow(self.seat.last_tick())
        if rest:
            self.data_received(rest)

    def follow(self, after: int | None) -> None:
        self.transport.write(wire.frame(wire.TEXT, json.dumps({"do": "follow", "after": after}).encode()))

    def look_for_the_first_changes(self, now: int, data: bytes) -> None:
        if ticks := wire.TICK.findall(data):
            if wire.MORE.search(data):
                return self.follow(int(ticks[-1]))
            self.joined, self.seat.joined_at = True, now
            self.on_join(self)
        elif b'"rejected"' in data:
            self.seat.trouble = data[2:200].decode("utf-8", "replace")

    def control(self, opcode: int, payload: bytes) -> None:
        if opcode == wire.PING:
            self.transport.write(wire.frame(wire.PONG, payload))
        elif opcode == wire.CLOSE:
            self.seat.closes.append(int.from_bytes(payload[:2], "big"))
            self.transport.write(wire.frame(wire.CLOSE, payload[:2]))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        self.on_close(self)
