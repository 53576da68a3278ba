"""Two taps at once: real threads, on PostgreSQL."""

from datetime import datetime

import pytest
from django.db import connection

from groups.calendars import actions
from groups.calendars.models import Feed
from tests.cast import Cast, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def test_two_first_taps_give_one_address(cast: Cast, now: datetime) -> None:
    seat = cast.seat("sam")
    feeds = at_once([lambda: actions.keep(owner=seat, is_plain=True, now=now)] * 4)
    assert len({feed.pk for feed in feeds}) == 1  # type: ignore[attr-defined]
    assert Feed.objects.count() == 1


def test_two_wishes_for_a_new_address_leave_one_that_answers(cast: Cast, now: datetime) -> None:
    seat = cast.seat("sam")
    actions.keep(owner=seat, is_plain=False, now=now)
    at_once([lambda: actions.renew(owner=seat, now=now)] * 4)
    assert Feed.objects.filter(ended_at=None).count() == 1
    assert Feed.objects.exclude(ended_at=None).count() == 4
