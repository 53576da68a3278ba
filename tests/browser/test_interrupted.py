"""An open page, when access ends or the server goes away under it."""

import re
from collections.abc import Callable
from time import monotonic

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups.membership.actions import leave
from groups.room.actions import close
from groups.room.models import Message, Room
from tests.cast import Cast
from tests.web import Web

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ENDS_WITHIN = 5.0
"""Seconds (architecture.md § 2, P6)."""


def say(page: Page, words: str) -> None:
    page.get_by_label("Your words, if you like").fill(words)
    page.get_by_role("button", name="Send").click()


def in_the_room(page: Page, room: Room) -> Page:
    """Somebody who is there, with a line that carries words."""
    page.goto(f"/rooms/{room.pk}/")
    expect(page.locator("#people-here")).to_contain_text("(you)")
    return page


def test_a_page_that_is_still_open_ends_with_the_seat(
    cast: Cast, room: Room, live_page_of: Callable[..., Page]
) -> None:
    sam, ana = (in_the_room(live_page_of(user), room) for user in (cast.sam, cast.ana))
    say(ana, "Only for this group.")
    expect(sam.locator("#messages")).to_contain_text("Only for this group.")
    sam.get_by_label("Your words, if you like").fill("I was about to say")

    leave(membership=cast.seat("sam"), now=timezone.now())
    began = monotonic()
    expect(sam.locator("#say")).to_contain_text("no longer open to you")

    assert monotonic() - began < ENDS_WITHIN
    assert "Only for this group." not in sam.content()
    expect(sam.locator(".message")).to_have_count(0)
    expect(sam.get_by_role("button", name="Send")).to_be_hidden()
    answer = sam.reload()
    assert answer is not None
    assert answer.status == 404
    expect(ana.locator("#messages")).to_contain_text("Only for this group.")


def test_a_shared_device_keeps_no_words(cast: Cast, room: Room, live_page_of: Callable[..., Page]) -> None:
    sam = in_the_room(live_page_of(cast.sam), room)
    say(sam, "Said.")
    expect(sam.locator("#messages")).to_contain_text("Said.")
    sam.get_by_label("Your words, if you like").fill("Not said")

    kept = sam.evaluate("() => [localStorage.length, sessionStorage.length, document.cookie.includes('aid')]")
    assert kept == [0, 0, False]
    sam.reload()
    expect(sam.get_by_label("Your words, if you like")).to_have_value("")


def test_words_under_way_while_the_server_restarts_arrive_once(
    cast: Cast, room: Room, web: Web, live_page_of: Callable[..., Page]
) -> None:
    sam, ana = (in_the_room(live_page_of(user), room) for user in (cast.sam, cast.ana))
    say(sam, "Before.")
    expect(ana.locator("#messages")).to_contain_text("Before.")

    web.stop()
    say(sam, "Meanwhile.")
    expect(sam.locator("#outbox")).to_contain_text("Not sent yet.")
    expect(sam.locator("#link-says")).to_contain_text("The connection is away for a moment.")
    again = Web(port=web.port).start()
    try:
        for page in (sam, ana):
            expect(page.locator("#messages .message__text")).to_have_text(["Before.", "Meanwhile."])
        expect(sam.locator("#outbox li")).to_have_count(0)
        expect(sam.locator("#link-says")).to_have_text("Connected again.")
    finally:
        again.stop()

    assert Message.objects.filter(text="Meanwhile.").count() == 1


def test_where_no_socket_gets_through_words_come_and_go_by_plain_requests(
    cast: Cast, room: Room, live_page_of: Callable[..., Page]
) -> None:
    sam = live_page_of(cast.sam)
    sam.route_web_socket(re.compile("/ws/"), lambda socket: socket.close(code=1011))
    in_the_room(sam, room)
    ana = in_the_room(live_page_of(cast.ana), room)

    say(ana, "Can you read me?")
    expect(sam.locator("#messages")).to_contain_text("Can you read me?")
    for words in ("Yes.", "Always."):
        say(sam, words)
    sam.get_by_label("Your words, if you like").fill("Not said yet")
    sam.locator("#outbox li", has_text="Yes.").get_by_role("button", name="Try again").click()

    for page in (sam, ana):
        expect(page.locator("#messages .message__text")).to_have_text(["Can you read me?", "Yes."])
    expect(sam.locator("#outbox .message__text")).to_have_text(["Always."])
    expect(sam.get_by_label("Your words, if you like")).to_have_value("Not said yet")
    assert Message.objects.count() == 2


def test_words_that_are_refused_by_a_plain_request_stay_and_say_why(
    cast: Cast, room: Room, live_page_of: Callable[..., Page]
) -> None:
    sam = live_page_of(cast.sam)
    sam.route_web_socket(re.compile("/ws/"), lambda socket: socket.close(code=1011))
    in_the_room(sam, room)
    say(sam, "Yes.")

    close(room=room, by=cast.seat("noor"), now=timezone.now())
    sam.get_by_role("button", name="Try again").click()

    expect(sam.locator("#outbox")).to_contain_text("Not sent. The room is closed now.")
    expect(sam.locator("#outbox")).to_contain_text("Yes.")
