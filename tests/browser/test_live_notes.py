"""A note comes while the page is open: it says so where nothing moves, and stands there after one tap."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, WebSocketRoute, expect

from groups.people.models import User
from groups.reminders import intentions
from groups.reminders.actions import plan, send_due
from groups.schedule.models import Session
from supportgroup.local.valkey import Valkey
from tests.cast import Cast, meeting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORDS = "Say hello first."
PLACES = """() => [...document.querySelectorAll("main h1, main h2, main a, main p, footer")]
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect().top])
  .filter(([words]) => words && !words.includes("new"))"""


@pytest.fixture
def coming(cast: Cast) -> Session:
    """A session in less than a day; Sam has written to himself some hours ago."""
    now = timezone.now()
    User.objects.update(quiet_from=None, quiet_to=None)
    session = meeting(cast.group, starts_at=now + timedelta(hours=23))
    before = now - timedelta(hours=2)
    intentions.keep(membership=cast.seat("sam"), words=WORDS, now=before)
    plan(now=before)
    return session


def hold(lines: list[WebSocketRoute], line: WebSocketRoute) -> None:
    lines.append(line)


def send() -> None:
    """As a worker does it: in a thread of its own, where no browser's event loop runs."""
    with ThreadPoolExecutor(1) as worker:
        worker.submit(_send).result()


def _send() -> None:
    try:
        while send_due(now=timezone.now()):
            pass
    finally:
        connections.close_all()


def listens(page: Page) -> None:
    """The line to the server is open, and its door has been passed."""
    page.wait_for_function("() => !document.querySelector('[data-line]').hidden")
    page.wait_for_timeout(1_500)


@pytest.mark.parametrize("address", ["/", "/notes/"])
def test_a_note_appears_while_the_page_is_open_and_nothing_moves(
    cast: Cast, coming: Session, live_page_of: Callable[..., Page], address: str
) -> None:
    page = live_page_of(cast.sam, viewport={"width": 1280, "height": 2400})
    page.goto(address)
    listens(page)
    before = page.evaluate(PLACES)

    send()

    expect(page.get_by_role("status").filter(has_text="Something is new.")).to_be_visible()
    assert page.evaluate(PLACES) == before
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("[data-note]").filter(has_text=WORDS)).to_be_visible()
    assert page.evaluate("() => document.activeElement.hasAttribute('data-note')")
    expect(page.get_by_role("button", name="Show it")).to_be_hidden()


def test_what_came_by_itself_is_put_aside_like_everything_else(
    cast: Cast, coming: Session, live_page_of: Callable[..., Page]
) -> None:
    page = live_page_of(cast.sam)
    page.goto("/notes/")
    listens(page)
    send()
    page.get_by_role("button", name="Show it").click()
    page.locator("[data-note]").filter(has_text=WORDS).get_by_role("button", name="Put aside").click()
    expect(page.locator("[data-note]").filter(has_text=WORDS)).to_have_count(0)


def test_out_of_sight_it_stands_there_at_once(cast: Cast, coming: Session, live_page_of: Callable[..., Page]) -> None:
    page = live_page_of(cast.sam, viewport={"width": 390, "height": 300})
    page.goto("/")
    listens(page)
    send()
    expect(page.locator("[data-note]").filter(has_text=WORDS)).to_have_count(1)
    expect(page.get_by_role("button", name="Show it")).to_be_hidden()
    assert page.evaluate("() => scrollY") == 0


def test_while_redis_is_away_it_appears_with_the_next_look(
    cast: Cast, coming: Session, live_page_of: Callable[..., Page], valkey: Valkey
) -> None:
    page = live_page_of(cast.sam)
    page.clock.install()
    page.goto("/")
    page.clock.run_for(2_000)
    valkey.stop()
    try:
        send()
        page.wait_for_timeout(2_000)
        expect(page.get_by_role("button", name="Show it")).to_be_hidden()
        page.clock.run_for(61_000)
        expect(page.get_by_role("button", name="Show it")).to_be_visible()
    finally:
        valkey.start()


def test_when_the_server_comes_back_the_page_asks_what_it_has_not_heard(
    cast: Cast, coming: Session, page_of: Callable[..., Page]
) -> None:
    page, lines = page_of(cast.sam), []
    page.route_web_socket(re.compile("/ws/notes/"), lambda line: hold(lines, line))
    page.goto("/")
    page.wait_for_timeout(500)
    send()
    lines[0].close(code=1012)
    expect(page.get_by_role("button", name="Show it")).to_be_visible()
    assert len(lines) == 2


def test_signed_out_elsewhere_the_page_asks_no_more(
    cast: Cast, coming: Session, live_page_of: Callable[..., Page]
) -> None:
    page, asked = live_page_of(cast.sam), []
    page.goto("/")
    listens(page)
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda line: asked.append(line.url))
    SignIn.objects.all().delete()
    page.wait_for_function("() => document.querySelector('[data-line]').hidden")
    page.wait_for_timeout(3_000)
    assert asked == []


def test_without_scripts_everything_stands_there_on_the_next_page(
    cast: Cast, coming: Session, live_page_of: Callable[..., Page]
) -> None:
    page: Any = live_page_of(cast.sam, java_script_enabled=False)
    page.goto("/")
    send()
    page.goto("/")
    expect(page.locator("[data-note]").filter(has_text=WORDS)).to_be_visible()
    expect(page.get_by_role("button", name="Show it")).to_be_hidden()
