"""No reminder, news or letter is lost while workers die, Redis forgets, PostgreSQL restarts (long: `make faults`)."""

import signal
from collections.abc import Iterator

import pytest
import redis

from tests.faults.post import LetterOffice, NoticeOffice, Office, Sink
from tests.load.services import Installation

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    with Installation() as installation:
        yield installation


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        yield server


@pytest.mark.parametrize(
    "kills", [pytest.param(5, id="short"), pytest.param(60, id="long", marks=pytest.mark.faults_long)]
)
def test_killing_the_worker_and_emptying_redis_loses_no_reminder(house: Installation, sink: Sink, kills: int) -> None:
    sink.seconds = 0.03
    with Office(house, sink, mails=30 + 8 * kills) as office:
        for number in range(kills):
            office.work()
            assert office.die(), "there is nothing left to lose"
            if number % 2:
                with redis.Redis.from_url(house.valkey.url) as client:
                    client.flushall()
        verdict = office.finish()
    assert (verdict.lost, verdict.doubled_on_the_page, verdict.strange) == (0, 0, 0), verdict
    assert verdict.doubled_by_mail <= kills, verdict


@pytest.mark.parametrize(
    "kills", [pytest.param(3, id="short"), pytest.param(30, id="long", marks=pytest.mark.faults_long)]
)
def test_killing_the_worker_loses_no_letter(house: Installation, sink: Sink, kills: int) -> None:
    sink.seconds = 0.03
    with LetterOffice(house, sink, mails=20 + 8 * kills) as office:
        for _ in range(kills):
            office.work()
            assert office.die(), "there is nothing left to lose"
        verdict = office.finish()
    assert (verdict.lost, verdict.strange) == (0, 0), verdict
    assert verdict.doubled_by_mail <= kills, verdict


@pytest.mark.parametrize(
    "kills", [pytest.param(4, id="short"), pytest.param(40, id="long", marks=pytest.mark.faults_long)]
)
def test_killing_the_worker_between_mails_loses_no_news(house: Installation, sink: Sink, kills: int) -> None:
    sink.seconds = 0.03
    with NoticeOffice(house, sink, mails=40 + 10 * kills) as office:
        for number in range(kills):
            office.work()
            assert office.die(), "there is nothing left to lose"
            if number % 2:
                with redis.Redis.from_url(house.valkey.url) as client:
                    client.flushall()
        verdict = office.finish()
    assert (verdict.lost, verdict.doubled_on_the_page, verdict.strange) == (0, 0, 0), verdict
    assert verdict.doubled_by_mail <= kills, verdict


def test_the_same_test_sees_what_marking_news_before_sending_loses(house: Installation, sink: Sink) -> None:
    sink.seconds = 0.08  # so that nearly every kill meets a mail on its way
    with NoticeOffice(house, sink, mails=60, app="tests.faults.careless") as office:
        for _ in range(4):
            office.work()
            office.die()
        verdict = office.finish()
    assert verdict.lost, verdict


def test_the_same_test_sees_what_marking_before_sending_loses(house: Installation, sink: Sink) -> None:
    sink.seconds = 0.08  # so that nearly every kill meets a mail on its way
    with Office(house, sink, app="tests.faults.careless") as office:
        for _ in range(4):
            office.work()
            office.die()
        verdict = office.finish()
    assert verdict.lost, verdict


@pytest.mark.faults_long
def test_restarting_postgresql_at_once_loses_no_reminder(house: Installation, sink: Sink, restarts: int = 20) -> None:
    sink.seconds = 0.03
    with Office(house, sink, mails=30 + 20 * restarts) as office:
        for _ in range(restarts):
            office.work()
            house.postgres.end(signal.SIGQUIT)
            house.postgres.start()
            assert office.die(), "there is nothing left to lose"
        verdict = office.finish()
    assert (verdict.lost, verdict.doubled_on_the_page, verdict.strange) == (0, 0, 0), verdict
    assert verdict.doubled_by_mail <= restarts * 2, verdict
