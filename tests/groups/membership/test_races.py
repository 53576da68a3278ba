"""Many at once: real threads, on PostgreSQL. SQLite lets one transaction in at a time, so nothing races there."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from groups.membership.actions import leave
from groups.membership.policy import CannotLeave
from groups.refusals import Refused
from tests.cast import Cast, whole_cast

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Start all acts in the same moment; what each returned, or the Refused that it raised."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            answers[place] = acts[place]()
        except Refused as no:
            answers[place] = no
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_facilitators_who_leave_at_once_do_not_leave_the_group_alone(cast: Cast, now: datetime) -> None:
    acts = [lambda name=name: leave(membership=cast.seat(name), now=now) for name in ("noor", "idris")]
    assert sum(isinstance(one, CannotLeave) for one in at_once(acts)) == 1
    assert cast.group.memberships.current().facilitators().count() == 1
