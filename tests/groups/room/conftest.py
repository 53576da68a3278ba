"""A web process and an open room for tests of sockets."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from groups.room.models import Room
from tests.cast import Cast, meeting, open_room, whole_cast
from tests.web import Web


@pytest.fixture
def web(transactional_db: None) -> Iterator[Web]:
    served = Web().start()
    yield served
    served.stop()


@pytest.fixture
def people(transactional_db: None, now: datetime) -> Cast:
    """The cast, committed, so that other threads see it."""
    return whole_cast(now=now - timedelta(hours=1))


@pytest.fixture
def live(people: Cast, now: datetime) -> Room:
    """The room of a session that began ten minutes ago."""
    return open_room(meeting(people.group, starts_at=now - timedelta(minutes=10)))
