"""`manage.py seed_load`: rooms full of people for tools that measure, and never in a real installation."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from groups.people.models import User
from groups.room.models import Room

pytestmark = pytest.mark.slow


def seed_load(folder: Path, *, rooms: int = 2, members: int = 4) -> list[dict[str, str]]:
    out = folder / "seats.json"
    call_command("seed_load", f"--rooms={rooms}", f"--members={members}", f"--out={out}", stdout=StringIO())
    seats: list[dict[str, str]] = json.loads(out.read_text())
    return seats


@pytest.fixture
def debug(settings: Any) -> None:
    settings.DEBUG = True


def test_each_room_is_open_and_has_one_facilitator_among_its_members(db: None, debug: None, tmp_path: Path) -> None:
    seats = seed_load(tmp_path)
    assert Counter(seat["role"] for seat in seats) == {"facilitator": 2, "member": 6}
    rooms = {str(room.pk): room for room in Room.objects.all()}
    assert Counter(seat["room"] for seat in seats) == dict.fromkeys(rooms, 4)
    assert all(room.is_open for room in rooms.values())


def test_each_cookie_opens_its_room_and_no_other(db: None, debug: None, tmp_path: Path) -> None:
    seats = seed_load(tmp_path)
    for seat in (seats[0], seats[-1]):
        name, _, value = seat["cookie"].partition("=")
        client = Client()
        client.cookies[name] = value
        answers = {one["room"]: client.get(f"/rooms/{one['room']}/changes/").status_code for one in seats}
        assert answers.pop(seat["room"]) == 200
        assert set(answers.values()) == {404}


def test_a_second_call_adds_rooms(db: None, debug: None, tmp_path: Path) -> None:
    first, second = seed_load(tmp_path), seed_load(tmp_path)
    assert not {seat["room"] for seat in first} & {seat["room"] for seat in second}


def test_it_is_refused_without_debug(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        seed_load(tmp_path)
    assert not User.objects.exists()


@pytest.mark.parametrize(("rooms", "members"), [(0, 3), (1, 0), (1, 1_001)])
def test_numbers_that_cannot_be_are_refused(db: None, debug: None, tmp_path: Path, rooms: int, members: int) -> None:
    with pytest.raises(CommandError):
        seed_load(tmp_path, rooms=rooms, members=members)
