"""What every page has, whoever wrote it: the frame, the look, nothing that only some browsers would run."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import reverse

from supportgroup.env import BASE_DIR
from tests.cast import Cast, client_of
from tests.guards.sources import templates

PAGES = [path for path in templates() if path.suffix == ".html"]
SPRITE = (BASE_DIR / "static" / "icons" / "icons.svg").read_text()
EVENTS = "abort|blur|change|click|error|focus|input|invalid|key|load|mouse|pointer|submit|toggle|touch"
OWN_SCRIPT = re.compile(rf"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son({EVENTS})[a-z]*=", re.IGNORECASE)

FOR_ANYBODY = ["account_login", "account_signup", "account_request_login_code", "account_signup_by_passkey"]
FOR_THE_SIGNED_IN = ["account_email", "account_logout", "mfa_index", "mfa_activate_totp"]


def short(path: Path) -> str:
    return str(path.relative_to(BASE_DIR / "templates"))


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_template_can_be_read_and_runs_nothing_of_its_own(page: Path) -> None:
    get_template(short(page))

    mail = "mail" in page.parts or "email" in page.parts
    assert mail or OWN_SCRIPT.findall(page.read_text()) == []


def test_every_icon_that_a_page_names_is_drawn() -> None:
    named = {name for page in PAGES for name in re.findall(r'_icon\.html" with name="([a-z0-9-]+)"', page.read_text())}

    assert {name for name in named if f'id="{name}"' not in SPRITE} == set()


def test_the_scripts_of_the_room_are_small_enough_for_a_slow_link() -> None:
    scripts = (BASE_DIR / "static" / "js" / "room").glob("*.js")

    assert sum(script.stat().st_size for script in scripts) <= 40 * 1024


@pytest.mark.parametrize("name", FOR_ANYBODY)
@pytest.mark.slow  # allauth reads the whole form of its own pages
def test_the_way_in_looks_like_every_other_page(db: None, name: str) -> None:
    page = client_of(None).get(reverse(name))

    assert page.status_code == 200
    assert b"Help now" in page.content and b"Leave this site" in page.content


@pytest.mark.parametrize("name", FOR_THE_SIGNED_IN)
@pytest.mark.slow
def test_the_pages_about_signing_in_look_like_every_other_page(cast: Cast, name: str) -> None:
    page = client_of(cast.sam).get(reverse(name), follow=True)

    assert page.status_code == 200
    assert b"Help now" in page.content and b"Leave this site" in page.content


@pytest.mark.slow
@pytest.mark.parametrize("look", ["light", "dark", "low"])
def test_the_look_that_somebody_chose_is_the_look_of_the_page(db: None, look: str) -> None:
    client = client_of(None)
    client.cookies["look"] = look

    assert f'<html lang="en" dir="ltr" data-look="{look}">' in client.get("/help/").content.decode()


def test_a_look_that_does_not_exist_is_the_look_of_the_device(db: None) -> None:
    client = client_of(None)
    client.cookies["look"] = 'x" onload="alert(1)'

    page = client.get("/help/").content.decode()

    assert '<html lang="en" dir="ltr">' in page
    assert "onload" not in page


def test_what_is_not_there_looks_the_same_at_every_address(db: None) -> None:
    client = client_of(None)

    assert client.get("/nowhere/").content == client.get("/nothing/else/").content
