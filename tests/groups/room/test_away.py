"""While Redis is away, the room goes on, and access still ends."""

from datetime import datetime

import pytest

from groups.membership import actions as membership
from groups.room.models import Room
from supportgroup.local.valkey import Valkey
from tests.cast import Cast
from tests.web import Web

pytestmark = pytest.mark.slow


@pytest.fixture
def no_redis(valkey: Valkey):
    valkey.kill()
    yield
    valkey.start()


def test_the_room_goes_on(web: Web, people: Cast, live: Room, valkey: Valkey) -> None:
    with web.socket(people.sam, live) as sam, web.socket(people.ana, live) as ana:
        ana.follow()
        valkey.kill()
        try:
            said = sam.say("Still here.")
            assert ana.sees(said["message"])["text"] == "Still here."
        finally:
            valkey.start()


def test_the_page_of_somebody_who_left_ends_within_five_seconds(
    web: Web, people: Cast, live: Room, no_redis: None, now: datetime
) -> None:
    with web.socket(people.sam, live) as sam:
        sam.follow()
        membership.leave(membership=people.seat("sam"), now=now)
        assert sam.closes() == 4403
