"""The figures of pages: server time and queries, for a member of a group in a room full of words."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from .drive import say
from .figures import Figure
from .room import MEMBERS, ROOMS
from .services import ROOT, Installation

GROUPS = 10_000


def pages(house: Installation) -> list[Figure]:
    with static_files(house):
        return measured(house)


@contextmanager
def static_files(house: Installation) -> Iterator[None]:
    """Pages name their static files by what is in them, so these must have been collected; gone again afterwards."""
    there = (ROOT / "staticfiles").exists()
    house.manage("collectstatic", "--noinput", "--verbosity=0")
    try:
        yield
    finally:
        if not there:
            shutil.rmtree(ROOT / "staticfiles")


def measured(house: Installation) -> list[Figure]:
    house.start_web()
    seats = house.seed(rooms=ROOMS, members=MEMBERS)
    say(house, seats, rate=1_000, seconds=4, drain=10)
    figures = []
    for name, (milliseconds, queries, size) in house.inside("pages", str(seats)).items():
        time = Figure(f"page: {name}, server time p50", "ms", 25, 12, round(milliseconds, 1), less=True)
        time.notes.append(f"{size:,} characters")
        figures += [time, Figure(f"page: {name}, queries", "", 12, 8, queries, less=True)]
    return figures + every_page(house)


def directory(house: Installation) -> list[Figure]:
    """The list of groups in a large organisation: the slowest of all that one may choose by."""
    with static_files(house):
        found = sorted(house.inside("directory", str(GROUPS)).items(), key=lambda one: -one[1][0])
    name = f"directory of {GROUPS:,} groups: the slowest choice, server time p50"
    time = Figure(name, "ms", 25, 12, round(found[0][1][0], 1), less=True)
    time.notes += [f"{choice}: {ms:.1f} ms, {queries} queries" for choice, (ms, queries, _size) in found]
    most = max(queries for _choice, (_ms, queries, _size) in found)
    return [time, Figure("directory: the most queries", "", 12, 8, most, less=True)]


def every_page(house: Installation) -> list[Figure]:
    """All pages that there are, each for the slowest of those who may open it; a line each, the slowest first."""
    found = sorted(house.inside("every_page").items(), key=lambda one: -one[1][0])
    slowest, most = found[0], max(found, key=lambda one: one[1][1])
    time = Figure("every page: the slowest, server time p50", "ms", 25, 12, round(slowest[1][0], 1), less=True)
    time.notes += [f"{name}: {ms:.1f} ms, {queries} queries ({part})" for name, (ms, queries, _size, part) in found]
    asks = Figure("every page: the most queries", "", 12, 8, most[1][1], less=True)
    asks.notes.append(most[0])
    return [time, asks]
