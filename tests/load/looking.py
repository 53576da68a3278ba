"""The directory of a large organisation, asked by each thing that one may choose by."""

import random
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from groups.membership.models import Kind, Pace, SupportGroup
from groups.people.quiet import instant
from groups.schedule.models import Series, Session
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
    rhythms = Series.objects.bulk_create([_hour(group, chance, now=now) for group in those], BATCH)
    Session.objects.bulk_create([one for series in rhythms for one in _weekly(series)], BATCH)


def _hour(group: SupportGroup, chance: random.Random, *, now: datetime) -> Series:
    day = (now + timedelta(days=chance.randrange(1, 8))).date()
    return Series(group=group, starts_on=day, at=time(chance.choice(HOURS)), time_zone=group.time_zone)


def _weekly(series: Series) -> list[Session]:
    first = instant(datetime.combine(series.starts_on, series.at), ZoneInfo(series.time_zone))
    begins = [first + timedelta(weeks=week) for week in range(WEEKS)]
    given = {"group": series.group, "series": series, "kind": series.group.kind}
    return [Session(starts_at=at, ends_at=at + timedelta(hours=1), **given) for at in begins]
