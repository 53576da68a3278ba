"""Everything that matters, for those who use a keyboard alone, and for those whose browser runs no scripts."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from groups.joining.models import JoinRequest
from groups.organisation.models import Organisation
from groups.room.models import Message, Presence, PresenceState, Room
from groups.schedule.links import answer_token
from groups.schedule.models import Answer, Rsvp, Session
from tests.browser.postbox import Postbox, code_in
from tests.cast import Cast, meeting
from tests.web import Web

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MOST_STEPS = 60
"""Whatever stands further away than this is out of reach for a tired hand."""


@pytest.fixture
def postbox(settings: Any, tmp_path: Path) -> Postbox:
    settings.EMAIL_BACKEND = "supportgroup.mail.KeptMail"
    settings.MAIL_DIR = tmp_path / "mail"
    return Postbox(settings.MAIL_DIR, "sam@example.org")


@pytest.fixture
def coming(cast: Cast) -> Session:
    return meeting(cast.group, starts_at=timezone.now() + timedelta(days=2))


def step_to(page: Page, place: Locator) -> None:
    """Tab until it has the focus, and see that one can see where one is."""
    expect(place).to_be_visible()
    for _ in range(MOST_STEPS):
        if place.evaluate("element => element === document.activeElement"):
            expect(place).to_be_in_viewport()
            ring = place.evaluate("element => getComputedStyle(element).outlineStyle")
            assert ring != "none", "One cannot see where the focus is."
            return
        page.keyboard.press("Tab")
    pytest.fail(f"No way to {place} by keyboard.")


def press(page: Page, place: Locator) -> None:
    step_to(page, place)
    page.keyboard.press("Enter")


def test_sam_signs_in_without_a_mouse(cast: Cast, postbox: Postbox, page_of: Callable[..., Page]) -> None:
    page = page_of(None)
    page.goto("/")

    press(page, page.get_by_role("main").get_by_role("link", name="Sign in"))
    step_to(page, page.get_by_label("Your mail address"))
    page.keyboard.type("sam@example.org")
    page.keyboard.press("Enter")
    step_to(page, page.get_by_label("Code"))
    page.keyboard.type(code_in(postbox.next(after=0)))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Hello, Sam")).to_be_visible()


def test_sam_answers_without_a_mouse(cast: Cast, coming: Session, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.sam)
    page.goto(f"/sessions/{coming.pk}/")

    press(page, page.get_by_role("button", name="Come quietly"))

    expect(page.get_by_role("button", name="Come quietly")).to_have_attribute("aria-pressed", "true")
    assert Rsvp.objects.get().answer == Answer.QUIETLY


def test_sam_speaks_and_leaves_without_a_mouse(
    cast: Cast, room: Room, web: Web, live_page_of: Callable[..., Page]
) -> None:
    elsewhere = f"{web.url}/healthz"
    Organisation.objects.update_or_create(defaults={"exit_url": elsewhere})
    page = live_page_of(cast.sam)
    page.goto(f"/rooms/{room.pk}/")

    step_to(page, page.get_by_label("Your words, if you like"))
    page.keyboard.type("Good to be here.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages .message__text")).to_have_text("Good to be here.")
    expect(page.get_by_label("Your words, if you like")).to_be_focused()
    press(page, page.get_by_role("button", name="Feeling distant"))
    expect(page.get_by_role("button", name="Feeling distant")).to_have_attribute("aria-pressed", "true")

    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(elsewhere)


def test_the_first_step_skips_to_the_page(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.sam)
    page.goto("/settings/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_sam_signs_in_without_scripts(cast: Cast, postbox: Postbox, page_of: Callable[..., Page]) -> None:
    page = page_of(None, java_script_enabled=False)
    page.goto("/account/login/")

    page.get_by_label("Your mail address").fill("sam@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in(postbox.next(after=0)))
    page.get_by_role("main").get_by_role("button").first.click()

    expect(page.get_by_role("heading", name="Hello, Sam")).to_be_visible()


def test_olu_asks_for_a_seat_without_scripts(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.olu, java_script_enabled=False)
    page.goto(f"/groups/{cast.group.pk}/")

    page.get_by_role("link", name="Ask for a seat").click()
    page.get_by_label("Your name in this group").fill("Robin")
    page.get_by_role("button", name="Ask for a seat").click()

    expect(page.get_by_role("main")).to_contain_text("Waiting for an answer")
    assert JoinRequest.objects.get().user == cast.olu


def test_sam_answers_without_scripts(cast: Cast, coming: Session, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.sam, java_script_enabled=False)
    page.goto(f"/sessions/{coming.pk}/")

    page.get_by_role("button", name="Not today").click()

    expect(page.get_by_role("button", name="Not today")).to_have_attribute("aria-pressed", "true")
    assert Rsvp.objects.get().answer == Answer.NOT_TODAY


def test_sam_answers_from_a_mail_without_scripts_or_signing_in(
    cast: Cast, coming: Session, page_of: Callable[..., Page]
) -> None:
    page = page_of(None, java_script_enabled=False)
    page.goto(reverse("schedule:by_mail", args=[answer_token(cast.seat("sam").pk, coming.pk)]))

    for word in ("Not sure yet", "Come quietly"):
        page.get_by_role("button", name=word).click()
        expect(page.get_by_role("button", name=word)).to_have_attribute("aria-pressed", "true")

    expect(page.get_by_role("main")).to_contain_text("Your answer is kept; the marked one counts.")
    expect(page.get_by_text(cast.group.name)).to_have_count(0)
    assert Rsvp.objects.get().answer == Answer.QUIETLY


def test_the_room_works_without_scripts(cast: Cast, room: Room, page_of: Callable[..., Page]) -> None:
    sam, noor = (page_of(user, java_script_enabled=False) for user in (cast.sam, cast.noor))
    for page in (sam, noor):
        page.goto(f"/rooms/{room.pk}/")

    sam.get_by_label("Your words, if you like").fill("Good to be here.")
    sam.get_by_role("button", name="Send").click()
    expect(sam.locator("#messages .message__text")).to_have_text("Good to be here.")
    sam.get_by_role("button", name="Here and listening").click()
    expect(sam.get_by_role("button", name="Here and listening")).to_have_attribute("aria-pressed", "true")
    noor.get_by_role("link", name="Look for new messages").click()
    expect(noor.locator("#messages .message__text")).to_have_text("Good to be here.")
    noor.get_by_role("button", name="Close the room").click()
    sam.get_by_role("link", name="Look for new messages").click()

    expect(sam.locator("#say")).to_contain_text("The room is closed.")
    assert Message.objects.count() == 1
    assert Presence.objects.get(membership=cast.seat("sam")).state == PresenceState.LISTENING
