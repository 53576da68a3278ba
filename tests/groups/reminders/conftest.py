"""A clock that stands still, a Tuesday session four days ahead, and a mailbox."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from groups.people.models import User
from groups.schedule.models import Session
from tests.cast import Cast, meeting

START = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Friday, noon: four days and six hours before the session."""
    return START - timedelta(days=4, hours=6)


@pytest.fixture
def coming(cast: Cast) -> Session:
    User.objects.update(time_zone="Europe/London")
    return meeting(cast.group, starts_at=START)


@pytest.fixture
def letters() -> list[mail.EmailMultiAlternatives]:
    """What was mailed."""
    return mail.outbox
