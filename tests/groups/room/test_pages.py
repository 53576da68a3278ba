"""The room without JavaScript: it renders, posts and refreshes, and shows nothing that a socket would not."""

import json
from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from groups.room import actions
from groups.room.models import Message, Presence, Room
from moderation.reports.models import Report
from tests.cast import Cast, client_of
from tests.groups.room.test_changes import say


def url(name: str, room: Room, *more: object) -> str:
    return reverse(f"room:{name}", args=[room.pk, *more])


def page_of(client: Client, room: Room) -> str:
    return client.get(url("room", room)).content.decode()


def test_what_is_posted_stands_on_the_page_of_the_others(cast: Cast, room: Room) -> None:
    posted = client_of(cast.sam).post(url("messages", room), {"id": "1", "text": "Good evening."})
    assert posted.url == url("room", room)
    assert "Good evening." in page_of(client_of(cast.ana), room)


def test_posting_twice_makes_one_message(cast: Cast, room: Room) -> None:
    for _ in range(2):
        client_of(cast.sam).post(url("messages", room), {"id": "1", "text": "Once."})
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "a" * 4_001, "a\0b"])
def test_words_that_cannot_be_kept_get_a_sentence_and_stay_in_the_box(cast: Cast, room: Room, text: str) -> None:
    answer = client_of(cast.sam).post(url("messages", room), {"id": "1", "text": text})
    assert answer.status_code == 422
    assert answer.context["unsent"].errors
    assert answer.context["unsent"]["text"].value() == text


def test_words_said_while_the_room_rests_are_not_lost(cast: Cast, room: Room, now: datetime) -> None:
    actions.pause(room=room, by=cast.seat("noor"), now=now)
    answer = client_of(cast.sam).post(url("messages", room), {"id": "1", "text": "My words."})
    assert (answer.status_code, "My words." in answer.content.decode()) == (422, True)
    assert not Message.objects.exists()


def test_line_ends_of_browsers_and_sockets_become_the_same(cast: Cast, room: Room) -> None:
    client_of(cast.sam).post(url("messages", room), {"id": "1", "text": "One.\r\nTwo."})
    assert Message.objects.get().text == "One.\nTwo."


def test_hidden_words_are_gone_from_the_source_of_the_page(cast: Cast, room: Room, now: datetime) -> None:
    message = say(room, cast.seat("sam"), "Words that hurt.", now=now)
    client_of(cast.noor).post(url("message_hiding", room, message.pk))
    assert "Words that hurt." not in page_of(client_of(cast.ana), room)
    assert "Words that hurt." in page_of(client_of(cast.sam), room)
    client_of(cast.noor).post(url("message_release", room, message.pk))
    assert "Words that hurt." in page_of(client_of(cast.ana), room)


def test_a_member_hides_nothing(cast: Cast, room: Room, now: datetime) -> None:
    message = say(room, cast.seat("sam"), "Stays.", now=now)
    answer = client_of(cast.ana).post(url("message_hiding", room, message.pk))
    assert [str(note) for note in get_messages(answer.wsgi_request)] == ["A facilitator looks after this."]
    message.refresh_from_db()
    assert message.visibility == "shown"


def test_taking_back_leaves_a_stone(cast: Cast, room: Room, now: datetime) -> None:
    message = say(room, cast.seat("sam"), "Too much.", now=now)
    client_of(cast.sam).post(url("message_back", room, message.pk))
    page = page_of(client_of(cast.ana), room)
    assert "Too much." not in page
    assert "Taken back." in page


def test_looking_at_the_page_is_being_here(cast: Cast, room: Room) -> None:
    page_of(client_of(cast.sam), room)
    assert Presence.objects.get().membership == cast.seat("sam")


def test_saying_how_i_am_here_works_by_form(cast: Cast, room: Room) -> None:
    client_of(cast.sam).post(url("state", room), {"state": "distant"})
    assert Presence.objects.get().state == "distant"


def test_who_was_asked_to_leave_reads_a_kind_page_and_nothing_of_the_room(
    cast: Cast, room: Room, now: datetime
) -> None:
    say(room, cast.seat("ana"), "For those who are here.", now=now)
    assert room.session is not None
    actions.ask_to_leave(session=room.session, membership=cast.seat("sam"), by=cast.noor, now=now)
    client = client_of(cast.sam)
    answer = client.get(url("room", room))
    assert answer.status_code == 403
    assert "For those who are here." not in answer.content.decode()
    assert client.get(url("changes", room)).status_code == 403
    assert client.post(url("messages", room), {"id": "1", "text": "Hello."}).status_code == 403
    actions.let_back(session=room.session, membership=cast.seat("sam"), by=cast.noor, now=now)
    assert client.get(url("room", room)).status_code == 200


def test_changes_over_http_are_those_of_the_page(cast: Cast, room: Room, now: datetime) -> None:
    say(room, cast.seat("sam"), "One.", now=now)
    client = client_of(cast.ana)
    everything = client.get(url("changes", room)).json()
    assert [message["text"] for message in everything["messages"]] == ["One."]
    nothing = client.get(url("changes", room), {"after": everything["tick"]}).json()
    assert nothing["messages"] == []


@pytest.mark.parametrize("after", ["-1", "x", "9" * 40, "1.5"])
def test_a_tick_that_is_none_gets_a_sentence(cast: Cast, room: Room, after: str) -> None:
    answer = client_of(cast.sam).get(url("changes", room), {"after": after})
    assert answer.status_code == 400
    assert json.loads(answer.content)["reason"] == "malformed"


def test_the_outsider_gets_what_one_gets_for_no_room(cast: Cast, room: Room) -> None:
    absent = Room(group=cast.group)
    for client in (client_of(cast.olu), client_of(cast.max), client_of(cast.ada)):
        assert client.get(url("room", room)).status_code == client.get(url("room", absent)).status_code == 404


def test_the_page_of_a_room_asks_few_questions(
    cast: Cast, room: Room, now: datetime, django_assert_max_num_queries
) -> None:
    for n in range(60):
        say(room, cast.seat("sam"), f"Word {n}.", now=now + timedelta(milliseconds=n))
    client = client_of(cast.ana)
    page_of(client, room)
    with django_assert_max_num_queries(12):
        page_of(client, room)


def test_a_person_is_reported_in_two_taps_from_the_list_of_who_is_here(cast: Cast, room: Room) -> None:
    page_of(client_of(cast.ana), room)
    page = page_of(client_of(cast.sam), room)
    way = f"{reverse('reports:new')}?person={cast.seat('ana').pk}"
    assert way in page
    assert f"?person={cast.seat('sam').pk}" not in page
    posted = client_of(cast.sam).post(way, {"person": str(cast.seat("ana").pk), "behaviour": "unkind", "words": ""})
    assert posted.status_code == 302
    assert Report.objects.get().subject == cast.seat("ana")
