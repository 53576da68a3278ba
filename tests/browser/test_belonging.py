"""Agreeing, resting, coming back and one's own note, in a browser: on a phone, by keyboard, to be read by everybody."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from groups.membership import actions
from groups.membership.models import Membership
from groups.room.models import Room
from tests.browser.looking import SIZES, complaints
from tests.cast import Cast, meeting, open_room, whole_cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORDS = "We listen.\n\nWe take turns, and we may pass.\n\nWhat is said here stays here, within its limits."


@pytest.fixture
def people(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now - timedelta(days=40))


@pytest.fixture
def room(people: Cast, now: datetime) -> Room:
    return open_room(meeting(people.group, starts_at=now - timedelta(minutes=5)))


def looked_at(page: Page, name: str) -> list[str]:
    if folder := os.environ.get("SCREENSHOTS"):
        for size, box in SIZES.items():
            page.set_viewport_size(box)
            for light in ("light", "dark"):
                page.emulate_media(color_scheme=light)
                page.screenshot(path=Path(folder) / f"{name}-{size}-{light}.png", full_page=True)
    wrong = [f"{name}: {words}" for words in complaints(page)]
    page.set_viewport_size(SIZES["phone"])
    return wrong


def press(page: Page, role: str, name: str) -> None:
    """Reach something by keyboard alone, and press it."""
    wanted = page.get_by_role("main").get_by_role(role, name=name, exact=True)
    expect(wanted).to_be_visible()
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")


def test_the_way_to_the_room_leads_through_the_agreement(
    people: Cast, room: Room, now: datetime, live_page_of: Callable[..., Page]
) -> None:
    publish = {"group": people.group, "brief": "We listen, and we may pass.", "by": people.ada}
    actions.publish_agreement(**publish, words=WORDS, now=now - timedelta(days=30))
    actions.publish_agreement(**publish, words=WORDS + "\n\nWe begin on time.", now=now)
    page = live_page_of(people.sam, reduced_motion="reduce", viewport=SIZES["phone"])
    page.goto(f"/rooms/{room.pk}/")
    expect(page.get_by_role("heading", name="What we agree on")).to_be_visible()
    wrong = looked_at(page, "agreement")
    press(page, "button", "I agree")
    expect(page.get_by_text("We listen, and we may pass.")).to_be_visible()
    assert page.url.endswith(f"/rooms/{room.pk}/")
    wrong += looked_at(page, "room-with-agreement")
    page.goto(f"/groups/{people.group.pk}/agreement/?version=1")
    wrong += looked_at(page, "agreement-older")
    assert not wrong, "\n".join(wrong)


def test_resting_and_coming_back_take_a_choice_and_a_tap(
    people: Cast, now: datetime, live_page_of: Callable[..., Page]
) -> None:
    page = live_page_of(people.sam, reduced_motion="reduce", viewport=SIZES["phone"])
    page.goto(f"/groups/{people.group.pk}/me/")
    wrong = looked_at(page, "my-seat")
    press(page, "link", "Pause for some weeks; your seat is kept")
    expect(page.get_by_role("heading", name="Pause", exact=True)).to_be_visible()
    wrong += looked_at(page, "pause")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    press(page, "button", "Pause")
    expect(page.get_by_role("heading", name="Your seat is yours")).to_be_visible()
    wrong += looked_at(page, "resting")
    page.goto(f"/groups/{people.group.pk}/me/")
    wrong += looked_at(page, "my-seat-resting")
    press(page, "link", "Come back")
    press(page, "button", "Come back")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    wrong += looked_at(page, "welcome-back")
    assert not wrong, "\n".join(wrong)
    assert not Membership.objects.get(pk=people.seat("sam").pk).is_paused


def test_a_seat_that_is_given_on_is_told_on_both_sides(
    people: Cast, now: datetime, live_page_of: Callable[..., Page]
) -> None:
    until = now - timedelta(days=8)
    seat = Membership.objects.filter(pk=people.seat("sam").pk)
    seat.update(paused_at=until - timedelta(weeks=2), paused_until=until)
    noor = live_page_of(people.noor, reduced_motion="reduce", viewport=SIZES["phone"])
    noor.goto(f"/groups/{people.group.pk}/seats/{people.seat('sam').pk}/giving-on/")
    wrong = looked_at(noor, "giving-on")
    press(noor, "button", "Give the seat on")
    expect(noor.get_by_text("The seat is free again")).to_be_visible()
    sam = live_page_of(people.sam, reduced_motion="reduce", viewport=SIZES["phone"])
    sam.goto(f"/groups/{people.group.pk}/pause/")
    expect(sam.get_by_role("heading", name="Your seat was given on")).to_be_visible()
    wrong += looked_at(sam, "given-on")
    assert not wrong, "\n".join(wrong)


def test_a_note_is_written_and_read_again_by_keyboard(
    people: Cast, now: datetime, live_page_of: Callable[..., Page]
) -> None:
    session = meeting(people.group, starts_at=now + timedelta(days=2))
    page = live_page_of(people.sam, reduced_motion="reduce", viewport=SIZES["phone"])
    page.goto(f"/sessions/{session.pk}/")
    press(page, "link", "Write a note for yourself")
    page.get_by_label("Your own note").fill("What I would like to say.\nAnd that I may say nothing.")
    wrong = looked_at(page, "note")
    press(page, "button", "Keep the note")
    expect(page.get_by_text("What I would like to say.")).to_be_visible()
    wrong += looked_at(page, "session-with-note")
    page.goto("/sessions/")
    page.get_by_text("Your own note").first.click()
    expect(page.get_by_text("What I would like to say.")).to_be_visible()
    wrong += looked_at(page, "my-sessions-with-note")
    assert not wrong, "\n".join(wrong)
