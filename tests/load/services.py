"""A whole installation for one measurement: PostgreSQL, Valkey and web processes, each in its own process tree."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from supportgroup.local import processes
from supportgroup.local.postgres import Postgres
from supportgroup.local.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent.parent
WEB_FLAGS = [
    *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--ws-max-size", "16384"),
    *("--ws-ping-interval", "20", "--ws-ping-timeout", "20", "--timeout-graceful-shutdown", "10"),
    *("--no-access-log", "--log-level", "warning"),
]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Installation:
    """Started by `with`; everything that it made is gone afterwards. The database keeps its promises (fsync is on)."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sg-bench-"))
        self.postgres, self.valkey = Postgres(durable=True), Valkey()
        self.web: dict[int, subprocess.Popen[bytes]] = {}
        self.others: list[subprocess.Popen[bytes]] = []
        self.ports = [free_port(), free_port()]
        self.extra: dict[str, str] = {}

    def __enter__(self) -> "Installation":
        try:
            self.postgres.create().start()
            self.valkey.start()
            self.manage("migrate", "--verbosity=0")
            self.manage("createcachetable", "--verbosity=0")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in [*self.web.values(), *self.others]:
            end(process)
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, **more: str) -> dict[str, str]:
        """What each of our processes is told: nothing of the caller's own settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "SECRET_KEY": "a key that is only good enough for measuring",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "SITE_URL": f"http://127.0.0.1:{self.ports[0]}",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
            **self.extra,
            **more,
        }

    def manage(self, *words: str, debug: bool = False, timeout: float = 600) -> str:
        """Run a management command to its end and return what it said."""
        return self.run("manage.py", *words, debug=debug, timeout=timeout)

    def run(self, *words: str, debug: bool = False, timeout: float = 600) -> str:
        environment = self.environment(DEBUG="true" if debug else "false")
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        return done.stdout

    def inside(self, *words: str) -> Any:
        """Run a part of `inside.py` on this installation."""
        return json.loads(self.run("-m", "tests.load.inside", *words, timeout=1800).splitlines()[-1])

    def seed(self, *, rooms: int, members: int = 10) -> Path:
        out = self.folder / f"seats-{rooms}-{secrets.token_hex(2)}.json"
        self.manage("seed_load", f"--rooms={rooms}", f"--members={members}", f"--out={out}", debug=True, timeout=1800)
        return out

    def start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        """A process that runs beside us until the end, or until it is ended."""
        parent = os.getpid()
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: processes.end_with(parent, signal.SIGTERM),  # noqa: PLW1509 - no threads here
            )

    def start_web(self, *, count: int = 1, module: str = "supportgroup.asgi:application") -> None:
        """Web processes on ports of their own, all answering when this returns."""
        for port in self.ports[:count]:
            bind = ["--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop", "--http", "httptools"]
            self.web[port] = self.start(f"web-{port}", "-m", "uvicorn", module, *bind, *WEB_FLAGS)
        for port in self.ports[:count]:
            self.wait_for_web(port)

    def wait_for_web(self, port: int, *, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            if self.web[port].poll() is not None or time.monotonic() > until:
                words = (self.folder / f"web-{port}.log").read_text(errors="replace")[-3000:]
                raise RuntimeError(f"the web process did not start:\n{words}")
            time.sleep(0.01)

    def stop_web(self) -> None:
        for process in self.web.values():
            end(process)
        self.web.clear()

    def fresh_web(self, *, count: int = 1) -> None:
        self.stop_web()
        self.start_web(count=count)

    def trees(self) -> dict[str, list[int]]:
        """The first process of each part of the server."""
        databases = [self.postgres.process.pid] if self.postgres.process else []
        hints = [self.valkey.process.pid] if self.valkey.process else []
        return {"web": [one.pid for one in self.web.values()], "database": databases, "valkey": hints}


def end(process: subprocess.Popen[Any], *, patience: float = 15) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            processes.end_group(process.pid, signal.SIGKILL)
            process.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
