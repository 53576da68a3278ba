"""What every test may ask for: a clock, the cast, a session that is going on, its open room."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from groups.room.models import Room
from groups.schedule.models import Session
from moderation.rules import standing
from tests.cast import Cast, meeting, open_room, whole_cast
from tests.emptying import stepping_aside

pytest_plugins = ["tests.guards.plugin", "tests.services", "tests.pushing"]


@pytest.fixture(scope="session", autouse=True)
def _audit_lines_go_with_the_test_that_made_them() -> Iterator[None]:
    operations = type(connection.ops)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", stepping_aside(operations.sql_flush))
        yield


@pytest.fixture(autouse=True)
def _word_list_of_this_test() -> None:
    standing.put(None)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def session(cast: Cast, now: datetime) -> Session:
    """A session that began ten minutes ago."""
    return meeting(cast.group, starts_at=now - timedelta(minutes=10))


@pytest.fixture
def room(session: Session) -> Room:
    """Its room, opened."""
    return open_room(session)
