"""How often an address or a place may try is counted where a Redis that was emptied cannot forget it."""

from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.cast import Cast

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]  # Tries until it is refused, with a real Valkey.

FORM = {"email": "newer@example.org", "chosen_name": "Juniper", "time_zone": "Europe/Lisbon"}


@pytest.fixture(autouse=True)
def _nothing_is_counted_yet(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def emptied() -> Iterator[redis.Redis]:
    """The Valkey of these tests; what is in it can be thrown away."""
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        server.set("somebody", "was here")
        yield server


def flush(server: redis.Redis) -> None:
    assert server.dbsize() > 0
    assert server.flushall()
    assert server.dbsize() == 0


def test_sign_ups_from_one_place_stay_refused(emptied: redis.Redis) -> None:
    # Without the ticks nothing is stored; the try counts all the same.
    answers = [Client().post("/account/signup/", FORM).status_code for _ in range(21)]
    assert answers[-1] == 429
    flush(emptied)
    assert Client().post("/account/signup/", FORM).status_code == 429


def test_codes_for_one_address_stay_refused(cast: Cast, emptied: redis.Redis) -> None:
    def asked() -> int:
        return Client().post("/account/login/", {"login": cast.sam.email}).status_code

    assert asked() == 302
    while asked() == 302:
        assert len(mail.outbox) < 50
    sent = len(mail.outbox)
    flush(emptied)
    assert asked() != 302
    assert len(mail.outbox) == sent
