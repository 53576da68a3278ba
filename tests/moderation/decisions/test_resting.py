"""A facilitator who rests from a group is in no list of its room, and so reads and decides nothing of it (S1-03)."""

from datetime import datetime

import pytest
from django.urls import reverse

from groups.membership import actions as membership
from groups.room.models import Room
from moderation.decisions.models import Decision
from moderation.holds.models import Hold
from moderation.reports.models import Report
from tests.cast import Cast, client_of
from tests.moderation.said import held, reported, said

pytestmark = pytest.mark.django_db


def test_nothing_of_the_room_stands_in_their_queue_until_they_are_back(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    report = reported(said(room, cast.seat("ana"), now=now, text="Just get over it."), cast.seat("sam"), now=now)
    membership.pause(membership=cast.seat("noor"), weeks=2, now=now)
    assert client_of(cast.noor).get(reverse("reports:queue")).status_code == 404
    assert not Hold.objects.in_sight_of(cast.noor).exists()
    for name, row in (("on_hold", hold), ("on_report", report)):
        url = reverse(f"decisions:{name}", args=[row.pk])
        assert client_of(cast.noor).post(url, {"way": "close"}).status_code == 404
    assert not Decision.objects.exists()
    membership.come_back(membership=cast.seat("noor"), now=now)
    page = client_of(cast.noor).get(reverse("reports:queue")).content.decode()
    assert "Just get over it." in page
    assert Report.objects.count() == 1
