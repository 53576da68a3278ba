"""What reminders cost when there are many: planned, shown and mailed among 10,000 rows and among 1,000,000.

`python -m tests.load.reminding WHAT …` prints one line of JSON, with an installation's settings. Each step is a process
of its own, so that what one costs is not counted to another.
"""

import json
import os
import sys
import time as clock
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .figures import Figure
from .proc import Meter
from .services import Installation

MEMBERS, FEW, MANY, MEASURED = 10, 250, 25_000, 500
"""Groups of ten: 250 have some 10,000 rows, 25,000 have 1,000,000; those of 500 more are counted each time."""

SOON, LATER = 4, 6
"""Days until the sessions of which rows fall due while it is measured, and of those that are only there."""


def million(house: Installation) -> list[Figure]:
    """Planning a million rows, showing among them, and whether one of them costs more than one of ten thousand."""
    planned = Figure("reminders planned: 1,000,000 rows", "1/s", 20_000, 50_000)
    shown = Figure("shown on pages, among 1,000,000 rows", "1/s", 3_000, 5_000)
    growth = Figure("growth: cost of a reminder, 10,000 to 1,000,000 rows", "%", 20, 10, less=True)
    _run(house, "fill", str(FEW), str(LATER))
    _run(house, "plan")
    small = _one(house, growth)["cost"]
    _run(house, "fill", str(MANY - FEW), str(LATER))
    with Meter(house.trees()) as meter:
        all_of_them = _run(house, "plan")
    planned.measured = all_of_them["per_second"]
    planned.notes.append(
        f"{all_of_them['count']:,.0f} rows in {all_of_them['seconds']:.1f} s, {all_of_them['cpu_us']:.0f} µs of our "
        f"processor each, {meter.total / all_of_them['count'] * 1e6:.0f} of the database's; at most "
        f"{all_of_them['peak_mib']:.0f} MiB; others on the machine {meter.elsewhere:.2f} cores"
    )
    again = _run(house, "plan")
    planned.notes.append(f"the next run, which finds them planned: {again['seconds'] * 1e3:.0f} ms")
    large = _one(house, growth)
    shown.measured = large["shown"]
    growth.measured = round((large["cost"] / small - 1) * 100, 1)
    return [planned, shown, growth]


def _one(house: Installation, figure: Figure) -> dict[str, float]:
    """Processor time of planning and showing one reminder, in µs, the database's included."""
    _run(house, "fill", str(MEASURED), str(SOON))
    costs, rates, rows = [], [], 0.0
    for words in (["plan"], ["show", str(SOON)]):
        with Meter(house.trees()) as meter:
            facts = _run(house, *words)
        costs.append(facts["cpu_us"] + meter.total / facts["count"] * 1e6)
        rates.append(facts["per_second"])
        rows = facts["rows"]
    figure.notes.append(
        f"among {rows:,.0f} rows: planned {rates[0]:,.0f}/s, shown {rates[1]:,.0f}/s, {costs[0]:.0f} + {costs[1]:.0f} "
        f"µs of processor each; others on the machine {meter.elsewhere:.2f} cores"
    )
    return {"cost": sum(costs), "shown": rates[1]}


def _run(house: Installation, *words: str) -> dict[str, float]:
    return json.loads(house.run("-m", "tests.load.reminding", *words, timeout=3600).splitlines()[-1])


def fill(groups: str, days: str) -> dict[str, float]:
    """So many groups with a session so many days ahead; some of their people have chosen what they wish to hear."""
    from django.utils import timezone

    from tests.load import world

    now = timezone.now()
    world.grow(groups=int(groups), members=MEMBERS, starts_at=now + timedelta(days=int(days)), now=now)
    wish()
    _analyse()
    return {"groups": int(groups)}


def wish() -> None:
    """Every fourth person has chosen something, in one of four ways; everybody stays told by mail and on their page."""
    from groups.people.models import User

    chosen = [
        {"first": {"by": ["mail", "in_app"]}},
        {"second": {"by": ["mail", "in_app"], "hours": 24}},
        {"first": {"by": ["mail", "in_app"], "hours": 72}, "open": {"by": []}},
        {"news": {"by": ["mail", "in_app"]}, "words": {"by": ["in_app"]}, "first": {"by": ["mail", "in_app"]}},
    ]
    for number, wishes in enumerate(chosen):
        User.objects.filter(email__startswith=str(number), wishes={}).update(wishes=wishes)


def plan() -> dict[str, float]:
    from django.utils import timezone

    from groups.reminders import actions

    return _per_second(lambda: actions.plan(now=timezone.now()))


def show(days: str) -> dict[str, float]:
    """Put on pages what falls due three days before the sessions that are so many days ahead."""
    from django.utils import timezone

    from groups.reminders import delivery

    eve = timezone.now() + timedelta(days=int(days) - 3, minutes=5)

    def all_of_them() -> int:
        total = 0
        while count := delivery.show(limit=500, now=eve):
            total += count
        return total

    _analyse()
    return _per_second(all_of_them)


def _per_second(work: Callable[[], int]) -> dict[str, float]:
    import resource

    from groups.reminders.models import Reminder

    began, before = clock.perf_counter(), clock.process_time()
    count = work()
    took, spent = clock.perf_counter() - began, clock.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    per_row = {"per_second": count / took, "cpu_us": spent / max(count, 1) * 1e6}
    return {"count": count, "seconds": took, "peak_mib": peak, "rows": Reminder.objects.count(), **per_row}


def _analyse() -> None:
    """What autovacuum does within a minute; a measurement does not wait for it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


WHAT: dict[str, Any] = {one.__name__: one for one in (fill, plan, show)}

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportgroup.settings")
    django.setup()
    sys.stdout.write(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:])) + "\n")
