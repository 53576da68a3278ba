"""Two devices of one person at once: no choice is lost, and every change has a version of its own. PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from groups.people import said
from groups.people.models import ChangedWishes, User
from groups.people.wishes import Channel, Topic, Wishes
from tests.cast import Cast, whole_cast

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # real threads
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def cast(now: datetime) -> Cast:
    return whole_cast(now=now)


def at_once(*jobs: Callable[[], Any]) -> None:
    start, done = threading.Barrier(len(jobs)), list[Any]()

    def run(job: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            done.append(job())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(done) == len(jobs)


def stop_mail(user_id: UUID, topic: str) -> Callable[[], None]:
    return lambda: said.leave_out(user_id=user_id, topic=topic, ways=[Channel.MAIL])


def test_every_topic_that_is_ended_at_the_same_moment_is_ended(cast: Cast) -> None:
    before = User.objects.get(pk=cast.sam.pk).wishes_version
    at_once(*[stop_mail(cast.sam.pk, topic) for topic in Topic])
    person = User.objects.get(pk=cast.sam.pk)
    assert [topic for topic in Topic if Channel.MAIL in Wishes(person.wishes).ways(topic)] == []
    assert person.wishes_version == before + len(Topic)
    assert ChangedWishes.objects.get(user=person).version == person.wishes_version


def test_the_job_names_the_newest_version_however_the_changes_fall(cast: Cast) -> None:
    for _ in range(5):
        at_once(
            *[
                lambda hour=hour: said.keep(user_id=cast.sam.pk, changes={"digest_at": time(hour)})  # type: ignore[misc]
                for hour in range(8)
            ]
        )
        assert ChangedWishes.objects.get().version == User.objects.get(pk=cast.sam.pk).wishes_version


def test_who_waits_for_a_change_reads_what_it_made(cast: Cast) -> None:
    """The second reads under the lock, not what it knew before it waited."""
    waits = threading.Event()

    def first() -> None:
        with transaction.atomic():
            said.choose(user_id=cast.sam.pk, topic=Topic.FIRST, ways=[])
            waits.wait(0.5)

    at_once(first, stop_mail(cast.sam.pk, Topic.SECOND))
    wishes = Wishes(User.objects.get(pk=cast.sam.pk).wishes)
    assert wishes.ways(Topic.FIRST) == frozenset()
    assert Channel.MAIL not in wishes.ways(Topic.SECOND)
