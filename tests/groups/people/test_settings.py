"""A person's own page, the look of the pages, and how times reach them."""

import datetime
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from groups.people.models import User
from tests.cast import Cast, client_of

FORM = {
    "chosen_name": "Sam",
    "time_zone": "Asia/Tokyo",
    "quiet_from": "21:30",
    "quiet_to": "07:00",
    "reminders_by_mail": "on",
}


def test_somebody_changes_how_they_are_reached(cast: Cast) -> None:
    answer = client_of(cast.sam).post("/settings/", FORM)
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    cast.sam.refresh_from_db()
    assert cast.sam.time_zone == "Asia/Tokyo"
    assert (cast.sam.quiet_from, cast.sam.quiet_to) == (datetime.time(21, 30), datetime.time(7, 0))
    assert (cast.sam.reminders_by_mail, cast.sam.mail_is_private) == (True, False)


def test_a_name_that_stands_already_keeps_nobody_from_saving(cast: Cast) -> None:
    assert client_of(cast.sam).post("/settings/", FORM).status_code == 302


def test_a_new_name_is_never_part_of_the_address(cast: Cast) -> None:
    answer = client_of(cast.sam).post("/settings/", FORM | {"chosen_name": "s.a.m"})
    assert answer.status_code == 422
    assert "part of your mail address" in answer.content.decode()
    cast.sam.refresh_from_db()
    assert cast.sam.chosen_name == "Sam"


@pytest.mark.parametrize(("start", "end"), [("22:00", ""), ("", "08:00"), ("09:00", "09:00")])
def test_quiet_hours_have_two_different_ends(cast: Cast, start: str, end: str) -> None:
    answer = client_of(cast.sam).post("/settings/", FORM | {"quiet_from": start, "quiet_to": end})
    assert answer.status_code == 422
    assert 'value="Sam"' in answer.content.decode()


def test_quiet_hours_can_be_left_empty(cast: Cast) -> None:
    client_of(cast.sam).post("/settings/", FORM | {"quiet_from": "", "quiet_to": ""})
    cast.sam.refresh_from_db()
    assert (cast.sam.quiet_from, cast.sam.quiet_to) == (None, None)


def test_nobody_else_reaches_somebodys_settings(cast: Cast) -> None:
    client_of(cast.olu).post("/settings/", FORM | {"chosen_name": "Wren"})
    assert User.objects.get(pk=cast.sam.pk).time_zone == "UTC"
    assert Client().get("/settings/")["Location"] == "/account/login/?next=/settings/"


def test_the_look_holds_on_this_device_and_on_the_next(cast: Cast) -> None:
    here = client_of(cast.sam)
    answer = here.post("/look/", {"look": "dark", "next": "/help/"})
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert here.cookies["look"].value == "dark"
    assert 'data-look="dark"' in here.get("/help/").content.decode()
    assert 'data-look="dark"' in client_of(User.objects.get(pk=cast.sam.pk)).get("/help/").content.decode()


def test_whoever_is_not_signed_in_chooses_a_look_too(db: None) -> None:
    client = Client()
    client.post("/look/", {"look": "low"})
    assert 'data-look="low"' in client.get("/help/").content.decode()
    client.post("/look/", {"look": "system"})
    assert "data-look" not in client.get("/help/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "x"])
def test_choosing_a_look_never_leads_elsewhere(db: None, elsewhere: str) -> None:
    assert Client().post("/look/", {"look": "light", "next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize("look", ["", "red", '"><script>'])
def test_an_unknown_look_changes_nothing(db: None, look: str) -> None:
    client = Client()
    client.post("/look/", {"look": look})
    assert "look" not in client.cookies
    client.cookies["look"] = look
    assert "data-look" not in client.get("/help/").content.decode()


def test_signed_in_pages_leave_no_copy_in_the_browser(cast: Cast) -> None:
    client = client_of(cast.sam)
    for path in ("/settings/", "/help/", "/account/email/"):
        assert "no-store" in client.get(path)["Cache-Control"], path
    assert "no-store" not in Client().get("/help/").headers.get("Cache-Control", "")


def test_nor_under_asgi_and_a_person_is_loaded_once(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = AsyncClient()
    client.force_login(cast.sam, backend="allauth.account.auth_backends.AuthenticationBackend")
    with django_assert_max_num_queries(4):
        answer = async_to_sync(client.get)("/settings/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_the_settings_page_asks_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = client_of(cast.sam)
    with django_assert_max_num_queries(4):
        client.get("/settings/")
