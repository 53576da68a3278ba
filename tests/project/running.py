"""A whole service as `manage.py up` runs it, watched from outside."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READY = "Ctrl-C ends everything."


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """What a newcomer's shell says, and nothing of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    blank = {"DATABASE_URL": "", "REDIS_URL": "", "MAIL_URL": "", "SITE_URL": f"http://localhost:{port}"}
    return {**kept, **blank, "DEBUG": "true", "DATA_DIR": str(folder), "PORT": str(port), **more}


def alive(pid: int) -> bool:
    """Whether it runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true: Callable[[], bool], *, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


class Service:
    def __init__(self, folder: Path, **more: str) -> None:
        self.port, self.said = free_port(), ""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=environment(folder, self.port, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)

    def hear(self, words: str, *, seconds: float = 60) -> None:
        """Wait until it has said this."""

        def heard() -> bool:
            while not self._lines.empty():
                self.said += self._lines.get()
            return words in self.said

        assert wait_until(heard, seconds=seconds), f"It never said {words!r}, but: {self.said}"

    def parts(self) -> dict[int, str]:
        """All processes below it, by id, with the names under which `ps` shows them."""
        found: dict[int, str] = {}
        above = [self.process.pid]
        while above:
            pid = above.pop()
            children = Path(f"/proc/{pid}/task/{pid}/children")
            for child in map(int, children.read_text().split() if children.exists() else ()):
                found[child] = Path(f"/proc/{child}/comm").read_text().strip()
                above.append(child)
        return found

    def answers(self, path: str) -> int:
        """The status of an answer; 0 when there is none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def stop_listening(self) -> None:
        self._ear.join(10)

    def end(self, signum: int = signal.SIGINT, *, seconds: float = 15) -> int:
        self.process.send_signal(signum)
        return self.process.wait(seconds)


@contextmanager
def starting(folder: Path, **more: str) -> Iterator[Service]:
    """A service that has been started; ended afterwards, whatever happened."""
    service = Service(folder, **more)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.end(signal.SIGTERM, seconds=20)
        service.stop_listening()


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Service]:
    """A service that is ready."""
    with starting(folder, **more) as service:
        service.hear(READY)
        yield service
