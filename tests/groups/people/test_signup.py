"""Signing up: a mail address, a code, a chosen name; nothing is lost, nobody learns who has an account."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from groups.organisation.models import Organisation
from groups.people.models import User
from tests.cast import Cast, person

FORM = {
    "email": "river.stone@example.org",
    "chosen_name": "Juniper",
    "time_zone": "Europe/Lisbon",
    "adult": "on",
    "understood": "on",
}


def sign_up(client: Client, **changes: str) -> HttpResponse:
    given = {name: value for name, value in (FORM | changes).items() if value}
    return client.post("/account/signup/", given)  # type: ignore[return-value]


def code() -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def test_somebody_signs_up_with_a_code_and_is_signed_in(client: Client, db: None) -> None:
    assert sign_up(client).status_code == 302
    answer = client.post("/account/confirm-email/", {"code": code()})
    assert answer.status_code == 302
    user = User.objects.get()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.email, user.chosen_name, user.time_zone) == ("river.stone@example.org", "Juniper", "Europe/Lisbon")
    assert user.adult_at and user.understood_at
    assert not user.has_usable_password()
    assert EmailAddress.objects.get().verified


def test_without_the_code_nobody_is_signed_in(client: Client, db: None) -> None:
    sign_up(client)
    client.post("/account/confirm-email/", {"code": "WRONG1"})
    assert "_auth_user_id" not in client.session
    assert client.get("/settings/").status_code == 302


def test_ticks_count_only_from_whoever_enters_the_code(client: Client, db: None) -> None:
    sign_up(client, chosen_name="Stranger")
    owner = Client()
    client_waits()
    where = owner.post("/account/login/", {"login": FORM["email"]})["Location"]
    owner.post(where, {"code": code()})
    user = User.objects.get()
    assert owner.session["_auth_user_id"] == str(user.pk)
    assert (user.adult_at, user.understood_at) == (None, None)


def test_neither_the_address_nor_the_kind_of_a_device_is_kept(client: Client, db: None) -> None:
    sign_up(client)
    client.post("/account/confirm-email/", {"code": code()}, headers={"user-agent": "Telltale/1.0"})
    device = UserSession.objects.get()
    assert (device.ip, device.user_agent) == ("0.0.0.0", "")


@pytest.mark.parametrize("name", ["river.stone", "River Stone", "RIVERSTONE", "river.stone@example.org", "r@x"])
def test_the_name_is_never_what_stands_before_the_at_sign(client: Client, db: None, name: str) -> None:
    answer = sign_up(client, chosen_name=name)
    assert answer.status_code == 200
    assert "part of your mail address" in answer.content.decode()
    assert not User.objects.exists()


def test_a_tag_in_the_address_does_not_hide_the_name(client: Client, db: None) -> None:
    assert sign_up(client, email="sam+groups@example.org", chosen_name="Sam").status_code == 200
    assert not User.objects.exists()


def test_the_form_prefills_no_name_and_no_tick(client: Client, db: None) -> None:
    page = client.get("/account/signup/?email=river.stone@example.org").content.decode()
    field = re.search(r'<input[^>]*name="chosen_name"[^>]*>', page)
    assert field and "value=" not in field[0]
    assert "checked" not in page


@pytest.mark.parametrize("missing", ["email", "chosen_name", "time_zone", "adult", "understood"])
def test_an_error_loses_nothing_of_what_was_typed(client: Client, db: None, missing: str) -> None:
    page = sign_up(client, **{missing: ""}).content.decode()
    assert not User.objects.exists()
    for name in ("email", "chosen_name"):
        assert name == missing or f'value="{FORM[name]}"' in page
    assert missing == "time_zone" or '<option value="Europe/Lisbon" selected>' in page
    assert page.count("checked") == len({"adult", "understood"} - {missing})


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Etc/GMT+3", "../etc/passwd", "\0"])
def test_only_zones_that_exist_are_taken(client: Client, db: None, zone: str) -> None:
    assert sign_up(client, time_zone=zone).status_code == 200
    assert not User.objects.exists()


def test_what_this_is_not_and_its_limits_are_read_before_joining(client: Client, db: None) -> None:
    Organisation.objects.create(confidentiality_limits="Here it ends: when a life is in danger.")
    page = client.get("/account/signup/").content.decode()
    assert "Here it ends: when a life is in danger." in page
    assert "not treatment" in page
    assert "not an emergency service" in page


def answers_to(client: Client, address: str) -> list[Any]:
    """Everything that a browser sees when this address signs up and then enters a wrong code."""
    first = sign_up(client, email=address)
    page = client.get(first["Location"])
    wrong = client.post(first["Location"], {"code": "WRONG1"})
    return [
        (answer.status_code, answer.headers.get("Location"), without_secrets(answer, address))
        for answer in (first, page, wrong)
    ]


def without_secrets(answer: Any, address: str) -> str:
    text = answer.content.decode().replace(address, "ADDRESS")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_known_address_and_a_new_one_look_the_same_at_sign_up(cast: Cast) -> None:
    known, new = answers_to(Client(), cast.ana.email), answers_to(Client(), "new@example.org")
    assert known == new
    assert [letter.to for letter in mail.outbox] == [[cast.ana.email], ["new@example.org"]]


def test_a_known_address_and_a_new_one_look_the_same_at_sign_in(cast: Cast) -> None:
    seen = []
    for address in (cast.ana.email, "new@example.org"):
        client = Client()
        first = client.post("/account/login/", {"login": address})
        page = client.get(first["Location"])
        seen.append((first.status_code, first["Location"], page.status_code, without_secrets(page, address)))
    assert seen[0] == seen[1]


def test_a_member_signs_in_with_a_code(cast: Cast) -> None:
    client = Client()
    where = client.post("/account/login/", {"login": "SAM@example.org"})["Location"]
    client.post(where, {"code": code()})
    assert client.session["_auth_user_id"] == str(cast.sam.pk)


def test_a_sign_up_that_nobody_confirmed_makes_room_for_the_owner(client: Client, db: None, now: datetime) -> None:
    sign_up(client, chosen_name="Stranger")
    User.objects.update(date_joined=now - timedelta(minutes=16))
    mine = Client(REMOTE_ADDR="127.0.0.2")
    client_waits()
    sign_up(mine, chosen_name="Juniper")
    mine.post("/account/confirm-email/", {"code": code()})
    assert User.objects.get().chosen_name == "Juniper"


def client_waits() -> None:
    """A second code to one address is sent after ten seconds at the earliest; tests need not wait."""
    from django.core.cache import cache

    cache.clear()


def test_a_sign_up_in_progress_is_not_swept_away(client: Client, db: None) -> None:
    sign_up(client)
    first = code()
    client_waits()
    sign_up(Client(), chosen_name="Somebody else")
    client.post("/account/confirm-email/", {"code": first})
    assert User.objects.get().chosen_name == "Juniper"
    assert "_auth_user_id" in client.session


def test_an_account_in_use_is_never_swept_away(client: Client, cast: Cast, now: datetime) -> None:
    User.objects.update(date_joined=now - timedelta(days=9))
    sign_up(client, email=cast.sam.email)
    assert User.objects.get(email=cast.sam.email).pk == cast.sam.pk


def test_too_many_sign_ups_from_one_place_are_asked_to_wait(client: Client, db: None) -> None:
    answers = [sign_up(client, adult="") for _ in range(21)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert "Please wait a little" in answers[-1].content.decode()


def test_there_are_no_passwords_and_no_pages_for_them(client: Client, cast: Cast) -> None:
    client.force_login(cast.sam)
    for path in (
        "password/reset/",
        "password/change/",
        "password/set/",
        "phone/verify/",
        "3rdparty/",
        "social/signup/",
    ):
        assert client.get(f"/account/{path}").status_code == 404, path
    assert 'type="password"' not in Client().get("/account/login/").content.decode()


def test_the_sign_up_page_asks_the_database_little(
    client: Client, db: None, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        client.get("/account/signup/")


def test_somebody_who_is_not_welcome_any_more_cannot_sign_in(db: None) -> None:
    person("gone", is_active=False)
    client = Client()
    where = client.post("/account/login/", {"login": "gone@example.org"})["Location"]
    client.get(where)
    assert "_auth_user_id" not in client.session


def test_with_a_passkey_the_same_is_asked(client: Client, db: None) -> None:
    page = client.get("/account/signup/passkey/").content.decode()
    assert "not an emergency service" in page
    given = {name: value for name, value in FORM.items() if name != "understood"}
    assert client.post("/account/signup/passkey/", given).status_code == 200
    assert not User.objects.exists()
    assert client.post("/account/signup/passkey/", FORM)["Location"] == "/account/confirm-email/"
    assert User.objects.get().chosen_name == "Juniper"
