"""People in a room while things break: writers who insist, readers who note everything, and the verdict."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

Seat = dict[str, str]
PATIENCE = 3.0
AWAY = (WebSocketException, OSError, TimeoutError)


def line(seat: Seat, port: int) -> ClientConnection:
    headers = {"Cookie": seat["cookie"], "Origin": f"http://127.0.0.1:{port}"}
    address = f"ws://127.0.0.1:{port}/ws/rooms/{seat['room']}/"
    return connect(address, additional_headers=headers, compression=None, open_timeout=PATIENCE, legacy=True)


class Person(threading.Thread):
    """Somebody who comes back, however often the line is cut."""

    def __init__(self, seat: Seat, port: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.seat, self.port, self.stopped = seat, port, stop

    @contextmanager
    def attending(self) -> Iterator[ClientConnection]:
        with line(self.seat, self.port) as open_line:
            yield open_line


class Writer(Person):
    """Says one thing after the other; each until it is acknowledged, always under the same id."""

    def __init__(self, name: str, *given: Any) -> None:
        super().__init__(*given)
        self.called = name
        self.acknowledged: dict[str, str] = {}

    def run(self) -> None:
        number = 0
        while not self.stopped.is_set():
            try:
                with self.attending() as open_line:
                    while not self.stopped.is_set():
                        self._insist(open_line, f"{self.called}-{number}")
                        number += 1
            except AWAY:
                time.sleep(0.05)

    def _insist(self, open_line: ClientConnection, text: str) -> None:
        while True:
            open_line.send(json.dumps({"do": "say", "id": text, "text": text}))
            answer = self._answer(open_line, text)
            if "ok" in answer:
                self.acknowledged[text] = answer["message"]
                return
            time.sleep(answer.get("after_ms", 100) / 1000)

    def _answer(self, open_line: ClientConnection, text: str) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = json.loads(open_line.recv(timeout=PATIENCE))
            if text in (frame.get("ok"), frame.get("retry"), frame.get("rejected")):
                return frame


class Reader(Person):
    """Notes every message that it is shown, and asks for what is after the last tick whenever it comes back."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.tick: int | None = 0
        self.shown: list[dict[str, Any]] = []

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                with self.attending() as open_line:
                    self._read(open_line)
            except AWAY:
                time.sleep(0.05)

    def _read(self, open_line: ClientConnection) -> None:
        self._follow(open_line)
        while not self.stopped.is_set():
            try:
                frame = json.loads(open_line.recv(timeout=0.5))
            except TimeoutError:
                continue
            if "messages" in frame:
                self.shown += frame["messages"]
                self.tick = frame["tick"]
                if frame["more"]:
                    self._follow(open_line)

    def _follow(self, open_line: ClientConnection) -> None:
        open_line.send(json.dumps({"do": "follow", "after": self.tick}))


@dataclass
class Verdict:
    """What went wrong; a room that keeps its promise has none of it."""

    acknowledged: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    never_shown: list[str] = field(default_factory=list)
    shown_twice: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.out_of_order or self.never_shown or self.shown_twice)


class Crowd:
    """Writers and readers at the rooms of one installation."""

    def __init__(self, seats: list[Seat], port: int, *, writers: int, readers: int) -> None:
        self.writing, self.reading = threading.Event(), threading.Event()
        self.writers = [Writer(f"w{n}", seat, port, self.writing) for n, seat in enumerate(seats[:writers])]
        last = seats[writers : writers + readers]
        self.readers = [Reader(seat, port, self.reading) for seat in last]

    def __enter__(self) -> "Crowd":
        for one in (*self.readers, *self.writers):
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.writing.set()
        self.reading.set()
        for one in (*self.writers, *self.readers):
            one.join(PATIENCE * 4)

    @property
    def acknowledged(self) -> dict[str, str]:
        return {text: message for writer in self.writers for text, message in writer.acknowledged.copy().items()}

    def wait_for(self, more: int, *, seconds: float = 60.0) -> None:
        """Until so many more messages were acknowledged."""
        wanted, end = len(self.acknowledged) + more, time.monotonic() + seconds
        while len(self.acknowledged) < wanted:
            if time.monotonic() > end:
                raise TimeoutError(f"{wanted - len(self.acknowledged)} messages were not acknowledged in {seconds} s")
            time.sleep(0.005)

    def settle(self, database: str, *, seconds: float = 20.0) -> Verdict:
        """Let everybody finish, then compare: what was acknowledged, what is stored, what was shown."""
        self.writing.set()
        for writer in self.writers:
            writer.join(PATIENCE * 4)
        stored = _stored(database, self.readers[0].seat["room"])
        end = time.monotonic() + seconds
        while time.monotonic() < end and any(len(reader.shown) < len(stored) for reader in self.readers):
            time.sleep(0.05)
        return self._verdict(stored)

    def _verdict(self, stored: list[tuple[str, str, int]]) -> Verdict:
        kept = {message: text for message, text, _ in stored}
        texts = [text for _, text, _ in stored]
        verdict = Verdict(len(self.acknowledged))
        verdict.lost = [text for text, message in self.acknowledged.items() if kept.get(message) != text]
        verdict.doubled = [text for text in set(texts) if texts.count(text) > 1] if len(set(texts)) < len(texts) else []
        for writer in self.writers:
            mine = [int(text.split("-")[1]) for text in texts if text.startswith(f"{writer.called}-")]
            if mine != sorted(mine):
                verdict.out_of_order.append(writer.called)
        for reader in self.readers:
            shown = [message["id"] for message in reader.shown]
            verdict.never_shown += sorted(set(kept) - set(shown))
            verdict.shown_twice += (
                [one for one in set(shown) if shown.count(one) > 1] if len(set(shown)) < len(shown) else []
            )
            if [message["position"] for message in reader.shown] != sorted(m["position"] for m in reader.shown):
                verdict.out_of_order.append("a reader")
        return verdict


def _stored(database: str, room: str) -> list[tuple[str, str, int]]:
    """(id, text, position) of everything in a room, in its order."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT id::text, text, position FROM groups_message WHERE room_id = %s ORDER BY position", [room]
        )
        return [(str(message), str(text), int(position)) for message, text, position in rows]
