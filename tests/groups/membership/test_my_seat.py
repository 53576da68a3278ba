"""My seat: how I go by in one group is mine to change, for this group alone."""

import json
from datetime import datetime

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.joining.models import JoinRequest
from groups.membership import actions
from groups.membership.models import Membership
from groups.room import reads
from groups.room.models import Room
from groups.room.seats import seat_of
from tests.cast import Cast, client_of, membership, support_group


def address(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/me/"


def seat(cast: Cast, name: str) -> Membership:
    return Membership.objects.select_related("group", "user").get(pk=cast.seat(name).pk)


def given(name: str = "Wren", pronouns: str = "they", boundary: str = "no_advice") -> dict[str, str]:
    return {"name": name, "pronouns": pronouns, "boundary": boundary}


def test_what_i_change_holds_here_and_nowhere_else(cast: Cast, now: datetime) -> None:
    elsewhere = membership(support_group(now=now, name="Other"), cast.sam, now=now, pronouns="he")
    assert client_of(cast.sam).post(address(cast), given()).url == address(cast)
    here = seat(cast, "sam")
    assert (here.name, here.pronouns, here.boundary) == ("Wren", "they", "no_advice")
    elsewhere.refresh_from_db()
    assert (elsewhere.name, elsewhere.pronouns, elsewhere.boundary) == ("Sam", "he", "")
    cast.sam.refresh_from_db()
    assert (cast.sam.chosen_name, cast.sam.pronouns) == ("Sam", "")


def test_the_page_begins_with_what_stands(cast: Cast) -> None:
    client_of(cast.sam).post(address(cast), given())
    page = client_of(cast.sam).get(address(cast)).content.decode()
    assert 'value="Wren"' in page
    assert 'value="no_advice"' in page


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Ana", "goes by that name"),
        ("  a n a ", "goes by that name"),
        ("Olu", "goes by that name"),
        ("sam@example.org", "part of your mail address"),
        ("", "Choose a name"),
        ("…", "at least one letter"),
        ("x" * 41, "at most 40"),
        ("Wr\0en", "characters are not allowed"),
    ],
)
def test_a_name_that_does_not_do_is_a_sentence_and_everything_typed_stays(
    cast: Cast, now: datetime, name: str, sentence: str
) -> None:
    JoinRequest.objects.create(group=cast.group, user=cast.olu, name="Olu", asked_at=now)
    answer = client_of(cast.sam).post(address(cast), given(name=name, pronouns="they and them"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "they and them" in page
    assert seat(cast, "sam").name == "Sam"


def test_an_unknown_boundary_is_refused(cast: Cast) -> None:
    assert client_of(cast.sam).post(address(cast), given(boundary="hug me")).status_code == 422


def test_my_own_name_may_change_its_case(cast: Cast) -> None:
    for name in ("Wren", "WREN"):
        client_of(cast.sam).post(address(cast), given(name=name))
        assert seat(cast, "sam").name == name


def test_a_name_that_stands_stays_whatever_is_asked_of_new_ones(cast: Cast) -> None:
    assert client_of(cast.sam).post(address(cast), given(name="Sam")).status_code == 302


def test_a_name_taken_while_the_form_was_read_is_told_by_the_action(cast: Cast) -> None:
    with pytest.raises(actions.NameIsTaken):
        actions.change_seat(membership=cast.seat("sam"), name="Ana", pronouns="", boundary="")


def test_the_others_see_the_new_name_in_the_room(cast: Cast, room: Room, now: datetime) -> None:
    actions.change_seat(membership=cast.seat("sam"), name="Wren", pronouns="", boundary="")
    ana = seat_of(cast.seat("ana"))
    frame = json.loads(reads.encoded(reads.page(room.pk, ana, after=room.tick, now=now), ana, now=now))
    assert "Wren" in [face["name"] for face in frame["room"]["roster"]]


def test_every_way_out_stands_there(cast: Cast) -> None:
    page = client_of(cast.sam).get(address(cast)).content.decode()
    for way in ("pause", "leaving"):
        assert f"/groups/{cast.group.pk}/{way}/" in page


def test_who_is_made_a_facilitator_brings_what_they_said_of_themselves(cast: Cast, now: datetime) -> None:
    cast.olu.pronouns, cast.olu.boundary = "she", "just_hear"
    cast.olu.save()
    made = actions.appoint(group=cast.group, user=cast.olu, name="Olu", now=now)
    assert (made.pronouns, made.boundary) == ("she", "just_hear")


@pytest.mark.parametrize("name", ["olu", "max", "ada"])
def test_the_outsider_gets_what_one_gets_for_no_group(cast: Cast, name: str) -> None:
    absent = "/groups/00000000-0000-4000-8000-000000000000/me/"
    client = client_of(getattr(cast, name))
    assert client.get(address(cast)).content == client.get(absent).content
    assert client.post(address(cast), given()).status_code == 404


def test_the_page_asks_few_questions(cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = client_of(cast.sam)
    client.get(address(cast))
    with django_assert_max_num_queries(5):
        client.get(address(cast))
