"""The permission matrix, asked of every address by six people (conventions, § Guards)."""

import itertools
import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast, client_of, with_second_factor
from tests.guards.addresses import our_addresses
from tests.guards.matrix import ROWS
from tests.guards.rows import PEOPLE, Row, sees
from tests.guards.world import Things, two_sides

# Eighteen requests or more a row: no smaller number says the same.
pytestmark = [pytest.mark.slow, pytest.mark.one_engine]

# What differs from one answer to the next whoever asks: the token of a form, and the address that was asked for.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(groups|moderation)_')
WITH_MORE = {"moderator", "admin"}
"""Whoever has a role signs in with a second factor."""
REFUSED = {"in", "no", "why", "403", "405"}


@pytest.fixture
def world(db: None, now: datetime) -> tuple[Cast, Things, Things]:
    return two_sides(now=now)


def browsers(cast: Cast) -> dict[str, Client]:
    people = {part: getattr(cast, name) if name else None for part, name in PEOPLE.items()}
    return {part: (with_second_factor if part in WITH_MORE else client_of)(who) for part, who in people.items()}


def ask(client: Client, row: Row, things: Things, keys: Mapping[str, Any]) -> HttpResponse:
    """One request; whatever it did is undone."""
    address = next(a for a in our_addresses() if a.name == row.name)
    pairs = zip(address.arguments, row.things, strict=True)
    url = reverse(row.name, kwargs={argument: keys[thing] for argument, thing in pairs})
    client.cookies.pop("messages", None)  # What the last request had to say is no part of this answer.
    with transaction.atomic():
        if row.before:
            row.before(things)
        data = row.data(things) if callable(row.data) else row.data
        with CaptureQueriesContext(connection) as asked:
            answer = getattr(client, row.method)(url, data)
        transaction.set_rollback(True)
    answer.wrote = [query["sql"][:120] for query in asked if WRITES.match(query["sql"])]
    body = b"".join(answer) if answer.streaming else answer.content
    answer.plain = TOKEN.sub(b"", (repr(sorted(answer.items())).encode() + body).replace(url.encode(), b""))
    return answer


def word_for(answer: HttpResponse) -> str:
    """An answer in the words of the matrix."""
    if answer.status_code in {302, 303}:
        if "/login/" in answer["Location"] and "next=" in answer["Location"]:
            return "in"
        return "why" if any(word.level != SUCCESS for word in said_with(answer)) else "go"
    return {200: "ok", 404: "no"}.get(answer.status_code, str(answer.status_code))


def said_with(answer: HttpResponse) -> list[Message]:
    """The words that the next page will show."""
    return list(answer.wsgi_request._messages._queued_messages)


def keys_of(things: Things) -> dict[str, Any]:
    return {key: thing.pk for key, thing in things.items()}


def nowhere(row: Row) -> dict[str, Any]:
    return {thing: uuid.uuid4() for thing in row.things}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name} {' '.join(row.things)}")
def test_everybody_is_answered_as_the_matrix_says(row: Row, world: tuple[Cast, Things, Things]) -> None:
    cast, ours, theirs = world
    found, wished = {}, {}
    for (part, client), mine, other, none in zip(browsers(cast).items(), row.ours, row.theirs, row.absent, strict=True):
        found[f"{part}, ours"], wished[f"{part}, ours"] = word_for(own := ask(client, row, ours, keys_of(ours))), mine
        if not row.things:
            continue
        foreign, missing = ask(client, row, theirs, keys_of(theirs)), ask(client, row, ours, nowhere(row))
        found[f"{part}, theirs"], wished[f"{part}, theirs"] = word_for(foreign), other
        found[f"{part}, absent"], wished[f"{part}, absent"] = word_for(missing), none
        for side, answer in (("ours", own), ("theirs", foreign)):
            if word_for(answer) in REFUSED:
                found[f"{part}, {side}: changed"], wished[f"{part}, {side}: changed"] = answer.wrote, []
            if word_for(answer) == "no":
                found[f"{part}, {side}: as if absent"] = answer.plain == missing.plain
                wished[f"{part}, {side}: as if absent"] = True
    assert found == wished


MIXED = [row for row in ROWS if len(row.things) > 1]


@pytest.mark.parametrize("row", MIXED, ids=lambda row: f"{row.method} {row.name} {' '.join(row.things)}")
def test_a_thing_of_theirs_behind_a_thing_of_ours_is_as_if_it_were_absent(
    row: Row, world: tuple[Cast, Things, Things]
) -> None:
    cast, ours, theirs = world
    for part, client in browsers(cast).items():
        for which in itertools.product((True, False), repeat=len(row.things)):
            if len(set(which)) > 1:
                chosen = dict(zip(row.things, which, strict=True))
                foreign = {thing: (ours if mine else theirs)[thing].pk for thing, mine in chosen.items()}
                missing = {thing: ours[thing].pk if mine else uuid.uuid4() for thing, mine in chosen.items()}
                one, other = ask(client, row, ours, foreign), ask(client, row, ours, missing)
                assert word_for(one) == word_for(other) in {"no", "in", "why"}, part
                assert one.plain == other.plain, part
                assert [str(word) for word in said_with(one)] == [str(word) for word in said_with(other)], part


def test_every_address_has_a_row() -> None:
    wanting = {address.name for address in our_addresses()} - {row.name for row in ROWS}
    assert not wanting, "Add rows to tests/guards/matrix.py"


def test_every_row_has_an_address() -> None:
    assert not {row.name for row in ROWS} - {address.name for address in our_addresses()}


def test_every_method_that_an_address_answers_has_a_row(world: tuple[Cast, Things, Things]) -> None:
    cast, ours, _ = world
    rows = {(row.name, row.method) for row in ROWS}
    client = client_of(cast.noor)
    wanting = {
        f"{method} {row.name}"
        for row in ROWS
        for method in ("get", "post", "put", "patch", "delete")
        if (row.name, method) not in rows
        and ask(client, Row(row.name, method, row.things, row.ours, row.theirs), ours, keys_of(ours)).status_code != 405
    }
    assert not wanting


def test_a_row_with_an_answer_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody, outsider"):
        sees("home:start", "", "ok ok ok ok ok")


def test_a_wrong_row_does_not_pass(world: tuple[Cast, Things, Things]) -> None:
    with pytest.raises(AssertionError):
        test_everybody_is_answered_as_the_matrix_says(sees("healthz", "", "in ok ok ok ok ok"), world)
