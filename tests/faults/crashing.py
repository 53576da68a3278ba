"""A worker that dies, by SIGKILL, at one point of its way: `CRASH="before mark 3"` at the third mark that it makes.

A *claim* is a statement that writes a lease, a *mark* one that says that something was sent; both are known by their
SQL, so that whatever sends is held to the same. A *send* is the moment in which something leaves this machine. *After*
a mark means: after it was committed. What it died of stands in the file of `CRASH_NOTE`.
"""

import os
import re
import signal
import smtplib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

import requests  # noqa: E402 - Django must be set up before what follows
from django.db import transaction  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402

from supportgroup.celery import app  # noqa: E402

__all__ = ["app"]

WHEN, WHAT, NUMBER = os.environ.get("CRASH", "before nothing 1").split()
CLAIM = re.compile(r'^\s*UPDATE "groups_\w+" SET (.*, )?"lease" = %s')
seen: Counter[str] = Counter()


def die() -> None:
    Path(os.environ["CRASH_NOTE"]).write_text(f"{WHEN} {WHAT} {NUMBER}")
    os.kill(os.getpid(), signal.SIGKILL)


def passes(what: str, act: Callable[[], Any], *, later: Callable[[Callable[[], None]], object] | None = None) -> Any:
    """Do it, unless this is where we die."""
    seen[what] += 1
    is_here = what == WHAT and seen[what] == int(NUMBER)
    if is_here and WHEN == "before":
        die()
    answer = act()
    if is_here and later is not None:
        later(die)
    elif is_here:
        die()
    return answer


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    def act() -> Any:
        return execute(sql, params, many, context)

    if CLAIM.match(sql):
        return passes("claim", act)
    if sql.lstrip().startswith("UPDATE") and _marks(sql, params):
        return passes("mark", act, later=transaction.on_commit)
    return act()


def _marks(sql: str, params: Any) -> bool:
    if isinstance(params, dict):
        return "THEN 'sent'" in sql and params.get("done") is not None
    return "sent" in (params or ())


def _watched(connection: Any, **_: Any) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def _leaving(table: Any, name: str) -> None:
    plain = getattr(table, name)
    setattr(table, name, lambda *given, **named: passes("send", lambda: plain(*given, **named)))


connection_created.connect(_watched, weak=False)
_leaving(smtplib.SMTP, "sendmail")
_leaving(requests.Session, "send")
