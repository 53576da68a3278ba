"""A link that signs somebody in, for trying things out: once, for ten minutes, and only while DEBUG is on."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

from groups.people import actions
from groups.people.models import SignInLink
from tests.cast import Cast
from tests.project import development_urls

trying = pytest.mark.urls(development_urls.__name__)


@pytest.fixture
def debug(settings: Any) -> None:
    settings.DEBUG = True


def follow(token: str) -> tuple[int, str | None]:
    client = Client()
    answer = client.get(f"/sign-in/{token}/")
    return answer.status_code, client.session.get("_auth_user_id")


@trying
def test_a_link_signs_in_once(cast: Cast, now: datetime, debug: None) -> None:
    token = actions.make_sign_in_link(user=cast.sam, now=now)
    assert follow(token) == (302, str(cast.sam.pk))
    assert follow(token) == (410, None)


@trying
def test_a_link_is_good_for_ten_minutes(cast: Cast, now: datetime, debug: None) -> None:
    assert follow(actions.make_sign_in_link(user=cast.sam, now=now - timedelta(minutes=9)))[0] == 302
    assert follow(actions.make_sign_in_link(user=cast.sam, now=now - timedelta(minutes=10))) == (410, None)
    assert follow("made-up") == (410, None)


@trying
def test_who_tries_the_pages_of_admins_needs_no_second_device(cast: Cast, now: datetime, debug: None) -> None:
    client = Client()
    client.get(f"/sign-in/{actions.make_sign_in_link(user=cast.ada, now=now)}/")
    methods = client.session["account_authentication_methods"]
    assert [(one["method"], one["type"]) for one in methods] == [("mfa", "link")]


def test_the_database_does_not_hold_what_the_link_says(cast: Cast, now: datetime, debug: None) -> None:
    token = actions.make_sign_in_link(user=cast.sam, now=now)
    assert len(token) >= 22  # 128 bits and more, in base64
    assert token not in SignInLink.objects.get().token_hash


@trying
def test_without_debug_no_link_is_made_or_taken(cast: Cast, now: datetime, settings: Any) -> None:
    settings.DEBUG = True
    token = actions.make_sign_in_link(user=cast.sam, now=now)
    settings.DEBUG = False
    assert follow(token) == (404, None)
    with pytest.raises(actions.LinksAreOff):
        actions.make_sign_in_link(user=cast.sam, now=now)
    with pytest.raises(CommandError):
        call_command("sign_in_link", "sam")


def test_a_real_installation_does_not_even_have_the_address() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("people:sign_in_link", args=["x"])


@pytest.mark.parametrize("name", ["sam", "SAM", "sam@example.org"])
def test_the_command_prints_the_link_and_nothing_else(cast: Cast, debug: None, monkeypatch: Any, name: str) -> None:
    monkeypatch.setattr("groups.management.commands.sign_in_link.reverse", lambda _, args: f"/sign-in/{args[0]}/")
    said = StringIO()
    call_command("sign_in_link", name, stdout=said)
    assert said.getvalue().startswith("http://localhost/sign-in/")
    assert len(said.getvalue().split()) == 1
    assert SignInLink.objects.get().user == cast.sam


def test_the_command_says_when_there_is_nobody_of_that_name(db: None, debug: None) -> None:
    with pytest.raises(CommandError, match="Nobody"):
        call_command("sign_in_link", "nemo")
