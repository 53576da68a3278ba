"""Who else is there, for the tests of facilitation."""

from datetime import datetime

import pytest

from groups.membership.models import Part
from groups.people.models import User
from tests.cast import Cast, membership, person, support_group


@pytest.fixture
def vera(cast: Cast, now: datetime) -> User:
    """A colleague: she facilitates another group."""
    user = person("vera")
    membership(support_group(now=now, name="Elsewhere"), user, now=now, role=Part.FACILITATOR)
    return user
