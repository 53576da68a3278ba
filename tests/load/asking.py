"""Asking for pages, as a browser does, inside the process: how long the server takes, and what it asks the database."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.room.models import Room
from tests.cast import client_of, with_second_factor
from tests.guards.addresses import our_addresses
from tests.guards.matrix import ROWS
from tests.guards.rows import PEOPLE, Row
from tests.guards.world import Things, two_sides

NO_PAGES = {"healthz", "readyz"}
"""They answer machines, and ask Redis."""
WITH_A_SECOND_STEP = {"moderator", "admin"}


def pages(seats: list[dict[str, str]]) -> dict[str, list[Any]]:
    """Home, group and room for a member of a group in full swing: name → median ms of fifty, queries, characters."""
    place = next(one for one in seats if one["role"] == "member")
    group = Room.objects.get(pk=place["room"]).group_id
    client = at_home(Client())
    client.cookies.load(place["cookie"])
    addresses = {"home": "/", "group": f"/groups/{group}/", "room": f"/rooms/{place['room']}/"}
    return {name: asked(client, address, times=50) for name, address in addresses.items()}


def every_page() -> dict[str, list[Any]]:
    """Every page of the permission matrix, for each person who may open it; of those the slowest."""
    cast, things, _theirs = two_sides(now=timezone.now())
    found: dict[str, list[Any]] = {}
    for column, (part, name) in enumerate(PEOPLE.items()):
        who = getattr(cast, name) if name else None
        client = at_home(with_second_factor(who) if part in WITH_A_SECOND_STEP else client_of(who))
        for row in ROWS:
            if row.method == "get" and row.ours[column] == "ok" and not row.before and row.name not in NO_PAGES:
                figures = [*asked(client, address(row, things), times=15), part]
                found[row.name] = max(found.get(row.name, figures), figures)
    return found


def at_home(client: Client) -> Client:
    client.defaults["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
    return client


def address(row: Row, things: Things) -> str:
    arguments = next(one for one in our_addresses() if one.name == row.name).arguments
    return reverse(row.name, kwargs={key: things[thing].pk for key, thing in zip(arguments, row.things, strict=True)})


def asked(client: Client, address: str, *, times: int) -> list[Any]:
    """Median milliseconds of so many, queries, characters."""
    for _ in range(5):
        client.get(address)
    with counted_queries() as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    took = []
    for _ in range(times):
        began = time.perf_counter()
        client.get(address)
        took.append((time.perf_counter() - began) * 1e3)
    return [statistics.median(took), len(queries), len(answer.content)]


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements of all threads: async middleware moves a request to another thread and connection."""
    seen: list[str] = []
    execute = CursorWrapper.execute

    def noted(cursor: CursorWrapper, sql: str, params: Any = None) -> Any:
        seen.append(sql)
        return execute(cursor, sql, params)

    CursorWrapper.execute = noted
    try:
        yield seen
    finally:
        CursorWrapper.execute = execute
