"""The promise of the room, P1 to P6, while web, Redis and database are killed. Short here, long in `make faults`."""

import json
import random
import signal
import time
from collections.abc import Iterator

import pytest
import redis

from supportgroup.local import processes
from tests.faults.crowd import Crowd, Verdict, line
from tests.load.services import Installation

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]

LATE = 4.0
"""Seconds: two for the look, and some for a machine that runs other tests at the same time."""
SHORT_AND_LONG = [pytest.param(20, id="short"), pytest.param(200, id="long", marks=pytest.mark.faults_long)]


@pytest.fixture
def house() -> Iterator[Installation]:
    with Installation() as installation:
        yield installation


def kill_web(house: Installation) -> None:
    for process in house.web.values():
        processes.end_group(process.pid, signal.SIGKILL)
        process.wait()
    house.web.clear()


def crowd_of(house: Installation, *, members: int = 8, writers: int = 6, readers: int = 2) -> Crowd:
    seats = json.loads(house.seed(rooms=1, members=members).read_text())
    return Crowd(seats, house.ports[0], writers=writers, readers=readers)


def killed_again_and_again(house: Installation, *, kills: int, module: str) -> Verdict:
    house.start_web(module=module)
    with crowd_of(house) as crowd:
        for _ in range(kills):
            crowd.wait_for(random.randint(5, 40))
            kill_web(house)
            house.start_web(module=module)
        crowd.wait_for(10)
        return crowd.settle(house.postgres.url)


@pytest.mark.parametrize("kills", SHORT_AND_LONG)
def test_killing_the_web_process_loses_doubles_and_reorders_nothing(house: Installation, kills: int) -> None:
    verdict = killed_again_and_again(house, kills=kills, module="supportgroup.asgi:application")
    assert verdict.is_clean, verdict
    assert verdict.acknowledged > kills * 5


def test_the_same_test_sees_what_an_early_acknowledgement_loses(house: Installation) -> None:
    verdict = killed_again_and_again(house, kills=5, module="tests.faults.hasty:application")
    assert verdict.lost


@pytest.mark.parametrize(
    "restarts", [pytest.param(3, id="short"), pytest.param(30, id="long", marks=pytest.mark.faults_long)]
)
def test_restarting_postgresql_at_once_loses_doubles_and_reorders_nothing(house: Installation, restarts: int) -> None:
    house.start_web()
    with crowd_of(house) as crowd:
        for _ in range(restarts):
            crowd.wait_for(random.randint(5, 40))
            house.postgres.end(signal.SIGQUIT)
            house.postgres.start()
        crowd.wait_for(10)
        verdict = crowd.settle(house.postgres.url)
    assert verdict.is_clean, verdict


@pytest.mark.parametrize(
    "rounds", [pytest.param(3, id="short"), pytest.param(30, id="long", marks=pytest.mark.faults_long)]
)
def test_killing_and_emptying_redis_loses_doubles_and_reorders_nothing(house: Installation, rounds: int) -> None:
    house.start_web()
    with crowd_of(house) as crowd:
        for _ in range(rounds):
            crowd.wait_for(random.randint(20, 60))
            house.valkey.kill()
            crowd.wait_for(random.randint(20, 60))
            house.valkey.start()
            with redis.Redis.from_url(house.valkey.url) as client:
                client.flushall()
        verdict = crowd.settle(house.postgres.url)
    assert verdict.is_clean, verdict


def test_words_cross_between_processes_with_and_without_redis(house: Installation) -> None:
    seats = json.loads(house.seed(rooms=1, members=2).read_text())
    house.start_web(count=2)
    with line(seats[0], house.ports[0]) as here, line(seats[1], house.ports[1]) as there:
        there.send(json.dumps({"do": "follow", "after": None}))
        there.recv(timeout=5)
        for redis_is in ("here", "away", "here again"):
            if redis_is == "away":
                house.valkey.kill()
            if redis_is == "here again":
                house.valkey.start()
            began = time.monotonic()
            here.send(json.dumps({"do": "say", "id": redis_is, "text": f"Redis is {redis_is}."}))
            while f"Redis is {redis_is}." not in there.recv(timeout=5):
                pass
            assert time.monotonic() - began < LATE
