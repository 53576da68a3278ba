"""Keeps a few children running: starts them, starts again what dies, ends all of them in order."""

import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from supportgroup.local import processes

FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER = 0.5, 30.0, 60.0
LARGE_LOG = 5_000_000


class Stopped(Exception):
    """Somebody asked us to end."""


@dataclass
class Child:
    """One part of the whole: what it runs, how long it may take to end, and what it last did. Times in seconds.

    One that `serves` the others ends after them.
    """

    name: str
    run: Callable[[], object]
    log: Path
    patience: float = 10.0
    serves: bool = False
    pid: int | None = None
    began: float = 0.0
    pause: float = FIRST_PAUSE
    due: float | None = None

    def start(self) -> None:
        self.began, self.due = time.monotonic(), None
        self.pid = processes.fork(self._run)

    def ended(self) -> float:
        """Note an end. Return the pause until it begins again: short at first, then longer and longer."""
        if self.pid is not None:
            # What it started itself must not live beside its successor.
            processes.end_group(self.pid, signal.SIGKILL)
        now = time.monotonic()
        if now - self.began >= STEADY_AFTER:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.pid, self.due = None, now + pause
        return pause

    def _run(self) -> None:
        log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for here, there in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(here, there)
        processes.call_ourselves(f"sg-{self.name}")
        self.run()


@dataclass
class Supervisor:
    """Owns its children and the signals of this process while it is entered as a context."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    _asked_at: float | None = None
    _hurry: bool = False
    _errands: set[int] = field(default_factory=set)
    _before: dict[int, object] = field(default_factory=dict)

    def __enter__(self) -> "Supervisor":
        self._ear, self._mouth = socket.socketpair()
        for end in (self._ear, self._mouth):
            end.setblocking(False)
        signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        for signum in processes.HANDLED:
            self._before[signum] = signal.signal(signum, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        signal.set_wakeup_fd(-1)
        for signum, handler in self._before.items():
            signal.signal(signum, handler)  # type: ignore[arg-type]
        self._ear.close()
        self._mouth.close()

    def _hear(self, signum: int, frame: FrameType | None) -> None:
        if signum == signal.SIGCHLD:
            return
        # One Ctrl-C may reach us twice, from the terminal and from whoever started us.
        if self._asked_at is None:
            self._asked_at = time.monotonic()
        elif time.monotonic() - self._asked_at > 0.5:
            self._hurry = True

    def start(self, *children: Child) -> None:
        for child in children:
            _keep_small(child.log)
            self.children.append(child)
            child.start()

    def begin(self, run: Callable[[], object]) -> int:
        """Run something once, in a child of its own; `went_well` tells how it ended."""
        pid = processes.fork(run)
        self._errands.add(pid)
        return pid

    def went_well(self, pid: int) -> bool:
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                self._errands.discard(pid)
                return status == 0
            self.look_after(0.05)

    def until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Look after the children until something is so, or the time is over."""
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() >= end:
                return False
            self.look_after(0.05)
        return True

    def look_after(self, seconds: float) -> None:
        """Wait so long, or until a signal; start what is due again. Raise Stopped when we are to end."""
        select.select([self._ear], [], [], max(0.0, min([seconds, *self._waits()])))
        with suppress(BlockingIOError):
            while self._ear.recv(4096):
                pass
        if self._asked_at is not None:
            raise Stopped
        for child in self.children:
            self._look_at(child)

    def _waits(self) -> Iterable[float]:
        now = time.monotonic()
        return (child.due - now for child in self.children if child.due is not None)

    def _look_at(self, child: Child) -> None:
        if child.pid is not None:
            done, status = os.waitpid(child.pid, os.WNOHANG)
            if done:
                how, pause = processes.how_it_ended(status), child.ended()
                self.say(f"{child.name} ended ({how}) and starts again in {pause:g} s. Its log: {child.log}")
        elif child.due is not None and child.due <= time.monotonic():
            child.start()

    def stop(self) -> None:
        """End the children side by side, then those that served them. A second Ctrl-C hurries."""
        for pid in self._errands:
            processes.end_group(pid, signal.SIGTERM)
        if late := _wait(list(self._errands), 3.0):
            for pid in late:
                processes.end_group(pid, signal.SIGKILL)
            _wait(late, 5.0)
        for serves in (False, True):
            self._end([child for child in self.children if child.serves is serves])
        self.children.clear()

    def _end(self, children: list[Child]) -> None:
        running = {child.pid: child for child in children if child.pid is not None}
        for pid in running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        patience = max((child.patience for child in running.values()), default=0.0)
        late = _wait(list(running), patience, hurry=lambda: self._hurry)
        for pid in late:
            self.say(f"{running[pid].name} did not end in time and was killed.")
        for pid in running:
            processes.end_group(pid, signal.SIGKILL)
        _wait(late, 5.0)


def _wait(pids: list[int], seconds: float, hurry: Callable[[], bool] = lambda: False) -> list[int]:
    """Wait for children of ours to end. Return those that have not."""
    end, left = time.monotonic() + seconds, list(pids)
    while True:
        left = [pid for pid in left if os.waitpid(pid, os.WNOHANG)[0] == 0]
        if not left or time.monotonic() >= end or hurry():
            return left
        time.sleep(0.02)


def _keep_small(log: Path) -> None:
    """One older log is kept beside the present one, so that they cannot fill a disk unseen."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if log.stat().st_size > LARGE_LOG:
            log.replace(log.with_suffix(".old.log"))
