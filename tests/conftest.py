"""What every test may ask for: a clock, the cast, a session that is going on, its open room."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from groups.room.models import Room
from groups.schedule.models import Session
from tests.cast import Cast, meeting, open_room, whole_cast


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
