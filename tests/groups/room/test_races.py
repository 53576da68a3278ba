"""Many at once in one room: real threads, on PostgreSQL."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection

from groups.membership.models import SupportGroup
from groups.room import actions, presence, reads
from groups.room.models import Room
from groups.schedule.actions.links import link_for
from groups.schedule.models import Session
from groups.schedule.planning import Step
from groups.setup.actions import set_plan
from moderation.audit.models import AuditLine
from tests.cast import Cast, meeting, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def held(cast: Cast, now: datetime) -> Room:
    """An open room with both facilitators in it."""
    meeting(cast.group, starts_at=now - timedelta(minutes=5))
    room = actions.open_room(room=Room.objects.of(cast.group), by=cast.seat("noor"), now=now)
    presence.arrive_all(arrivals={room.pk: [cast.seat("idris").pk]}, now=now)
    return room


def test_of_two_who_take_the_lead_at_once_one_leads_and_each_change_has_its_own_tick(
    cast: Cast, held: Room, now: datetime
) -> None:
    before = Room.objects.get(pk=held.pk).tick
    seats = [cast.seat(name) for name in ("idris", "noor")] * 4
    answers = at_once(
        [lambda seat=seat: actions.hand_over(room=held, to_id=seat.pk, by=seat, now=now) for seat in seats]
    )
    done = AuditLine.objects.filter(act="room.handed_over").order_by("pk")
    room = Room.objects.get(pk=held.pk)
    assert len(done) == sum(isinstance(one, Room) for one in answers) == room.tick - before > 0
    assert room.lead_id == done.last().subject
    for one, following in pairwise(done):
        assert one.subject != following.subject  # Each was a change.


def test_everybody_who_asks_at_once_for_the_link_reads_the_same(cast: Cast, now: datetime) -> None:
    SupportGroup.objects.filter(pk=cast.group.pk).update(meeting_link="https://meet.example.org/{token}")
    session = meeting(cast.group, starts_at=now)
    seats = list(cast.group.memberships.select_related("group"))
    ask = [
        lambda seat=seat: link_for(session=Session.objects.get(pk=session.pk), membership=seat, now=now)
        for seat in seats * 3
    ]
    session.refresh_from_db()
    links = set(at_once(ask))
    session.refresh_from_db()
    assert links == {f"https://meet.example.org/{session.link_token}"}


def test_a_plan_that_changes_while_the_room_closes_leaves_neither_half_done(
    cast: Cast, held: Room, now: datetime
) -> None:
    plan = [Step(60, "Being together", "theme")]
    at_once(
        [
            lambda: set_plan(group=cast.group, plan=plan, by=cast.ada, now=now),
            lambda: actions.close(room=held, by=cast.seat("noor"), now=now),
            lambda: actions.hand_over(room=held, to_id=cast.seat("idris").pk, by=cast.seat("noor"), now=now),
        ]
    )
    assert cast.group.plan.all().in_order() == plan
    state = reads.states([held.pk])[held.pk]
    assert (state.phase, state.lead, state.as_json()["plan"]) == ("closed", None, [])
