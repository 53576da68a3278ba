"""Somebody of my own group whom I do not wish to meet in another one."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from groups.membership.models import Membership
from groups.people import actions
from groups.people.apart import may_not_meet
from groups.people.models import Apart
from tests.alike import plain
from tests.cast import Cast, client_of, membership, support_group


def page_about(seat: Membership) -> str:
    return f"/groups/{seat.group_id}/people/{seat.pk}/apart/"


def test_somebody_chooses_a_fellow_member(cast: Cast) -> None:
    sam = cast.seat("sam")
    page = client_of(cast.ana).get(page_about(sam)).content.decode()
    assert "Be kept apart from Sam" in page
    assert "In this group nothing changes by itself" in page
    assert 'value="Sam"' in page
    answer = client_of(cast.ana).post(page_about(sam), {"label": "Sam of Tuesday"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/apart/")
    wish = Apart.objects.get()
    assert (wish.owner, wish.other, wish.seat, wish.label) == (cast.ana, cast.sam, sam.pk, "Sam of Tuesday")
    assert may_not_meet(cast.ana, [cast.sam.pk])


def test_the_page_of_the_group_leads_there_from_everybody_but_oneself(cast: Cast) -> None:
    page = client_of(cast.ana).get(f"/groups/{cast.group.pk}/").content.decode()
    assert [page_about(cast.seat(name)) in page for name in ("sam", "noor", "idris", "ana")] == [
        True,
        True,
        True,
        False,
    ]
    assert "kept apart" not in client_of(cast.olu).get(f"/groups/{cast.group.pk}/").content.decode()


def test_in_this_group_both_keep_their_seats(cast: Cast) -> None:
    client_of(cast.ana).post(page_about(cast.seat("sam")), {"label": "S."})
    assert cast.group.memberships.current().count() == 4
    for user in (cast.sam, cast.ana):
        assert "Leave this group" in client_of(user).get(f"/groups/{cast.group.pk}/").content.decode()


def test_it_is_taken_back_where_it_was_made(cast: Cast) -> None:
    client = client_of(cast.ana)
    client.post(page_about(cast.seat("sam")), {"label": "S."})
    page = client.get(page_about(cast.seat("sam"))).content.decode()
    assert "Take it back" in page
    assert f"/settings/apart/{Apart.objects.get().pk}/end/" in page


@pytest.mark.slow  # seven pages, twice
def test_no_page_of_the_other_changes(cast: Cast, now: datetime) -> None:
    sam = client_of(cast.sam)
    pages = ("/", "/groups/", f"/groups/{cast.group.pk}/", "/settings/", "/settings/apart/", "/sessions/", "/notes/")
    before = [plain(sam.get(page)) for page in pages]
    client_of(cast.ana).post(page_about(cast.seat("sam")), {"label": "S."})
    assert [plain(sam.get(page)) for page in pages] == before


def test_two_names_of_one_person_stay_two(cast: Cast, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle")
    robin = membership(other, cast.sam, now=now, name="Robin")
    membership(other, cast.ana, now=now, name="Ana")
    client = client_of(cast.ana)
    actions.keep_address_apart(owner=cast.ana, address=cast.sam.email, label="from work", now=now)
    assert "Take it back" not in client.get(page_about(cast.seat("sam"))).content.decode()
    client.post(page_about(cast.seat("sam")), {"label": "Sam"})
    page = client.get(page_about(robin)).content.decode()
    assert "Take it back" not in page
    assert client.post(page_about(robin), {"label": "Robin"}).status_code == 302
    everything = client.get("/settings/apart/").content.decode()
    assert all(label in everything for label in ("from work", "Sam", "Robin"))
    client.post(f"/settings/apart/{Apart.objects.get(seat=robin.pk).pk}/end/")
    assert Apart.objects.count() == 2


def test_twice_is_once(cast: Cast) -> None:
    for _ in range(2):
        assert client_of(cast.ana).post(page_about(cast.seat("sam")), {"label": "S."}).status_code == 302
    assert Apart.objects.count() == 1


@pytest.mark.parametrize("name", ["sam", "olu", "max", "ada"])
def test_only_people_of_the_group_choose_and_never_themselves(cast: Cast, name: str) -> None:
    client, url = client_of(getattr(cast, name)), page_about(cast.seat("sam"))
    absent = url.replace(str(cast.seat("sam").pk), str(uuid4()))
    assert client.get(url).status_code == client.post(url, {"label": "S."}).status_code == 404
    assert client.get(url).content == client.get(absent).content
    assert not Apart.objects.exists()


def test_who_has_left_is_not_chosen_any_more(cast: Cast, now: datetime) -> None:
    cast.group.memberships.filter(user=cast.sam).update(state="left", ended_at=now + timedelta(minutes=1))
    assert client_of(cast.ana).get(page_about(cast.seat("sam"))).status_code == 404


def test_an_empty_word_is_asked_for_again(cast: Cast) -> None:
    answer = client_of(cast.ana).post(page_about(cast.seat("sam")), {"label": " "})
    assert (answer.status_code, Apart.objects.count()) == (422, 0)


def test_the_page_asks_the_database_little(cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = client_of(cast.ana)
    with django_assert_max_num_queries(7):
        client.get(page_about(cast.seat("sam")))
