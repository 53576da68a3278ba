"""An evening on which everything breaks at once: nobody is forgotten, nobody is told twice on their page.

Two beats say "look now", two workers at a time are killed with SIGKILL, Redis forgets everything every two seconds,
and PostgreSQL is restarted at once, with mails on their way.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from tests.faults.post import Office, Sink
from tests.load.services import Installation, end

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]

STAFF = 2


@contextmanager
def forgetting(house: Installation) -> Iterator[list[int]]:
    """Every two seconds Redis loses what it knows. How often it did."""
    over, times = threading.Event(), [0]

    def forget() -> None:
        with redis.Redis.from_url(house.valkey.url) as client:
            while not over.wait(2):
                client.flushall()
                times[0] += 1

    thread = threading.Thread(target=forget, daemon=True)
    thread.start()
    try:
        yield times
    finally:
        over.set()
        thread.join(5)


@contextmanager
def two_beats(house: Installation) -> Iterator[None]:
    """Each says when to send, as if the other were not there."""
    command = ["-m", "celery", "-A", "tests.faults.beating", "beat", "--loglevel", "WARNING", "-s"]
    beats = [house.start("beat", *command, str(house.folder / f"beat{number}")) for number in range(2)]
    try:
        yield
        assert all(one.poll() is None for one in beats), "a beat has ended by itself"
    finally:
        for one in beats:
            end(one)


@pytest.fixture
def house() -> Iterator[Installation]:
    with Installation() as installation:
        yield installation


@pytest.mark.parametrize(
    ("due", "kills"),
    [
        pytest.param(600, 4, id="short"),
        pytest.param(10_000, 60, id="long", marks=pytest.mark.faults_long),
    ],
)
def test_nobody_is_forgotten_on_an_evening_on_which_everything_breaks(
    house: Installation, due: int, kills: int
) -> None:
    with (
        Sink(seconds=0.03) as sink,
        Office(house, sink, mails=due // 2, groups=due // 40, staff=STAFF) as office,
        forgetting(house) as times,
        two_beats(house),
    ):
        for number in range(kills):
            office.work()
            if number % 4 == 1:
                house.postgres.end(signal.SIGQUIT)
                house.postgres.start()
            assert office.die(), "there is nothing left to lose"
        verdict = office.finish(seconds=240)
        assert times[0] >= 2, "Redis was left in peace"
    assert len(office.expected["mail"]) + len(office.expected["in_app"]) >= due * 0.95
    assert (verdict.lost, verdict.doubled_on_the_page, verdict.strange) == (0, 0, 0), verdict
    # A worker that is killed, or loses its database, may leave one mail behind that it could not mark.
    assert verdict.doubled_by_mail <= STAFF * (kills + kills // 4 + 1), verdict
