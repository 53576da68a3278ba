"""The figures of the schedule: sessions of 10,000 series laid eight weeks ahead, and one series laid again.

`python -m tests.load.laying WHAT …` prints one line of JSON, with an installation's settings. Each step is a process of
its own, so that the memory of one does not hide that of another.
"""

import json
import os
import random
import resource
import statistics
import sys
import time as clock
import uuid
from datetime import timedelta
from typing import Any

from .figures import Figure
from .proc import Meter
from .services import Installation

FEW, MANY, EDITS = 100, 10_000, 60
BATCH = 2_000
ZONES = ["Europe/London", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]


def laying(house: Installation) -> list[Figure]:
    """How long, how much memory, and whether an edit costs more where there are a hundred times as many series."""
    seconds = Figure("10,000 series laid eight weeks ahead", "s", 20, 10, less=True)
    memory = Figure("peak memory of laying them", "MiB", 300, 200, less=True)
    growth = Figure("growth: laying one series again, 100 to 10,000 series", "%", 20, 10, less=True)
    costs = []
    for more in (FEW, MANY):
        _run(house, "fill", str(more))
        with Meter(house.trees()) as meter:
            laid = _run(house, "lay")
        costs.append(_edits(house, growth))
    again = _run(house, "again")
    seconds.measured, memory.measured = round(laid["seconds"], 2), round(laid["peak_mib"], 1)
    seconds.notes.append(
        f"{laid['sessions']:,.0f} sessions; {laid['cpu']:.1f} s of our processor and {meter.total:.1f} s of the "
        f"database's; others on the machine {meter.elsewhere:.2f} cores"
    )
    seconds.notes.append(f"the next run, which finds them laid: {again['seconds']:.2f} s")
    growth.measured = round((costs[1] / costs[0] - 1) * 100, 1)
    return [seconds, memory, growth]


def _edits(house: Installation, figure: Figure) -> float:
    """Milliseconds of processor time, the database's included, of one change of a series."""
    with Meter(house.trees()) as meter:
        facts = _run(house, "edit")
    cost = (facts["cpu"] + meter.total) / (EDITS + 1) * 1e3
    figure.notes.append(
        f"{cost:.1f} ms of processor, {facts['ms']:.1f} ms and {facts['queries']:.0f} queries a change; "
        f"others on the machine {meter.elsewhere:.2f} cores"
    )
    return cost


def _run(house: Installation, *words: str) -> dict[str, float]:
    return json.loads(house.run("-m", "tests.load.laying", *words, timeout=1800).splitlines()[-1])


def fill(number: str) -> dict[str, float]:
    """So many groups with a series each, of all sorts, whose sessions nobody has laid."""
    from datetime import time

    from django.utils import timezone

    from groups.membership.models import SupportGroup
    from groups.schedule.models import Series

    chance, today = random.Random(7), timezone.now().date()
    groups = [SupportGroup(name=f"Circle {uuid.uuid4().hex[:8]}", is_published=True) for _ in range(int(number))]
    SupportGroup.objects.bulk_create(groups, BATCH)
    rows = [
        Series(
            group=group,
            starts_on=today - timedelta(days=chance.randrange(700)),
            at=time(chance.randrange(24), chance.choice([0, 15, 30])),
            time_zone=chance.choice(ZONES),
        )
        for group in groups
    ]
    Series.objects.bulk_create(rows, BATCH)
    _analyse()
    return {"series": len(rows)}


def lay() -> dict[str, float]:
    """Lay what is not laid: seconds, processor time, and the most memory that this process ever had."""
    from django.utils import timezone

    from groups.schedule.actions.laying import lay_all

    began, before = clock.perf_counter(), clock.process_time()
    sessions = lay_all(now=timezone.now())
    took = clock.perf_counter() - began
    _analyse()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"sessions": sessions, "seconds": took, "cpu": clock.process_time() - before, "peak_mib": peak}


def again() -> dict[str, float]:
    """The run of every ten minutes, which finds everything laid."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from groups.schedule.actions.laying import lay_all

    began = clock.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        lay_all(now=timezone.now())
    return {"seconds": clock.perf_counter() - began, "queries": len(queries)}


def edit() -> dict[str, float]:
    """What it takes to give one series after another a new hour from next week on."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from groups.people.models import User
    from groups.schedule.actions import series as actions
    from groups.schedule.facts import Hand
    from groups.schedule.models import Series

    now, took, before = timezone.now(), [], clock.process_time()
    by = Hand.admin(User(pk=uuid.uuid4()))
    for one in Series.objects.filter(continues=None, ends_on=None).order_by("pk")[: EDITS + 1]:
        at = one.at.replace(minute=45)
        began = clock.perf_counter()
        actions.change(series=one, first_day=(now + timedelta(days=8)).date(), rule={"at": at}, by=by, now=now)
        took.append((clock.perf_counter() - began) * 1e3)
    spent = clock.process_time() - before
    with CaptureQueriesContext(connection) as queries:
        last = Series.objects.filter(continues=None, ends_on=None).order_by("pk")[0]
        actions.change(series=last, first_day=None, rule={"minutes": 75}, by=by, now=now)
    return {"ms": statistics.median(took[1:]), "cpu": spent, "queries": len(queries)}


def _analyse() -> None:
    """What autovacuum does within a minute; a measurement does not wait for it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


WHAT: dict[str, Any] = {one.__name__: one for one in (fill, lay, again, edit)}

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportgroup.settings")
    django.setup()
    sys.stdout.write(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:])) + "\n")
