"""Whoever is not signed in reads times on their own clock, too, and no address tells which."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import async_to_sync
from django.template import Context, Template
from django.test import AsyncClient, Client, RequestFactory

from groups.people.models import User
from groups.people.moments import read_in
from tests.cast import Cast, client_of, meeting

WHERE = "{% load moments %}{% zone_name %}"


def zone_on(client: Client, path: str = "/zone/") -> str:
    """In which zone this browser is answered."""
    return str(client.get(path).context["TIME_ZONE"])


def test_a_choice_stays_in_the_browser_and_out_of_the_address(db: None) -> None:
    client = Client()
    answer = client.post("/zone/", {"time_zone": "Asia/Tokyo", "next": "/groups/?page=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/groups/?page=1")
    cookie = client.cookies["zone"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("Asia/Tokyo", True, "Lax")
    assert zone_on(client) == "Asia/Tokyo"
    assert zone_on(Client()) == "UTC"


def test_it_holds_under_asgi_too(db: None) -> None:
    client = AsyncClient()
    client.cookies["zone"] = "Asia/Tokyo"
    assert async_to_sync(client.get)("/zone/").context["TIME_ZONE"] == "Asia/Tokyo"


def test_who_is_signed_in_has_their_own(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(time_zone="Europe/Lisbon")
    client = client_of(cast.sam)
    client.cookies["zone"] = "Asia/Tokyo"
    assert zone_on(client, "/settings/") == "Europe/Lisbon"
    assert client.get("/zone/")["Location"] == "/settings/zone/"
    assert client.post("/zone/", {"time_zone": "Asia/Tokyo"})["Location"] == "/settings/zone/"
    assert User.objects.get(pk=cast.sam.pk).time_zone == "Europe/Lisbon"


@pytest.mark.parametrize("said", ["", "Mars/Olympus", "../../etc/passwd", "\0", "Europe", "x" * 5000])
def test_a_cookie_may_say_anything(db: None, said: str) -> None:
    client = Client()
    client.cookies["zone"] = said
    assert zone_on(client) == "UTC"


@pytest.mark.parametrize("said", ["", "Mars/Olympus"])
def test_only_zones_that_exist_are_kept(db: None, said: str) -> None:
    client = Client()
    answer = client.post("/zone/", {"time_zone": said, "next": "/groups/"})
    assert answer.status_code == 422
    assert "zone" not in client.cookies
    assert 'value="/groups/"' in answer.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_it_never_leads_elsewhere(db: None, elsewhere: str) -> None:
    client = Client()
    assert client.post("/zone/", {"time_zone": "UTC", "next": elsewhere})["Location"] == "/"
    assert elsewhere not in client.get("/zone/", {"next": elsewhere}).content.decode()


def test_the_line_on_a_page_says_which_zone_and_leads_back(cast: Cast) -> None:
    line = Template("{% include 'people/_zone.html' %}")
    request = RequestFactory().get("/groups/?format=quiet&day=2")
    with read_in(ZoneInfo("Asia/Tokyo")):
        said = line.render(Context({"request": request, "user": None}))
    assert "Times are shown in Asia/Tokyo." in said
    assert "/zone/?next=%2Fgroups%2F%3Fformat%3Dquiet%26day%3D2" in said
    assert line.render(Context({"request": request, "user": cast.sam})).strip() == ""


def test_strangers_find_it_where_they_look_for_a_group(cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now + timedelta(days=2))
    for path in ("/groups/", f"/groups/{cast.group.pk}/"):
        client = Client()
        client.cookies["zone"] = "Asia/Tokyo"
        page = client.get(path).content.decode()
        assert "Times are shown in Asia/Tokyo." in page
        assert "(Asia/Tokyo)" in page
        assert "Times are shown in each group&#x27;s own zone." not in page
        assert "each group's own zone." in Client().get(path).content.decode().replace("&#x27;", "'")
        assert "Times are shown in" not in client_of(cast.sam).get(path).content.decode()


def test_the_page_asks_the_database_little(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        Client().get("/zone/")
