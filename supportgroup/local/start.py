"""The steps between `make run` and a service that is ready."""

import errno
import fcntl
import http.client
import io
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from supportgroup import health
from supportgroup.local import parts

CAST = {
    "sam": "a member",
    "ana": "a member",
    "noor": "a facilitator",
    "idris": "a facilitator",
    "max": "a moderator",
    "ada": "an admin",
    "olu": "in no group",
}
# What was left by a run that was killed ends within this time, and then the folder is free.
FREED_WITHIN = 15.0


class CannotStart(Exception):
    """What is in the way, as a sentence that says what to do."""


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold a data folder: two services in one would break each other's files.

    Our children inherit the lock: it ends with the last of them, even when we are killed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(
            f"{folder} cannot be written to ({error.strerror}). Set DATA_DIR to a folder that can."
        ) from error
    try:
        _take(lock, folder)
        os.set_inheritable(lock, True)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    end = time.monotonic() + FREED_WITHIN
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        holder = os.pread(lock, 20, 0).decode(errors="replace")
        if _lives(holder) or time.monotonic() > end:
            raise CannotStart(
                f"Another run (process {holder}) uses {folder}. End it, "
                "or set DATA_DIR to another folder and PORT to another port."
            )
        time.sleep(0.1)


def _lives(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def check_port(port: int) -> None:
    """Raise CannotStart when the web server could not listen there."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((parts.HOST, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            what = "is in use. End what uses it" if taken else f"cannot be used ({error.strerror})"
            other = port + 1 if taken and port < 65535 else 8000
            raise CannotStart(f"Port {port} {what}, or choose another: PORT={other} make run") from error


def prepare() -> None:
    """Check the project, bring the database up to date, and fill it when it is new. Runs in a child of its own."""
    try:
        call_command("check", stdout=io.StringIO())
        migrate()
        if settings.DEBUG:
            call_command("seed", stdout=io.StringIO())
        # A pulse of the run before would pass for one of this run.
        cache.delete(health.PULSE)
    except OperationalError as error:
        sys.exit(f"The database does not answer as it should: {str(error).strip()}")
    except CommandError as error:
        sys.exit(str(error))


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)


def missing(port: int) -> list[str]:
    """Which part does not answer, by the names that `/readyz` uses; empty when all do."""
    headers = {"Host": settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", parts.HOST), "X-Forwarded-Proto": "https"}
    web = http.client.HTTPConnection(parts.HOST, port, timeout=2.0)
    try:
        web.request("GET", reverse("readyz"), headers=headers)
        found: dict[str, Any] = json.loads(web.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return ["web"]
    finally:
        web.close()
    # Notes that fell due while nothing ran are sent now, by what has just started.
    return [name for name, well in found.items() if name not in {"ready", "notes"} and not well]


def print_links() -> None:
    """Print a line for each person of the seeded world, with a link that signs them in once. Runs in a child."""
    people = import_module("groups.people.actions")
    users = {user.email: user for user in get_user_model().objects.filter(email__in=map(address, CAST))}
    for name, part in CAST.items():
        if user := users.get(address(name)):
            path = reverse("people:sign_in_link", args=[people.make_sign_in_link(user=user, now=timezone.now())])
            sys.stdout.write(f"  {name.capitalize():6} {part:14} {settings.SITE_URL}{path}\n")


def address(name: str) -> str:
    return f"{name}@example.org"
