"""Whoever opens a room leads it; in mid-session another facilitator who is in it can lead from there on."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from groups.membership import actions as membership
from groups.membership.models import Membership, Part
from groups.refusals import Refused
from groups.room import actions, commands, policy, presence, reads
from groups.room.frames import Command
from groups.room.models import Room
from groups.room.seats import seat_of
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, meeting, person
from tests.cast import membership as seated
from tests.groups.room.test_pages import page_of, url


@pytest.fixture
def led(cast: Cast, now: datetime) -> Room:
    """A room that Noor has opened; Idris and Sam are in it."""
    meeting(cast.group, starts_at=now - timedelta(minutes=10))
    room = actions.open_room(room=Room.objects.of(cast.group), by=cast.seat("noor"), now=now)
    here(room, cast.seat("idris"), cast.seat("sam"), now=now)
    return room


def here(room: Room, *seats: Membership, now: datetime) -> None:
    presence.arrive_all(arrivals={room.pk: [seat.pk for seat in seats]}, now=now)


def said(room: Room) -> tuple[str, str]:
    """Who leads, and the sentence that says so, as everybody's page has it."""
    told = reads.states([room.pk])[room.pk].as_json()
    return told["lead"], told["leads"]


def test_who_opens_the_room_leads_it(cast: Cast, led: Room) -> None:
    assert said(led) == (str(cast.seat("noor").pk), "Noor leads from here on.")


def test_another_facilitator_leads_from_there_on_and_the_room_says_so(cast: Cast, led: Room, now: datetime) -> None:
    before = Room.objects.get(pk=led.pk).tick
    actions.hand_over(room=led, to_id=cast.seat("idris").pk, by=cast.seat("noor"), now=now)
    assert said(led) == (str(cast.seat("idris").pk), "Idris leads from here on.")
    state = reads.states([led.pk])[led.pk]
    assert state.state_tick == state.tick == before + 1


def test_a_facilitator_may_lead_when_the_one_who_led_is_gone(cast: Cast, led: Room, now: datetime) -> None:
    presence.free_silent_seats(room_id=led.pk, now=now + timedelta(minutes=5))
    here(led, cast.seat("idris"), now=now + timedelta(minutes=5))
    assert said(led)[1] == "Noor leads, and is out of the room for a moment."
    actions.hand_over(room=led, to_id=cast.seat("idris").pk, by=cast.seat("idris"), now=now)
    assert said(led)[1] == "Idris leads from here on."


def test_handing_over_leaves_a_line_in_the_log(cast: Cast, led: Room, now: datetime) -> None:
    actions.hand_over(room=led, to_id=cast.seat("idris").pk, by=cast.seat("noor"), now=now)
    line = AuditLine.objects.get(act="room.handed_over")
    assert (line.actor, line.target, line.subject) == (cast.noor.pk, led.pk, cast.seat("idris").pk)


def test_asking_twice_is_asking_once(cast: Cast, led: Room, now: datetime) -> None:
    ask = Command("lead", "1", str(cast.seat("idris").pk))
    first = commands.carry_out(ask, seat_of(cast.seat("noor")), led.pk, now=now)
    again = commands.carry_out(ask, seat_of(cast.seat("noor")), led.pk, now=now)
    assert (first.repeat, again.repeat, again.tick) == (False, True, first.tick)
    assert AuditLine.objects.filter(act="room.handed_over").count() == 1


def test_a_member_hands_nothing_over(cast: Cast, led: Room, now: datetime) -> None:
    with pytest.raises(policy.NotForYou):
        actions.hand_over(room=led, to_id=cast.seat("idris").pk, by=cast.seat("sam"), now=now)


def test_it_is_handed_to_a_facilitator_who_is_in_the_room_and_the_answer_tells_no_more(
    cast: Cast, led: Room, now: datetime
) -> None:
    elsewhere = seated(cast.group, person("wilma"), now=now, role=Part.FACILITATOR)
    answers = set()
    for to_id in (cast.seat("sam").pk, cast.seat("ana").pk, elsewhere.pk, uuid.uuid4()):
        with pytest.raises(policy.CannotHandOver) as no:
            actions.hand_over(room=led, to_id=to_id, by=cast.seat("noor"), now=now)
        answers.add(str(no.value))
    assert len(answers) == 1
    assert said(led)[1] == "Noor leads from here on."


def test_a_closed_room_is_led_by_nobody(cast: Cast, led: Room, now: datetime) -> None:
    actions.close(room=led, by=cast.seat("noor"), now=now)
    assert said(led) == ("", "")
    with pytest.raises(Refused):
        actions.hand_over(room=led, to_id=cast.seat("idris").pk, by=cast.seat("noor"), now=now)


def test_who_has_left_the_group_leads_no_more(cast: Cast, led: Room, now: datetime) -> None:
    membership.leave(membership=cast.seat("noor"), now=now)
    assert said(led) == ("", "")


def test_it_works_by_form(cast: Cast, led: Room) -> None:
    noor = client_of(cast.noor)
    assert "Let Idris lead from here on" in page_of(noor, led)
    answer = noor.post(url("lead", led), {"to": str(cast.seat("idris").pk)})
    assert (answer.status_code, answer.url) == (302, url("room", led))
    page = page_of(noor, led)
    assert "Idris leads from here on." in page
    assert ">Lead from here on<" in page


@pytest.mark.parametrize("to", ["", "nobody", "9" * 500])
def test_a_form_that_names_nobody_is_answered_with_a_sentence(cast: Cast, led: Room, to: str) -> None:
    answer = client_of(cast.noor).post(url("lead", led), {"to": to})
    assert [str(note) for note in get_messages(answer.wsgi_request)] == [
        "The room can be handed to a facilitator who is in it now."
    ]


def test_members_are_not_offered_it(cast: Cast, led: Room) -> None:
    page = page_of(client_of(cast.sam), led)
    assert "Noor leads from here on." in page
    assert reverse("room:lead", args=[led.pk]) not in page
