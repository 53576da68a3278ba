"""Leaving in a hurry, in a real browser: with the script, with Shift, and without any script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session as Device
from playwright.sync_api import Page, expect

from groups.organisation.models import Organisation
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def elsewhere(live_server: Any) -> str:
    """An address of another origin that answers here: browsers treat it as somebody else's site."""
    address = live_server.url.replace("localhost", "127.0.0.1") + "/healthz"
    Organisation.objects.update_or_create(defaults={"exit_url": address})
    return str(address)


def press_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


def tap(page: Page) -> None:
    page.locator("#leave").click()


def is_signed_out(page: Page) -> bool:
    """The server hears of it while the browser is on its way."""
    for _ in range(400):
        if not Device.objects.exists():
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.parametrize(("script", "leave"), [(True, tap), (True, press_shift), (False, tap)])
def test_somebody_who_leaves_is_elsewhere_and_signed_out(
    cast: Cast, elsewhere: str, page_of: Callable[..., Page], script: bool, leave: Callable[[Page], None]
) -> None:
    page = page_of(cast.sam, java_script_enabled=script)
    page.goto("/settings/")
    assert Device.objects.count() == 1

    leave(page)
    page.wait_for_url(elsewhere)

    assert is_signed_out(page)


def test_the_way_back_shows_nothing_of_what_was_left(cast: Cast, elsewhere: str, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.sam)
    for path in ("/", "/sessions/", "/settings/"):
        page.goto(path)

    tap(page)
    page.wait_for_url(elsewhere)
    assert is_signed_out(page)
    for _ in range(2):
        page.go_back()
        assert "Sam" not in page.content()


def test_shift_held_for_a_capital_letter_leaves_nothing(
    cast: Cast, elsewhere: str, page_of: Callable[..., Page]
) -> None:
    page = page_of(cast.sam)
    page.goto("/settings/name/")
    name = page.get_by_label("What would you like to be called?")

    for letter in "ABC":
        name.press(f"Shift+{letter}")

    expect(name).to_be_visible()


def test_a_form_that_comes_back_says_first_what_to_put_right(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.sam)
    page.goto("/settings/name/")

    page.get_by_label("What would you like to be called?").fill("")
    page.get_by_role("button", name="Keep it").click()

    expect(page.get_by_role("group", name="Something here needs another look")).to_be_focused()
