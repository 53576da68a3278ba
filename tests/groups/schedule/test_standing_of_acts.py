"""What people do to sessions, and what the record of steadiness says of it afterwards: nothing is written twice."""

from datetime import datetime, timedelta

import pytest

from groups.room import actions as room_actions
from groups.room.models import Room
from groups.schedule.actions.attendance import settle_attendance
from groups.schedule.actions.sessions import cancel, move
from groups.schedule.facts import Hand
from groups.schedule.models import CalledOff, Session
from groups.schedule.standing import records
from groups.schedule.steadiness import Count, Record
from tests.cast import Cast, meeting

DAY = timedelta(days=1)


@pytest.fixture
def noor(cast: Cast) -> Hand:
    return Hand.facilitator(cast.seat("noor"))


def planned(cast: Cast, starts_at: datetime) -> Session:
    return meeting(cast.group, starts_at=starts_at, meant_for=starts_at)


def held(session: Session, *, late: timedelta = timedelta(0)) -> None:
    """The room is opened, and everybody goes home at the end."""
    room = Room.objects.get(group=session.group_id)
    seat = session.group.memberships.facilitators().order_by("name").first()
    room_actions.open_room(room=room, by=seat, now=session.starts_at + late)
    session.refresh_from_db()
    settle_attendance(session=session, now=session.ends_at)
    Room.objects.filter(pk=room.pk).update(phase="closed", session=None, closes_at=None)


def afterwards(cast: Cast, *, now: datetime) -> Record:
    return records([cast.group.pk], now=now + 60 * DAY)[cast.group.pk]


@pytest.mark.parametrize(("before", "in_time"), [(3 * DAY, 1), (DAY, 0)])
def test_a_move_shows_at_another_hour_and_as_one_change(
    cast: Cast, noor: Hand, now: datetime, before: timedelta, in_time: int
) -> None:
    session = planned(cast, now + 10 * DAY)
    hour_later = session.starts_at + timedelta(hours=1)
    held(move(session=session, by=noor, starts_at=hour_later, now=session.starts_at - before))
    found = afterwards(cast, now=now)
    assert (found.held, found.on_time, found.at_the_hour) == (Count(1, 1), Count(1, 1), Count(0, 1))
    assert found.told == Count(in_time, 1)


@pytest.mark.parametrize(("before", "in_time"), [(3 * DAY, 1), (timedelta(hours=2), 0)])
def test_a_session_called_off_is_not_held_however_early_it_was_said(
    cast: Cast, noor: Hand, now: datetime, before: timedelta, in_time: int
) -> None:
    session = planned(cast, now + 10 * DAY)
    cancel(session=session, by=noor, now=session.starts_at - before)
    found = afterwards(cast, now=now)
    assert (found.held, found.told, found.nobody_opened) == (Count(0, 1), Count(in_time, 1), 0)


def test_that_nobody_came_is_no_announcement(cast: Cast, now: datetime) -> None:
    session = planned(cast, now + 10 * DAY)
    late = session.starts_at + timedelta(minutes=15)
    cancel(session=session, by=Hand.service(), because=CalledOff.NOBODY_CAME, now=late)
    found = afterwards(cast, now=now)
    assert (found.held, found.told, found.nobody_opened) == (Count(0, 1), Count(0, 0), 1)


@pytest.mark.parametrize(("minutes", "on_time"), [(-10, 1), (2, 1), (3, 0)])
def test_on_time_is_when_somebody_opened_the_room(cast: Cast, now: datetime, minutes: int, on_time: int) -> None:
    held(planned(cast, now + 10 * DAY), late=timedelta(minutes=minutes))
    assert afterwards(cast, now=now).on_time == Count(on_time, 1)
