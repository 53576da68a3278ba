"""Who the room lets in: nobody who rests, nobody who never agreed; and nobody is sent out by a new agreement."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.membership import actions as membership
from groups.membership.models import Membership, SupportGroup
from groups.membership.policy import can_enter
from groups.room import access, reads
from groups.room.models import Message, Phase, Room
from tests.cast import Cast, client_of
from tests.web import Web


def publish(cast: Cast, *, now: datetime, words: str = "We listen.") -> int:
    made = membership.publish_agreement(
        group=cast.group, brief="In short: we listen.", words=words, by=cast.ada, now=now
    )
    return made.version


def agree(cast: Cast, name: str, version: int, *, now: datetime) -> None:
    membership.agree(membership=cast.seat(name), version=version, now=now)


def page(room: Room) -> str:
    return reverse("room:room", args=[room.pk])


def changes(room: Room) -> str:
    return reverse("room:changes", args=[room.pk])


def say(cast: Cast, name: str, room: Room) -> int:
    address = reverse("room:messages", args=[room.pk])
    return client_of(getattr(cast, name)).post(address, {"id": "1", "text": "Hello."}).status_code


# --- the agreement, over plain HTTP


@pytest.mark.parametrize("name", ["sam", "noor"])
def test_who_never_agreed_is_led_to_the_agreement_and_then_back_to_the_room(
    cast: Cast, room: Room, now: datetime, name: str
) -> None:
    publish(cast, now=now)
    client = client_of(getattr(cast, name))
    asked = client.get(page(room))
    assert asked.url == f"/groups/{cast.group.pk}/agreement/?to=room"
    assert 'name="to" value="room"' in client.get(asked.url).content.decode()
    answer = client.post(asked.url, {"version": 1, "to": "room"}, follow=True)
    assert answer.redirect_chain[-1][0] == page(room)
    assert answer.status_code == 200


def test_who_never_agreed_reads_and_says_nothing_by_any_other_way(cast: Cast, room: Room, now: datetime) -> None:
    publish(cast, now=now)
    client = client_of(cast.sam)
    assert client.get(changes(room)).status_code == 404
    assert say(cast, "sam", room) == 404
    for name in ("state", "opening", "pause", "closing"):
        assert client_of(cast.noor).post(reverse(f"room:{name}", args=[room.pk])).status_code == 404
    assert not Message.objects.exists()


def test_whoever_is_in_a_session_goes_on_under_the_words_that_they_agreed_to(
    cast: Cast, room: Room, now: datetime
) -> None:
    agree(cast, "sam", publish(cast, now=now), now=now)
    client = client_of(cast.sam)
    assert client.get(page(room)).status_code == 200
    publish(cast, now=now, words="We also take turns.")
    assert client.get(page(room)).status_code == 200
    assert client.get(changes(room)).status_code == 200
    assert say(cast, "sam", room) == 302


def test_a_new_version_is_asked_for_when_one_comes_to_a_session(cast: Cast, room: Room, now: datetime) -> None:
    agree(cast, "sam", publish(cast, now=now), now=now)
    publish(cast, now=now, words="We also take turns.")
    assert "/agreement/" in client_of(cast.sam).get(page(room)).url


def test_a_new_version_is_asked_for_before_a_session_begins(cast: Cast, room: Room, now: datetime) -> None:
    agree(cast, "sam", publish(cast, now=now), now=now)
    assert client_of(cast.sam).get(page(room)).status_code == 200
    publish(cast, now=now, words="We also take turns.")
    Room.objects.update(phase=Phase.CLOSED, session=None, closes_at=None)
    assert "/agreement/" in client_of(cast.sam).get(page(room)).url


def test_the_room_shows_briefly_what_was_agreed(cast: Cast, room: Room, now: datetime) -> None:
    agree(cast, "sam", publish(cast, now=now, words="All of the words."), now=now)
    shown = client_of(cast.sam).get(page(room)).content.decode()
    assert "In short: we listen." in shown
    assert f"/groups/{cast.group.pk}/agreement/" in shown
    assert "All of the words." not in shown


# --- a pause, over plain HTTP


def test_who_rests_is_led_to_the_way_back(cast: Cast, room: Room, now: datetime) -> None:
    membership.pause(membership=cast.seat("sam"), weeks=2, now=now)
    client = client_of(cast.sam)
    assert client.get(page(room)).url == f"/groups/{cast.group.pk}/pause/"
    assert client.get(changes(room)).status_code == 404
    assert say(cast, "sam", room) == 404
    membership.come_back(membership=cast.seat("sam"), now=now)
    assert client.get(page(room)).status_code == 200


def test_who_rests_is_in_no_list_of_the_room(cast: Cast, room: Room, now: datetime) -> None:
    client_of(cast.sam).get(page(room))
    membership.pause(membership=cast.seat("sam"), weeks=2, now=now)
    assert "Sam" not in [face.name for face in reads.states([room.pk])[room.pk].roster]
    assert "Sam" not in client_of(cast.ana).get(page(room)).content.decode()


def test_a_room_whose_facilitator_went_to_rest_says_so(cast: Cast, room: Room, now: datetime) -> None:
    client_of(cast.noor).get(page(room))
    assert reads.states([room.pk])[room.pk].mood == "open"
    membership.pause(membership=cast.seat("noor"), weeks=2, now=now)
    assert reads.states([room.pk])[room.pk].mood == "unattended"


# --- many at once


@pytest.mark.parametrize("standing", [0, 1, 2])
@pytest.mark.parametrize("agreed", [0, 1, 2])
@pytest.mark.parametrize("rests", [False, True])
def test_one_and_many_are_judged_alike(cast: Cast, now: datetime, standing: int, agreed: int, rests: bool) -> None:
    SupportGroup.objects.update(agreement_version=standing)
    paused_at = now if rests else None
    Membership.objects.filter(pk=cast.seat("sam").pk).update(
        agreed_version=agreed, agreed_at=now if agreed else None, paused_at=paused_at, paused_until=paused_at
    )
    seat = Membership.objects.select_related("group").get(pk=cast.seat("sam").pk)
    assert Membership.objects.welcome().filter(pk=seat.pk).exists() is can_enter(seat)
    assert can_enter(seat) is (not rests and (standing == 0 or agreed > 0))


def test_the_door_asks_four_questions_however_many_knock(
    cast: Cast, room: Room, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agree(cast, "sam", publish(cast, now=now), now=now)
    devices = [client_of(getattr(cast, name)).session.session_key for name in ("sam", "ana", "noor", "olu")]
    knocks = [access.Asked(str(device), room.pk) for device in devices]
    with django_assert_num_queries(4):
        seats = access.admit(knocks, now=now)
    assert [seat if isinstance(seat, int) else seat.name for seat in seats] == ["Sam", 4403, 4403, 4403]


def test_an_agreement_costs_the_page_one_question_and_changes_none(cast: Cast, room: Room, now: datetime) -> None:
    client = client_of(cast.sam)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    before = [asked(page(room)), asked(changes(room))]
    agree(cast, "sam", publish(cast, now=now), now=now)
    assert [asked(page(room)), asked(changes(room))] == [before[0] + 1, before[1]]


# --- sockets


@pytest.mark.slow
def test_a_socket_lets_in_who_agreed_to_any_version_and_nobody_else(
    web: Web, people: Cast, live: Room, now: datetime
) -> None:
    agree(people, "sam", publish(people, now=now), now=now)
    publish(people, now=now, words="We also take turns.")
    with web.socket(people.sam, live) as sam, web.socket(people.ana, live) as ana:
        assert sam.say("Good evening.")["tick"] > 0
        assert ana.closes() == 4403
    agree(people, "ana", 2, now=now)
    with web.socket(people.ana, live) as ana:
        assert ana.say("Here now.")["tick"] > 0


@pytest.mark.slow
def test_an_agreement_that_is_made_in_the_middle_sends_nobody_out(
    web: Web, people: Cast, live: Room, now: datetime
) -> None:
    with web.socket(people.sam, live) as sam:
        sam.follow()
        publish(people, now=now)
        with pytest.raises(TimeoutError):
            sam.until(lambda frame: "messages" not in frame, seconds=5)
        assert sam.say("Still here.")["tick"] > 0


@pytest.mark.slow
def test_a_pause_ends_the_open_page_within_five_seconds_and_the_others_list_changes(
    web: Web, people: Cast, live: Room, now: datetime
) -> None:
    with web.socket(people.sam, live) as sam, web.socket(people.ana, live) as ana:
        sam.follow()
        ana.follow()
        membership.pause(membership=people.seat("sam"), weeks=2, now=now)
        assert sam.closes() == 4403
        frame = ana.until(lambda f: "room" in f and "Sam" not in [one["name"] for one in f["room"]["roster"]])
        assert frame["messages"] == []
    membership.come_back(membership=people.seat("sam"), now=now)
    with web.socket(people.sam, live) as sam:
        assert sam.say("Back.")["tick"] > 0


@pytest.mark.slow
def test_a_command_that_overtakes_the_look_is_refused(web: Web, people: Cast, live: Room, now: datetime) -> None:
    with web.socket(people.sam, live) as sam:
        sam.follow()
        membership.pause(membership=people.seat("sam"), weeks=2, now=now + timedelta(seconds=1))
        answer = sam.do("state", state="listening")
        assert answer["reason"] == "not_a_member"


@pytest.mark.slow
def test_a_new_name_reaches_open_pages_within_five_seconds(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.ana, live) as ana:
        ana.follow()
        membership.change_seat(membership=people.seat("sam"), name="Wren", pronouns="", boundary="")
        frame = ana.until(lambda f: "room" in f and "Wren" in [one["name"] for one in f["room"]["roster"]])
        assert "Sam" not in [one["name"] for one in frame["room"]["roster"]]


@pytest.mark.slow
def test_a_new_boundary_card_reaches_open_pages_within_five_seconds(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.ana, live) as ana:
        ana.follow()
        membership.change_seat(membership=people.seat("sam"), name="Sam", pronouns="", boundary="just_hear")
        ana.until(lambda f: "room" in f and "just_hear" in [one["boundary"] for one in f["room"]["roster"]])
