"""The rows of the permission matrix for sockets: every command of the room's, asked by six people; and who hears of
notes."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from groups.reminders.consumers import board
from groups.room.frames import COMMANDS
from groups.room.hub import hub
from supportgroup.asgi import application
from tests.cast import Cast, client_of, whole_cast
from tests.guards.matrix import ORDERS
from tests.guards.rows import PEOPLE, Order
from tests.guards.world import Things, two_sides

pytestmark = pytest.mark.slow  # Real doors, a real hub, a database that keeps what is written.

CLOSED_TO_ALL = ("4401", *["4403"] * (len(PEOPLE) - 1))
HERE = (b"origin", b"http://localhost")


@dataclass(frozen=True)
class Scene:
    """All that a test of one command needs of the database: prepared here, for the tests run on an event loop."""

    cookies: dict[str, bytes]
    ours: Things
    theirs: Things


@pytest.fixture
def scene(transactional_db: None, now: datetime, order: Order) -> Scene:
    cast, ours, theirs = two_sides(now=now)
    for side in (ours, theirs):
        if order.before:
            order.before(side)
    return Scene(cookies(cast), ours, theirs)


def cookies(cast: Cast) -> dict[str, bytes]:
    name = settings.SESSION_COOKIE_NAME
    clients = {part: client_of(getattr(cast, person) if person else None) for part, person in PEOPLE.items()}
    return {
        part: f"{name}={client.cookies[name].value if name in client.cookies else ''}".encode()
        for part, client in clients.items()
    }


def scope_of(cookie: bytes, path: str) -> dict[str, Any]:
    """A handshake (RFC 6455), as the web server hands it on."""
    return {"type": "websocket", "path": path, "headers": [HERE, (b"cookie", cookie)], "subprotocols": []}


async def send(cookie: bytes, room_id: object, do: str, frame: Mapping[str, Any]) -> dict[str, Any]:
    """One command over a socket of its own: its answer, or the code with which the door was closed."""
    asked = str(uuid.uuid4())
    wire = ApplicationCommunicator(application, scope_of(cookie, f"/ws/rooms/{room_id}/"))
    await wire.send_input({"type": "websocket.connect"})
    assert (await wire.receive_output(5))["type"] == "websocket.accept"
    text = json.dumps({"do": do, "id": asked, **frame}, default=str)
    event: dict[str, Any] = {"text": '"retry"'}
    while '"retry"' in event.get("text", ""):  # SQLite in memory locks whole tables: clients try again, and so do we
        await wire.send_input({"type": "websocket.receive", "text": text})
        event = await wire.receive_output(5)
    await wire.send_input({"type": "websocket.disconnect", "code": 1000})
    await wire.wait(5)
    if event["type"] == "websocket.close":
        return {"closed": event["code"]}
    return json.loads(event["text"].replace(asked, "the id"))


def word_for(answer: dict[str, Any]) -> str:
    """An answer in the words of the matrix."""
    if "closed" in answer:
        return str(answer["closed"])
    return answer.get("reason", "ok")


def frame_of(order: Order, things: Things) -> Mapping[str, Any]:
    return order.frame(things) if callable(order.frame) else order.frame


async def answers(order: Order, keys: dict[str, bytes], room_id: object, things: Things) -> tuple[str, ...]:
    frame = frame_of(order, things)
    return tuple([word_for(await send(key, room_id, order.do, frame)) for key in keys.values()])


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.do)
async def test_every_command_is_answered_as_the_matrix_says(order: Order, scene: Scene) -> None:
    keys, ours, theirs = scene.cookies, scene.ours, scene.theirs
    try:
        assert await answers(order, keys, theirs["room"].pk, theirs) == order.theirs
        assert await answers(order, keys, uuid.uuid4(), ours) == CLOSED_TO_ALL
        assert await answers(order, keys, ours["room"].pk, ours) == order.ours
    finally:
        await hub().stop()


TARGETED = [order for order in ORDERS if callable(order.frame)]


@pytest.mark.parametrize("order", TARGETED, ids=lambda order: order.do)
async def test_a_message_of_another_room_is_as_if_it_were_not_there(order: Order, scene: Scene) -> None:
    room_id, nowhere = scene.ours["room"].pk, {"message": uuid.uuid4(), "to": uuid.uuid4()}
    try:
        for part in ("member", "facilitator"):
            foreign = await send(scene.cookies[part], room_id, order.do, frame_of(order, scene.theirs))
            missing = await send(scene.cookies[part], room_id, order.do, nowhere)
            assert foreign == missing
            assert "rejected" in missing
    finally:
        await hub().stop()


@pytest.fixture
def keys(transactional_db: None, now: datetime) -> dict[str, bytes]:
    return cookies(whole_cast(now=now))


async def test_whoever_is_signed_in_hears_of_their_own_notes_and_says_nothing_there(keys: dict[str, bytes]) -> None:
    """That nobody hears of another's: `tests/groups/reminders/test_live.py`."""
    try:
        assert [await door_of_notes(cookie) for cookie in keys.values()] == ["4401", *["open"] * (len(PEOPLE) - 1)]
    finally:
        await board().stop()


async def door_of_notes(cookie: bytes) -> str:
    wire = ApplicationCommunicator(application, scope_of(cookie, "/ws/notes/"))
    await wire.send_input({"type": "websocket.connect"})
    assert (await wire.receive_output(5))["type"] == "websocket.accept"
    if not await wire.receive_nothing(0.5):
        return str((await wire.receive_output(5))["code"])
    await wire.send_input({"type": "websocket.disconnect", "code": 1000})
    await wire.wait(5)
    return "open"


def test_every_command_has_a_row() -> None:
    assert {order.do for order in ORDERS} == set(COMMANDS)
