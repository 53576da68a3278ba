"""Who comes for one session stands in the roster as what they are. At other sessions the room is closed to them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from groups.membership.actions import sit_in
from groups.membership.models import Membership, Part
from groups.room import access, actions, policy, reads, watch
from groups.room.access import Asked
from groups.room.models import Room
from groups.room.seats import Seat
from tests.cast import Cast, client_of, meeting, open_room
from tests.groups.room.test_pages import page_of, url


def guest(cast: Cast, role: Part, *, until: datetime, now: datetime) -> Membership:
    return sit_in(group=cast.group, user=cast.olu, name="Olu", role=role, until=until, now=now)


def roster(room: Room) -> dict[str, bool]:
    return {face.name: face.guest for face in reads.states([room.pk])[room.pk].roster}


@pytest.mark.parametrize(("role", "words"), [(Part.MEMBER, "sits in today"), (Part.FACILITATOR, "stands in today")])
def test_the_roster_says_who_is_here_for_today_alone(
    cast: Cast, room: Room, now: datetime, role: Part, words: str
) -> None:
    guest(cast, role, until=room.closes_at, now=now)
    assert roster(room) == {"Ana": False, "Idris": False, "Noor": False, "Olu": True, "Sam": False}
    olu = client_of(cast.olu)
    assert words in page_of(olu, room)
    assert words in page_of(client_of(cast.sam), room)


def test_a_guest_speaks_and_reads_what_is_said_while_they_are_here(cast: Cast, room: Room, now: datetime) -> None:
    guest(cast, Part.MEMBER, until=room.closes_at, now=now)
    client_of(cast.olu).post(url("messages", room), {"id": "1", "text": "Good evening."})
    assert "Good evening." in page_of(client_of(cast.ana), room)


def test_the_room_of_another_session_is_closed_to_a_guest(cast: Cast, room: Room, now: datetime) -> None:
    later = guest(cast, Part.FACILITATOR, until=room.closes_at + timedelta(days=7), now=now)
    olu = client_of(cast.olu)
    assert "Olu" not in roster(room)
    absent = Room(group=cast.group)
    assert olu.get(url("room", room)).content == olu.get(url("room", absent)).content.replace(
        str(absent.pk).encode(), str(room.pk).encode()
    )
    assert olu.post(url("messages", room), {"id": "1", "text": "x"}).status_code == 404
    device = olu.session.session_key
    assert access.admit([Asked(device, room.pk)], now=timezone.now()) == [access.NOT_A_MEMBER]
    Membership.objects.filter(pk=later.pk).update(guest_until=room.closes_at)
    [seat] = access.admit([Asked(device, room.pk)], now=timezone.now())
    assert isinstance(seat, Seat)


def test_an_open_page_of_a_guest_ends_when_the_visit_is_to_another_session(
    cast: Cast, room: Room, now: datetime
) -> None:
    here = guest(cast, Part.MEMBER, until=room.closes_at, now=now)
    device = client_of(cast.olu).session.session_key
    [seat] = access.admit([Asked(device, room.pk)], now=now)
    state = reads.states([room.pk])[room.pk]
    assert isinstance(watch.look([state], [seat], now=now).seats[seat], Seat)
    Membership.objects.filter(pk=here.pk).update(guest_until=room.closes_at + timedelta(days=7))
    assert watch.look([state], [seat], now=now).seats[seat] == access.NOT_A_MEMBER


def test_who_was_a_guest_and_gets_a_seat_is_said_anew(cast: Cast, room: Room, now: datetime) -> None:
    here = guest(cast, Part.MEMBER, until=room.closes_at, now=now)
    state = reads.states([room.pk])[room.pk]
    assert watch.roster_of(state) == watch.look([state], [], now=now).rosters[cast.group.pk]
    Membership.objects.filter(pk=here.pk).update(guest_until=None)
    assert watch.roster_of(state) != watch.look([state], [], now=now).rosters[cast.group.pk]


def test_who_stands_in_opens_and_leads_their_session_and_no_other(cast: Cast, now: datetime) -> None:
    session = meeting(cast.group, starts_at=now)
    room = Room.objects.of(cast.group)
    by = guest(cast, Part.FACILITATOR, until=session.ends_at + timedelta(days=7), now=now)
    with pytest.raises(policy.CannotChangeRoom, match="another day"):
        actions.open_room(room=room, by=by, now=now)
    Membership.objects.filter(pk=by.pk).update(guest_until=session.ends_at)
    by.refresh_from_db()
    actions.open_room(room=room, by=by, now=now)
    assert reads.states([room.pk])[room.pk].leads == "Olu leads from here on."


def test_while_no_session_is_on_everybody_who_belongs_is_listed(cast: Cast, now: datetime) -> None:
    session = meeting(cast.group, starts_at=now + timedelta(days=7))
    guest(cast, Part.FACILITATOR, until=session.ends_at, now=now)
    assert roster(Room.objects.of(cast.group))["Olu"] is True
    assert "Olu" not in roster(open_room(meeting(cast.group, starts_at=now)))
