"""The directory of a large organisation, asked by each thing that one may choose by."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from groups.membership.models import Kind, Pace, SupportGroup
from groups.schedule.models import Session
from tests.cast import client_of, person
from tests.load import world
from tests.load.asking import asked, at_home

BATCH, WEEKS, MEMBERS = 2_000, 8, 8
EXPERIENCES = ["", "After a loss", "Trauma and trust", "Loneliness", "Caring for somebody"]
ZONES = ["Europe/London"] * 3 + ["America/New_York", "Asia/Tokyo"]
HOURS = [10, 14, 18, 19, 19, 20, 23]
CHOICES = {
    "nothing": "",
    "the hundredth page": "page=100",
    "experience": "experience=After+a+loss",
    "format": "format=quiet",
    "pace": "pace=gentle",
    "language": "language=de",
    "day": "day=tuesday",
    "time": "time=evening",
    "day and time": "day=sunday&time=night",
    "seats": "seats=free",
    "everything": "experience=Loneliness&format=quiet&pace=gentle&language=fr&day=tuesday&time=evening&seats=free",
}


def directory() -> dict[str, list[Any]]:
    """What was chosen, by whom → median ms, queries, characters, for a stranger and for somebody signed in."""
    readers = {"stranger": Client(), "signed in": client_of(person("olu", time_zone="Asia/Tokyo"))}
    return {
        f"{name}, {who}": asked(at_home(client), f"/groups/?{choice}".rstrip("?"), times=15)
        for who, client in readers.items()
        for name, choice in CHOICES.items()
    }


def fill(*, groups: int, now: datetime) -> None:
    """Groups of all sorts, each meeting every week for as far ahead as sessions are laid."""
    chance = random.Random(7)
    sessions = world.grow(groups=groups, members=MEMBERS, starts_at=now + timedelta(days=1), now=now)
    those = [session.group for session in sessions]
    for one in those:
        one.experience, one.time_zone = chance.choice(EXPERIENCES), chance.choice(ZONES)
        one.kind, one.pace = chance.choice(Kind.values), chance.choice(Pace.values)
        one.language, one.other_languages = chance.choice(["en", "en", "en", "fr"]), chance.choice(["", "", "de es"])
        one.capacity = chance.choice([MEMBERS - 1, MEMBERS])  # one of them facilitates: every other group is full
    columns = ["experience", "time_zone", "kind", "pace", "language", "other_languages", "capacity"]
    SupportGroup.objects.bulk_update(those, columns, batch_size=500)
    coming = [one for group in those for one in _weekly(group, chance, now=now)]
    Session.objects.bulk_create(coming, BATCH)


def _weekly(group: SupportGroup, chance: random.Random, *, now: datetime) -> list[Session]:
    day = (now + timedelta(days=chance.randrange(1, 8))).replace(hour=chance.choice(HOURS), minute=0)
    begins = [day + timedelta(weeks=week) for week in range(WEEKS)]
    return [Session(group=group, kind=group.kind, starts_at=at, ends_at=at + timedelta(hours=1)) for at in begins]
