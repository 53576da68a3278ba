"""docs/protocol.md is true: each example is sent, or held against what a server sends."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from groups.room import frames, policy
from groups.room.models import Presence, Room
from groups.schedule.models import PlanStep
from tests.cast import Cast
from tests.web import Web

pytestmark = pytest.mark.slow

EXAMPLE = re.compile(r"```json (?P<kind>[a-z ]+)\n(?P<body>.*?)```", re.DOTALL)


def examples(kind: str) -> list[tuple[set[str], str]]:
    text = (Path(settings.BASE_DIR) / "docs" / "protocol.md").read_text()
    found = [(set(match["kind"].split()), match["body"].strip()) for match in EXAMPLE.finditer(text)]
    return [(words, body) for words, body in found if kind in words]


def shape(value: Any) -> Any:
    """The names and kinds of a document, without its values."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return type(value)


def test_every_command_has_an_example() -> None:
    shown = {json.loads(body)["do"] for _, body in examples("send")}
    assert shown == frames.COMMANDS


def test_every_example_of_a_command_is_carried_out(web: Web, people: Cast, live: Room, now: datetime) -> None:
    Presence.objects.create(session=live.session, membership=people.seat("idris"), seen_at=now)
    with web.socket(people.noor, live) as noor, web.socket(people.sam, live) as sam:
        theirs = sam.say("Something to look after.")["message"]
        mine = ""
        for words, body in examples("send"):
            line = noor if "facilitator" in words else sam
            idris = str(people.seat("idris").pk)
            line.line.send(body.replace("<theirs>", theirs).replace("<mine>", mine).replace("<facilitator>", idris))
            if (command := json.loads(body))["do"] == "follow":
                assert line.until(lambda frame: "messages" in frame)["more"] is False
                continue
            answer = line.answer(command["id"])
            assert ("rejected" in answer) is ("refused" in words), answer
            mine = answer.get("message", mine)


def test_answers_have_the_shape_of_their_examples(web: Web, people: Cast, live: Room) -> None:
    documented = [shape(json.loads(body)) for _, body in examples("shape")]
    with web.socket(people.sam, live) as sam:
        assert shape(sam.say("Good evening.")) == documented[0]
        assert shape(json.loads(frames.retry("x", after_ms=1))) == documented[1]
        assert shape(sam.raw('{"do": "dance", "id": "x"}')) == documented[2]


def test_changes_have_the_shape_of_their_example(web: Web, people: Cast, live: Room) -> None:
    ((_, body),) = examples("changes")
    PlanStep.objects.create(group=people.group, place=1, minutes=60, words="Arriving", kind="arrival")
    with web.socket(people.sam, live) as sam:
        sam.say("Good evening.")
    with web.socket(people.ana, live) as ana:
        assert shape(ana.follow()) == shape(json.loads(body))


def test_every_reason_is_documented() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "protocol.md").read_text()
    sources = list((Path(settings.BASE_DIR) / "groups" / "room").glob("*.py"))
    codes = {
        code for path in sources for code in re.findall(r'(?:Unreadable|CannotSpeak)\(\s*"(\w+)"', path.read_text())
    }
    codes |= {code for path in sources for code in re.findall(r'^    code = "(\w+)"', path.read_text(), re.MULTILINE)}
    never_sent = {policy.AlreadySo.code}  # Answered as done: it is so.
    assert {code for code in codes - never_sent if f"`{code}`" not in text} == set()
