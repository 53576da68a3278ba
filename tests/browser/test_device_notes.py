"""Notes on a device in a real browser: asked for by a tap, shown without a word, stopped again.

A browser subscribes at its maker's push service, which is not here: what it would give stands in its place. What the
browser does when it is rung is its own; the ring comes over the protocol of its developer tools.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from groups.people.models import PushDevice
from tests.browser.looking import complaints
from tests.cast import Cast
from tests.pushing import NAME, browser_keys

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAGE = "/settings/devices/notes/"
GIVEN = {"endpoint": f"https://{NAME}/wpush/sams", "expirationTime": None, "keys": browser_keys()}
IN_PLACE_OF_THE_MAKER = f"PushManager.prototype.subscribe = async () => ({json.dumps(GIVEN)});"
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map((one) => [one.title, one.body, one.tag])"""


@pytest.fixture
def page(cast: Cast, offered: None, page_of: Callable[..., Page], live_server: Any) -> Page:
    """Sam's, in a browser that may show notes."""
    page = page_of(cast.sam)
    page.context.grant_permissions(["notifications"], origin=live_server.url)
    page.add_init_script(IN_PLACE_OF_THE_MAKER)
    page.goto(PAGE)
    return page


def turn_on(page: Page) -> None:
    page.get_by_role("button", name="Let notes come here").click()
    expect(page.get_by_text("Notes come to this device from now on.")).to_be_visible()


def ring(page: Page, origin: str) -> None:
    """As a push service would have the browser do."""
    tools = page.context.new_cdp_session(page)
    seen: dict[str, Any] = {}

    def note(event: dict[str, Any]) -> None:
        seen.update(event)

    tools.on("ServiceWorker.workerRegistrationUpdated", note)
    tools.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    [registration] = seen["registrations"]
    given = {"origin": origin, "registrationId": registration["registrationId"], "data": ""}
    tools.send("ServiceWorker.deliverPushMessage", given)


def shown(page: Page) -> list[list[str]]:
    for _ in range(100):
        if notes := page.evaluate(SHOWN):
            return list(notes)
        page.wait_for_timeout(100)
    return []


def test_notes_come_after_a_tap_and_show_the_same_line_whatever_number_rings(
    page: Page, cast: Cast, live_server: Any
) -> None:
    turn_on(page)
    assert PushDevice.objects.get().user == cast.sam
    expect(page.get_by_text("Notes come to this device.", exact=True)).to_be_visible()
    for _ in range(3):
        ring(page, live_server.url)
    assert shown(page) == [["Evenings", "There is something for you to read.", "note"]]


def test_a_browser_that_gets_a_new_address_tells_it_by_itself(page: Page, cast: Cast) -> None:
    turn_on(page)
    PushDevice.objects.all().delete()
    [worker] = page.context.service_workers
    worker.evaluate(f"() => {{ {IN_PLACE_OF_THE_MAKER} }}")
    worker.evaluate("() => { self.dispatchEvent(new ExtendableEvent('pushsubscriptionchange')); }")
    for _ in range(100):
        if PushDevice.objects.exists():
            break
        page.wait_for_timeout(100)
    assert PushDevice.objects.get().user == cast.sam


def test_one_can_be_looked_at_before_any_rings(page: Page) -> None:
    turn_on(page)
    page.get_by_role("button", name="Show me one").click()
    assert shown(page) == [["Evenings", "There is something for you to read.", "note"]]


def test_they_are_stopped_where_they_were_begun(page: Page) -> None:
    turn_on(page)
    page.get_by_role("button", name="Stop notes here").click()
    expect(page.get_by_text("No notes come there any more.")).to_be_visible()
    assert not PushDevice.objects.exists()
    expect(page.get_by_role("button", name="Let notes come here")).to_be_visible()


def test_the_browser_is_asked_by_a_tap_only_and_no_is_fine(
    cast: Cast, offered: None, page_of: Callable[..., Page]
) -> None:
    page = page_of(cast.sam)
    page.add_init_script(
        "window.asked = 0;"
        "Notification.requestPermission = async () => { window.asked += 1; return 'default'; };"
        "Object.defineProperty(Notification, 'permission', { get: () => 'default' });"
    )
    page.goto(PAGE)
    on = page.get_by_role("button", name="Let notes come here")
    expect(on).to_be_visible()
    assert page.evaluate("window.asked") == 0
    on.click()
    expect(page.get_by_role("status").get_by_text("That is fine. Nothing comes here.")).to_be_visible()
    assert page.evaluate("window.asked") == 1
    assert not PushDevice.objects.exists()


def test_a_browser_that_gives_what_is_not_used_here_is_told(page: Page, settings: Any) -> None:
    settings.PUSH_HOSTS = ["elsewhere.example.org"]
    page.get_by_role("button", name="Let notes come here").click()
    expect(page.get_by_text("rung by a service that is not used here")).to_be_visible()


def test_a_browser_that_cannot_says_so(cast: Cast, offered: None, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.sam)
    page.add_init_script("delete window.PushManager;")
    page.goto(PAGE)
    expect(page.get_by_text("This browser shows no notes.")).to_be_visible()
    expect(page.get_by_role("button", name="Let notes come here")).to_be_hidden()


def test_without_a_script_the_page_says_why(cast: Cast, offered: None, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.sam, java_script_enabled=False)
    page.goto(PAGE)
    expect(page.get_by_text("needs a script for that")).to_be_visible()


def test_the_page_is_right_on_and_off(page: Page) -> None:
    assert list(complaints(page)) == []
    page.set_viewport_size({"width": 390, "height": 844})
    turn_on(page)
    page.mouse.move(0, 0)
    assert list(complaints(page)) == []
