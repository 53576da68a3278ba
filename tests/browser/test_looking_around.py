"""Looking for a group, at its room, and trying one out: by keyboard alone, without scripts, and with nothing sent."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, WebSocket, expect

from tests.browser.looking import complaints
from tests.browser.test_by_hand import press, step_to
from tests.cast import Cast, meeting, support_group

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORDS = "The walk by the river was slow."


@pytest.fixture
def quiet_hour(cast: Cast) -> Any:
    group = support_group(now=timezone.now(), name="Quiet hour", kind="quiet", language="fr", experience="After a loss")
    meeting(group, starts_at=timezone.now() + timedelta(days=2))
    return group


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_chooses_a_group_without_a_mouse(
    cast: Cast, quiet_hour: Any, page_of: Callable[..., Page], scripts: bool
) -> None:
    page = page_of(None, java_script_enabled=scripts, viewport={"width": 390, "height": 844})
    page.goto("/groups/")
    if not scripts:  # Playwright asks the page for its focus, which takes a script.
        page.get_by_text("Choose by what matters to you").click()
        page.get_by_label("What a session is like").select_option("quiet")
        page.get_by_role("button", name="Show these groups").click()
    else:
        press(page, page.locator("summary", has_text="Choose by what matters to you"))
        step_to(page, page.get_by_label("What a session is like"))
        page.keyboard.type("Quiet")
        press(page, page.get_by_role("button", name="Show these groups"))

    expect(page).to_have_url(re.compile(r"/groups/\?format=quiet$"))
    expect(page.get_by_role("heading", name="Quiet hour")).to_be_visible()
    expect(page.get_by_role("heading", name="Tuesday circle")).to_be_hidden()

    away = page.get_by_role("navigation", name="What you chose").get_by_role("link")
    press(page, away) if scripts else away.click()
    expect(page.get_by_role("heading", name="Tuesday circle")).to_be_visible()


def test_what_does_not_fit_can_be_left_open_without_a_mouse(
    cast: Cast, quiet_hour: Any, page_of: Callable[..., Page]
) -> None:
    page = page_of(cast.olu)
    page.goto("/groups/?format=quiet&language=en")

    press(page, page.get_by_role("link", name="Language: without"))

    expect(page.get_by_role("heading", name="Quiet hour")).to_be_visible()


@pytest.mark.parametrize("name", ["nobody", "olu", "sam", "noor"])
def test_pages_for_looking_around_are_good_for_everybody(
    cast: Cast, quiet_hour: Any, page_of: Callable[..., Page], name: str
) -> None:
    page = page_of(getattr(cast, name, None), reduced_motion="reduce")
    for path in (
        "/groups/?format=quiet&language=fr",
        "/groups/?format=quiet&language=en",
        "/groups/?format=zebra&page=9",
        f"/groups/{quiet_hour.pk}/",
        f"/groups/{cast.group.pk}/",
        f"/groups/{quiet_hour.pk}/preview/",
        f"/groups/{quiet_hour.pk}/practice/",
    ):
        page.goto(path)
        page.locator("details").evaluate_all("all => all.forEach((one) => one.open = true)")
        assert not list(complaints(page)), path


def test_the_way_to_a_group_goes_through_its_room(cast: Cast, quiet_hour: Any, page_of: Callable[..., Page]) -> None:
    page = page_of(None)
    page.goto(f"/groups/{quiet_hour.pk}/")

    press(page, page.get_by_role("link", name="Look at the room"))
    press(page, page.get_by_role("link", name="Go to the practice room"))
    press(page, page.get_by_role("link", name="Leave quietly"))

    expect(page.get_by_role("heading", name="Quiet hour", level=1)).to_be_visible()


class Lines:
    """Everything that a page asks anybody for, from now on."""

    def __init__(self, page: Page) -> None:
        self.used: list[str] = []
        page.on("request", self._asked)
        page.on("websocket", self._opened)

    def _asked(self, request: Request) -> None:
        # The browser looks at the icon again when the address of a page changes, be it only behind the #.
        if not request.url.endswith("/favicon.svg"):
            self.used.append(f"{request.method} {request.url}")

    def _opened(self, socket: WebSocket) -> None:
        self.used.append(socket.url)


def send(page: Page, words: str) -> None:
    page.get_by_label("Your words, if you like").fill(words)
    page.keyboard.press("Control+Enter")


def test_in_the_practice_room_every_control_works_and_nothing_leaves_the_page(
    cast: Cast, page_of: Callable[..., Page]
) -> None:
    page = page_of(cast.sam)
    page.goto("/practice/", wait_until="networkidle")
    lines, mine = Lines(page), page.locator("#messages .message--mine")
    expect(page.locator("#say")).to_have_text("Practice room. Nobody is here, nothing is kept.")

    send(page, WORDS)
    expect(mine.locator(".message__text")).to_have_text(WORDS)
    expect(page.locator("#outbox li")).to_have_count(0)
    send(page, "a" * 4001)
    expect(page.locator("#outbox")).to_contain_text("This is longer than 4,000 characters.")
    page.get_by_role("button", name="Put it back in the box").click()
    expect(page.get_by_label("Your words, if you like")).to_have_value("a" * 4001)
    page.get_by_label("Your words, if you like").fill("")

    mine.get_by_role("button", name="Take back").click()
    expect(mine).to_contain_text("Taken back.")
    expect(page.locator("#messages")).not_to_contain_text(WORDS)

    for state in ("Here and listening", "Glad to share today", "Feeling distant", "Here, may step away"):
        page.get_by_role("button", name=state).click()
        expect(page.get_by_role("button", name=state)).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#presence [aria-pressed=true]")).to_have_count(1)
    expect(page.locator("#people-here")).to_contain_text("here, may step away")

    page.get_by_role("link", name="Report").click()
    expect(page.locator("#nothing-reported")).to_be_focused()
    expect(page.locator("#nothing-reported")).to_contain_text("nothing is reported in the practice room")
    page.wait_for_timeout(6_000)  # longer than a page without a line waits before it asks again

    assert lines.used == []
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_practice_room_forgets_when_one_leaves(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(None)
    page.goto("/practice/")
    send(page, WORDS)
    expect(page.locator("#messages")).to_contain_text(WORDS)

    page.reload()

    expect(page.locator("#messages .message")).to_have_count(1)
    expect(page.locator("#messages")).not_to_contain_text(WORDS)


def test_practising_works_without_scripts(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(None, java_script_enabled=False)
    page.goto("/practice/")

    page.get_by_label("Your words, if you like").fill(WORDS)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#messages .message--mine .message__text")).to_have_text(WORDS)
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#messages .message--mine")).to_contain_text("Taken back.")
    page.get_by_role("button", name="Feeling distant").click()
    expect(page.get_by_role("button", name="Feeling distant")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#messages")).not_to_contain_text(WORDS)


def test_practising_works_without_a_mouse(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(None, viewport={"width": 390, "height": 844})
    page.goto("/practice/")

    step_to(page, page.get_by_label("Your words, if you like"))
    page.keyboard.type(WORDS)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Your words, if you like")).to_be_focused()
    press(page, page.get_by_role("button", name="Glad to share today"))

    expect(page.get_by_role("button", name="Glad to share today")).to_have_attribute("aria-pressed", "true")
