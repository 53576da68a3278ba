"""A room opens around its session, with a facilitator present, and closes on schedule."""

from datetime import datetime, timedelta

import pytest

from groups.membership import actions as membership
from groups.refusals import Refused
from groups.room import actions, commands, policy, presence, reads
from groups.room.frames import Command
from groups.room.models import Phase, Presence, Room
from groups.room.seats import seat_of
from groups.schedule.models import DOORS, Attendance, Session, SessionState
from tests.cast import Cast, meeting, open_room

HOUR = timedelta(hours=1)


@pytest.fixture
def closed(cast: Cast) -> Room:
    return Room.objects.of(cast.group)


@pytest.mark.parametrize(
    ("before", "opens"),
    [
        (timedelta(minutes=16), False),
        (DOORS, True),
        (timedelta(0), True),
        (-timedelta(minutes=59), True),
        (-HOUR, False),
    ],
)
def test_a_facilitator_opens_from_fifteen_minutes_before_until_the_end(
    cast: Cast, closed: Room, now: datetime, before: timedelta, opens: bool
) -> None:
    meeting(cast.group, starts_at=now + before)
    if opens:
        assert actions.open_room(room=closed, by=cast.seat("noor"), now=now).phase == Phase.OPEN
    else:
        with pytest.raises(policy.CannotChangeRoom):
            actions.open_room(room=closed, by=cast.seat("noor"), now=now)


@pytest.mark.parametrize("verb", [actions.open_room, actions.pause, actions.resume, actions.close])
def test_a_member_neither_opens_nor_rests_nor_closes_a_room(cast: Cast, room: Room, now: datetime, verb) -> None:
    with pytest.raises(policy.NotForYou):
        verb(room=room, by=cast.seat("sam"), now=now)


def test_a_session_that_was_called_off_opens_no_room(cast: Cast, closed: Room, now: datetime) -> None:
    meeting(cast.group, starts_at=now, state=SessionState.CANCELLED, cancelled_at=now, cancelled_by=cast.seat("noor"))
    with pytest.raises(Refused):
        actions.open_room(room=closed, by=cast.seat("noor"), now=now)


def test_the_facilitator_who_opens_is_here(cast: Cast, closed: Room, now: datetime) -> None:
    meeting(cast.group, starts_at=now)
    actions.open_room(room=closed, by=cast.seat("noor"), now=now)
    assert Presence.objects.get().membership == cast.seat("noor")


def test_the_schedule_closes_the_room_once_and_takes_attendance(cast: Cast, closed: Room, now: datetime) -> None:
    session = meeting(cast.group, starts_at=now)
    room = actions.open_room(room=closed, by=cast.seat("noor"), now=now)
    presence.arrive_all(arrivals={room.pk: [cast.seat("sam").pk, cast.seat("ana").pk]}, now=now)
    for n in range(60):
        people = [cast.seat("sam").pk] if n >= 5 else [cast.seat("sam").pk, cast.seat("ana").pk]
        presence.stay(present={session.pk: people}, now=now + n * timedelta(seconds=30))
    for _ in range(2):
        actions.close_ended(now=now + HOUR)
    room.refresh_from_db()
    session.refresh_from_db()
    assert (room.phase, session.state) == (Phase.CLOSED, SessionState.OVER)
    assert Attendance.objects.get(membership=cast.seat("sam")).attended is True
    assert Attendance.objects.get(membership=cast.seat("ana")).attended is False


def test_five_tabs_are_one_person_once(cast: Cast, room: Room, now: datetime) -> None:
    assert room.session_id is not None
    for _ in range(5):
        presence.arrive_all(arrivals={room.pk: [cast.seat("sam").pk]}, now=now)
        presence.stay(present={room.session_id: [cast.seat("sam").pk]}, now=now)
    assert Attendance.objects.get().slots == 1
    assert Presence.objects.count() == 1


def test_looking_at_the_page_now_and_then_is_being_here_all_the_while(cast: Cast, room: Room, now: datetime) -> None:
    for minutes in (0, 4, 8):
        presence.visit(room=room, membership=cast.seat("sam"), now=now + timedelta(minutes=minutes))
    assert Attendance.objects.get().slots == 17


def test_a_seat_whose_device_fell_silent_is_shown_as_free(cast: Cast, room: Room, now: datetime) -> None:
    presence.arrive_all(arrivals={room.pk: [cast.seat("sam").pk]}, now=now)
    presence.free_all_silent_seats(now=now + presence.LEASE - timedelta(seconds=1))
    assert Presence.objects.get().here is True
    before = Room.objects.get().tick
    for _ in range(2):
        presence.free_all_silent_seats(now=now + presence.LEASE + timedelta(seconds=1))
    assert Presence.objects.get().here is False
    assert Room.objects.get().tick == before + 1


def test_coming_back_takes_the_same_seat(cast: Cast, room: Room, now: datetime) -> None:
    presence.arrive_all(arrivals={room.pk: [cast.seat("sam").pk]}, now=now)
    actions.set_state(room=room, membership=cast.seat("sam"), state="distant", now=now)
    presence.free_all_silent_seats(now=now + HOUR)
    presence.arrive_all(arrivals={room.pk: [cast.seat("sam").pk]}, now=now + HOUR)
    assert (Presence.objects.get().here, Presence.objects.get().state) == (True, "distant")


def test_the_room_says_when_no_facilitator_is_in_it(cast: Cast, room: Room, now: datetime) -> None:
    assert "No facilitator" in reads.states([room.pk])[room.pk].as_json()["say"]
    presence.arrive_all(arrivals={room.pk: [cast.seat("noor").pk]}, now=now)
    assert "No facilitator" not in reads.states([room.pk])[room.pk].as_json()["say"]


def test_opening_takes_no_second_opening(cast: Cast, session, now: datetime) -> None:
    room = open_room(session)
    with pytest.raises(policy.AlreadySo):
        actions.open_room(room=room, by=cast.seat("idris"), now=now)


def test_a_session_that_moves_while_its_room_is_opened_stays_closed(
    cast: Cast, closed: Room, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = meeting(cast.group, starts_at=now)

    def and_then_it_moves(*given: object, **named: object) -> None:
        Session.objects.filter(pk=session.pk).update(version=2, starts_at=now + HOUR, ends_at=now + 2 * HOUR)

    monkeypatch.setattr(policy, "check_can_open", and_then_it_moves)
    with pytest.raises(policy.CannotChangeRoom):
        actions.open_room(room=closed, by=cast.seat("noor"), now=now)
    closed.refresh_from_db()
    assert closed.phase == Phase.CLOSED


def test_a_command_of_somebody_who_has_just_left_is_refused_in_words(cast: Cast, room: Room, now: datetime) -> None:
    seat = seat_of(cast.seat("sam"))  # As a socket remembers it, until the next look.
    membership.leave(membership=cast.seat("sam"), now=now)
    with pytest.raises(commands.NotAMember):
        commands.carry_out(Command("state", "1", "listening"), seat, room.pk, now=now)
