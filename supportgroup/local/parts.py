"""The parts of a running service, each as something that a child runs until it is told to end."""

import os
from importlib import import_module
from pathlib import Path

import uvicorn.main

from supportgroup.celery import app

HOST = "127.0.0.1"
# One event loop for all sockets, frames no larger than a message needs, dead peers found, and 1012 when it ends.
UVICORN = [
    "--ws",
    "websockets-sansio",
    "--ws-per-message-deflate",
    "false",
    "--ws-max-size",
    "16384",
    "--ws-ping-interval",
    "20",
    "--ws-ping-timeout",
    "20",
    "--timeout-graceful-shutdown",
    "10",
    "--no-access-log",
    "--no-server-header",
]

NEEDED = (
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "supportgroup.asgi",
    "supportgroup.urls",
)


def load() -> None:
    """Import what the parts need, so that each of them, forked, starts at once."""
    for name in NEEDED:
        import_module(name)
    app.loader.import_default_modules()


def web(port: int) -> None:
    """The pages and the rooms."""
    uvicorn.main.main(
        ["--host", HOST, "--port", str(port), "--log-level", "warning", *UVICORN, "supportgroup.asgi:application"]
    )


def worker() -> None:
    """The jobs, two at a time. Nobody else runs jobs here, so it does not look for others."""
    options = "--pool prefork --concurrency 2 --without-mingle --without-gossip --loglevel WARNING"
    app.start(["worker", *options.split()])


def beat(folder: Path) -> None:
    """Who says "look now"."""
    folder.mkdir(exist_ok=True)
    app.start(["beat", "--schedule", str(folder / "schedule"), "--pidfile=", "--loglevel", "WARNING"])


def broker(command: list[str]) -> None:
    os.execv(command[0], command)  # noqa: S606 - the command is ours, and no shell reads it
