"""A real web process, in a thread of the test's own process: the same server and flags as an installation."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import uvicorn
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from groups.people.models import User
from groups.reminders.consumers import board
from groups.room.hub import hub
from groups.room.models import Room
from supportgroup.asgi import application
from tests.cast import client_of

Frame = dict[str, Any]
PATIENCE = 5.0


class Web:
    """Serves on this machine, on a free port unless one is named, until `stop`."""

    def __init__(self, *, port: int = 0) -> None:
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self.listener.getsockname()[1]
        config = uvicorn.Config(
            application,
            loop="uvloop",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_max_size=16_384,
            ws_ping_interval=20,
            ws_ping_timeout=20,
            timeout_graceful_shutdown=2,
            access_log=False,
            log_config=None,
            lifespan="off",
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        self.thread.start()
        until = time.monotonic() + PATIENCE
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(PATIENCE * 2)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=self.server.config.get_loop_factory()) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        await self.server.serve(sockets=[self.listener])
        await hub().stop()
        await board().stop()

    @contextmanager
    def socket(self, user: User | Client | None, room: Room, *, origin: str | None = None) -> Iterator["Socket"]:
        """A socket of somebody at a room, before it follows."""
        with self.line(user, f"/ws/rooms/{room.pk}/", origin=origin) as line:
            yield line

    @contextmanager
    def line(self, user: User | Client | None, path: str, *, origin: str | None = None) -> Iterator["Socket"]:
        """A socket of somebody at an address."""
        client = user if isinstance(user, Client) else client_of(user)
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        headers = {"Cookie": cookies, "Origin": origin or self.url}
        address = f"ws://127.0.0.1:{self.port}{path}"
        with connect(address, additional_headers=headers, compression=None) as line:
            yield Socket(line)


class Socket:
    """What a page's script does, in the words of the protocol."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.ids = 0

    def send(self, do: str, **fields: Any) -> str:
        """Send a command; returns its id."""
        self.ids += 1
        fields.setdefault("id", f"c{self.ids}")
        self.line.send(json.dumps({"do": do, **fields}))
        return str(fields["id"])

    def raw(self, frame: str | bytes) -> Frame:
        """Send whatever, and read one answer."""
        self.line.send(frame)
        return self.next()

    def next(self, *, seconds: float = PATIENCE) -> Frame:
        frame: Frame = json.loads(self.line.recv(timeout=seconds))
        return frame

    def until(self, fits: Callable[[Frame], bool], *, seconds: float = PATIENCE) -> Frame:
        """The first frame that fits; raises TimeoutError when none comes."""
        end = time.monotonic() + seconds
        while True:
            frame = self.next(seconds=max(0.01, end - time.monotonic()))
            if fits(frame):
                return frame

    def follow(self, after: int | None = None) -> Frame:
        self.line.send(json.dumps({"do": "follow", "after": after}))
        return self.until(lambda frame: "messages" in frame)

    def answer(self, command_id: str) -> Frame:
        """The answer to a command."""
        return self.until(lambda frame: command_id in (frame.get("ok"), frame.get("retry"), frame.get("rejected")))

    def say(self, text: str, **fields: Any) -> Frame:
        return self.answer(self.send("say", text=text, **fields))

    def do(self, do: str, **fields: Any) -> Frame:
        return self.answer(self.send(do, **fields))

    def sees(self, message_id: str, *, seconds: float = PATIENCE) -> Frame:
        """The next change of this message, as this viewer is shown it."""
        frame = self.until(lambda one: any(m["id"] == message_id for m in one.get("messages", ())), seconds=seconds)
        found: Frame = next(m for m in frame["messages"] if m["id"] == message_id)
        return found

    def is_silent(self, *, seconds: float = 0.4) -> bool:
        """Nothing with a message in it comes for a while."""
        try:
            self.until(lambda frame: bool(frame.get("messages")), seconds=seconds)
        except TimeoutError:
            return True
        return False

    def closes(self, *, seconds: float = PATIENCE) -> int:
        """The code with which the server closes."""
        try:
            self.until(lambda _: False, seconds=seconds)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        raise AssertionError("unreachable")
