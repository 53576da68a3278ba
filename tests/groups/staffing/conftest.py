"""A session in three days, with its two facilitators."""

from datetime import UTC, datetime, timedelta

import pytest

from groups.people.models import User
from groups.schedule.models import Session
from groups.staffing.actions.duties import lay_down
from tests.cast import Cast, meeting


@pytest.fixture
def now() -> datetime:
    """A Tuesday at noon: nobody of the cast has quiet hours then."""
    return datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    User.objects.update(quiet_from=None, quiet_to=None)
    return meeting(cast.group, starts_at=now + timedelta(days=3))


@pytest.fixture
def laid(coming: Session, now: datetime) -> Session:
    lay_down(now=now)
    return coming
