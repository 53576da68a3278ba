"""Somebody new answers what is asked, by keyboard alone, on a telephone; and what a passkey says when it is silent."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from groups.people import questions
from groups.people.models import Boundary, User
from tests.browser.looking import SIZES
from tests.browser.test_by_hand import MOST_STEPS, press, step_to
from tests.browser.test_every_page import Console, keep_picture, wrong_with
from tests.cast import Cast, person, whole_cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return whole_cast(now=timezone.now())


@pytest.fixture
def wren(transactional_db: None) -> User:
    """Somebody who has just signed up."""
    return person("wren.b", chosen_name="Wren", next_question=questions.FIRST, time_zone="Europe/Lisbon")


def go_on(page: Page) -> None:
    press(page, page.get_by_role("button", name="Keep and go on"))


def not_now(page: Page) -> None:
    press(page, page.get_by_role("button", name="Not now"))


def step_to_choice(page: Page, choice: Locator) -> None:
    """Tab until it has the focus, and see that its card shows that."""
    for _ in range(MOST_STEPS):
        if choice.evaluate("element => element === document.activeElement"):
            ring = choice.evaluate("element => getComputedStyle(element.closest('.choice')).outlineStyle")
            assert ring != "none", "One cannot see where the focus is."
            return
        page.keyboard.press("Tab")
    pytest.fail(f"No way to {choice} by keyboard.")


def tick(page: Page, choice: Locator) -> None:
    step_to_choice(page, choice)
    page.keyboard.press("Space")


def choose(page: Page, name: str) -> None:
    """Go to the choices, then down to this one."""
    step_to_choice(page, page.get_by_role("radio", checked=True))
    for _ in range(5):
        if page.get_by_role("radio", name=name).is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"No way to {name}.")


def test_wren_is_asked_and_answers_by_keyboard_alone(wren: User, page_of: Callable[..., Page]) -> None:
    page = page_of(wren, viewport=SIZES["phone"])
    page.goto("/welcome/")

    step_to(page, page.get_by_label("Which pronouns are right for you?"))
    page.keyboard.type("they/them")
    go_on(page)
    expect(page.get_by_label("Your time zone")).to_have_value("Europe/Lisbon")
    go_on(page)
    tick(page, page.get_by_role("checkbox", name="Deutsch"))
    go_on(page)
    choose(page, "Say in one sentence")
    go_on(page)
    not_now(page)
    choose(page, "No advice")
    go_on(page)
    not_now(page)

    expect(page.get_by_role("status").first).to_contain_text("That was all.")
    user = User.objects.get(pk=wren.pk)
    assert (user.pronouns, user.languages, user.plain_mail) == ("they/them", "de", True)
    assert (user.boundary, user.next_question) == (Boundary.NO_ADVICE, "")


ASKED = [*(f"/welcome/{one}/" for one in questions.ORDER), *(f"/settings/{one}/" for one in questions.ORDER)]
ABOUT_SIGNING_IN = ["", "totp/deactivate/", "webauthn/", "webauthn/add/", "recovery-codes/generate/"]


def test_every_question_is_as_good_in_each_size_and_light(wren: User, page_of: Callable[..., Page]) -> None:
    page = page_of(wren, reduced_motion="reduce")
    console, wrong = Console(page), []
    for path in ASKED:
        answer = page.goto(path)
        assert answer is not None
        keep_picture(page, path.strip("/").replace("/", "-"))
        wrong += wrong_with(page, console, answer.status)
    assert not wrong, "\n".join(wrong)


def test_so_is_every_page_about_signing_in(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(cast.sam, reduced_motion="reduce")
    console, wrong = Console(page), []
    add_an_app(page, cast.sam)
    for path in [*(f"/account/2fa/{one}" for one in ABOUT_SIGNING_IN), "/settings/devices/"]:
        answer = page.goto(path)
        assert answer is not None
        keep_picture(page, path.strip("/").replace("/", "-"))
        wrong += wrong_with(page, console, answer.status)
    assert not wrong, "\n".join(wrong)


def add_an_app(page: Page, user: User) -> None:
    """As somebody does it, the app being played by us."""
    page.goto("/account/2fa/totp/activate/")
    keep_picture(page, "account-2fa-totp-activate")
    secret = page.locator(".code").inner_text()
    page.get_by_label("The six numbers").fill(numbers(secret))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", name="Your codes on paper")).to_be_visible()


def numbers(secret: str) -> str:
    """What an app shows now (RFC 6238)."""
    counter = int(time.time()) // 30
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def test_a_passkey_that_stays_silent_is_said_in_words(cast: Cast, page_of: Callable[..., Page]) -> None:
    page = page_of(None)
    page.goto("/account/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('no')); }")

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("The passkey has not answered.")).to_be_visible()


def test_sam_adds_a_passkey_and_signs_in_with_it(cast: Cast, page_of: Callable[..., Page], settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    page = page_of(cast.sam)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )

    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("What you call it").fill("My telephone")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Your codes on paper")).to_be_visible()
    keep_picture(page, "codes-on-paper")
    page.get_by_role("link", name="They are on paper").click()

    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Hello, Sam")).to_be_visible()
