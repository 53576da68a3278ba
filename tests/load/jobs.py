"""The figures of what happens by itself: reminders planned, put on pages, and mailed."""

import json
import time
from pathlib import Path
from typing import Any

from .figures import Figure
from .proc import Meter
from .services import Installation, free_port

GROUPS = 1_000
MAIL_GROUPS = 300


def reminders(house: Installation) -> list[Figure]:
    planned = Figure("reminders planned", "1/s", 20_000, 50_000)
    shown = Figure("reminders delivered in-app", "1/s", 3_000, 5_000)
    for figure, words in ((planned, ["plan", str(GROUPS)]), (shown, ["show"])):
        with Meter(house.trees()) as meter:
            facts = house.inside(*words)
        figure.measured = facts["per_second"]
        figure.notes.append(
            f"{facts['count']:,.0f} rows, {facts['cpu_us']:.0f} µs of processor each; "
            f"others on the machine {meter.elsewhere:.2f} cores"
        )
    return [planned, shown]


def mails(house: Installation) -> list[Figure]:
    """One Celery worker with one process, a sink that takes everything; from the first mail to the last."""
    figure = Figure("mails to a local sink, one worker", "1/s", 300, 600)
    port, out = free_port(), house.folder / "sink.json"
    house.extra["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    house.others.append(house.start("sink", "-m", "tests.load.sink", str(port), str(out)))
    due = house.inside("mails", str(MAIL_GROUPS))["due"]
    with Meter(house.trees()) as meter:
        house.others.append(house.start("worker", "-m", "celery", "-A", "supportgroup", "worker", "-c", "1"))
        house.others.append(
            house.start("beat", "-m", "celery", "-A", "supportgroup", "beat", "-s", f"{house.folder}/beat")
        )
        facts = watch(out, due, seconds=120)
    if facts["mails"] != due:
        figure.notes.append(f"{facts['mails']} of {due} arrived within two minutes")
        return [figure]
    figure.measured = round((due - 1) / (facts["last"] - facts["first"]), 1)
    figure.notes.append(
        f"{due} mails, each once, {facts['ways_out']} with a way to stop them; "
        f"others on the machine {meter.elsewhere:.2f} cores"
    )
    return [figure]


def watch(out: Path, due: int, *, seconds: float) -> dict[str, Any]:
    """What the sink has when it has everything; a little later, so that one too many is seen."""
    until = time.monotonic() + seconds
    while taken(out)["mails"] < due and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(2)
    return taken(out)


def taken(out: Path) -> dict[str, Any]:
    return json.loads(out.read_text()) if out.exists() else {"mails": 0}
