"""What needs Django in a measurement: `python -m tests.load.inside WHAT …`, with an installation's settings.

Each part prints one line of JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportgroup.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django must be set up before it
from django.utils import timezone  # noqa: E402

MEMBERS = 10


def stored(acks: str) -> dict[str, int]:
    """Whether each acknowledged message is in the database once, at the position where the sockets saw it."""
    from groups.room.models import Message

    wanted = json.loads(Path(acks).read_text())
    facts = {"acknowledged": sum(map(len, wanted.values())), "absent": 0, "doubled": 0, "elsewhere": 0}
    for room, said in wanted.items():
        found: dict[str, list[int]] = {}
        for position, text in Message.objects.filter(room=room).values_list("position", "text").iterator():
            found.setdefault(text[:20], []).append(position)
        facts["absent"] += sum(letters not in found for letters, _ in said)
        facts["doubled"] += sum(len(found.get(letters, ())) > 1 for letters, _ in said)
        facts["elsewhere"] += sum(position not in found.get(letters, (position,)) for letters, position in said)
    return facts


def grow(groups: str, words: str = "0") -> dict[str, int]:
    """Fill the tables with so many groups of ten, whose next session is far away."""
    from tests.load import world

    now = timezone.now()
    world.grow(groups=int(groups), members=MEMBERS, starts_at=now + timedelta(days=40), now=now, words=int(words))
    analyse()
    return {"groups": int(groups)}


def analyse() -> None:
    """What autovacuum does within a minute; a measurement does not wait for it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def plan(groups: str) -> dict[str, float]:
    """Plan the reminders of sessions five days ahead: two notes, two ways, ten people each."""
    from groups.reminders import actions
    from tests.load import world

    now = timezone.now()
    world.grow(groups=int(groups), members=MEMBERS, starts_at=now + timedelta(days=5), now=now)
    analyse()
    return per_second(lambda: actions.plan(now=now))


def show() -> dict[str, float]:
    """Deliver, on people's pages, everything that `plan` made due by the eve of the sessions."""
    from groups.reminders import delivery
    from groups.reminders.models import Reminder

    before = Reminder.objects.filter(state="pending").exclude(kind="debrief")
    eve = before.latest("due_at").due_at + timedelta(minutes=1)
    analyse()
    return per_second(lambda: until_done(lambda: delivery.show(limit=500, now=eve)))


def mails(groups: str) -> dict[str, int]:
    """Make a mail due for each of ten people in so many groups, planned two days ago; some chose what they wish."""
    from groups.reminders import actions, delivery
    from groups.reminders.models import Reminder
    from tests.load import reminding, world

    now = timezone.now()
    world.grow(groups=int(groups), members=MEMBERS, starts_at=now + timedelta(hours=23), now=now)
    reminding.wish()
    actions.plan(now=now - timedelta(days=2))
    until_done(lambda: delivery.show(limit=500, now=now))
    return {"due": Reminder.objects.due(now=now).filter(channel="mail").count()}


def due(groups: str) -> dict[str, int]:
    """Plan what is told of sessions four days ahead to ten people in so many groups; some chose what they wish."""
    from groups.reminders import actions
    from groups.reminders.models import Reminder
    from tests.load import reminding, world

    now = timezone.now()
    world.grow(groups=int(groups), members=MEMBERS, starts_at=now + timedelta(days=4), now=now)
    reminding.wish()
    actions.plan(now=now)
    analyse()
    return {"rows": Reminder.objects.filter(state="pending").count()}


def until_done(step: Callable[[], int]) -> int:
    total = 0
    while count := step():
        total += count
    return total


def per_second(work: Callable[[], int]) -> dict[str, float]:
    """How many a second, and processor time of this process for each, in µs."""
    began, before = time.perf_counter(), time.process_time()
    count = work()
    elapsed, spent = time.perf_counter() - began, time.process_time() - before
    return {"count": count, "per_second": count / elapsed, "cpu_us": spent / max(count, 1) * 1e6}


def pages(seats: str) -> dict[str, list[Any]]:
    """Median milliseconds, queries and size of home, group and room, for a member of a group in full swing."""
    from tests.load import asking

    return asking.pages(json.loads(Path(seats).read_text()))


def every_page() -> dict[str, list[Any]]:
    """The same of every page that the permission matrix knows, the slowest of those who may open it."""
    from tests.load import asking

    return asking.every_page()


def directory(groups: str) -> dict[str, list[Any]]:
    """The directory among so many groups, by each thing that one may choose by."""
    from tests.load import looking

    looking.fill(groups=int(groups), now=timezone.now())
    analyse()
    return looking.directory()


WHAT: dict[str, Callable[..., Any]] = {
    one.__name__: one for one in (stored, grow, plan, show, mails, due, pages, every_page, directory)
}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:])) + "\n")
