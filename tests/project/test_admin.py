"""`/admin/`: for admins with a second factor; settings and structure, nobody's words."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client

from tests.cast import Cast, client_of, with_second_factor

PAGES = [
    "",
    "moderation/wordrule/",
    "moderation/wordrule/add/",
]


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def test_whoever_is_no_admin_gets_what_everybody_gets_for_an_absent_page(cast: Cast) -> None:
    for user in (cast.sam, cast.noor, cast.max, cast.olu):
        client = with_second_factor(user)
        absent = client.get("/no-such-page/")
        for page in ("/admin/", "/admin/login/", "/admin/moderation/wordrule/", "/admin/no-such-page/"):
            answer = client.get(page)
            assert answer.status_code == 404, (user.chosen_name, page)
            assert len(answer.content) == len(absent.content) or b"There is no page here" in answer.content


def test_the_admin_has_no_sign_in_of_its_own(db: None) -> None:
    for where in ("/admin/", "/admin/login/", "/admin/moderation/wordrule/", "/admin/no-such-page/"):
        answer = Client().get(where, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/login/?next=/admin/"), where


def test_an_admin_without_a_second_factor_is_led_to_set_one_up(cast: Cast) -> None:
    answer = client_of(cast.ada).get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/2fa/"
    assert "second step" in answer.content.decode()


def test_an_admin_whose_sign_in_did_not_use_it_confirms_first(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.ada, type=Authenticator.Type.TOTP, data={"secret": "x"})
    answer = client_of(cast.ada).get("/admin/moderation/wordrule/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/2fa/reauthenticate/?next=%2Fadmin%2Fmoderation%2Fwordrule%2F"


def test_a_second_factor_of_somebody_else_in_the_same_browser_does_not_count(cast: Cast) -> None:
    client = with_second_factor(cast.sam)
    client.force_login(cast.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    Authenticator.objects.create(user=cast.ada, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get("/admin/").status_code == 302


def test_the_way_back_never_leads_elsewhere(ada: Client) -> None:
    assert ada.get("/admin/login/?next=https://elsewhere.example/")["Location"] == "/admin/"
    assert ada.get("/admin/login/?next=/admin/moderation/wordrule/")["Location"] == "/admin/moderation/wordrule/"


@pytest.mark.parametrize("where", PAGES)
def test_every_page_opens_and_asks_the_database_little(
    ada: Client, where: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        assert ada.get(f"/admin/{where}").status_code == 200


def test_help_and_the_way_out_are_here_too(ada: Client) -> None:
    page = ada.get("/admin/").content.decode()
    assert "Help now" in page
    assert "Leave this site" in page
    assert "<title>What would you like to look after? · Evenings</title>" in page


def test_there_is_no_password_to_change(ada: Client) -> None:
    assert ada.get("/admin/password_change/").status_code == 404


def test_what_has_pages_of_its_own_has_none_here(ada: Client, cast: Cast) -> None:
    for model in ("supportgroup", "series", "membership", "planstep", "organisation", "helpline", "user"):
        assert ada.get(f"/admin/groups/{model}/").status_code == 404


def test_only_these_pages_are_there() -> None:
    assert {model.__name__ for model in admin.site._registry} == {"WordRule"}
