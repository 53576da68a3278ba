"""No answer tells whether an address has an account: not by a byte, not by a header, not by its time."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.alike import MILLISECONDS, WATCH, milliseconds_between, plain, watched
from tests.cast import person

pytestmark = pytest.mark.slow  # Each rule is asked of three kinds of addresses.

Ask = Callable[[Client, str], Any]
DETAILS = {"chosen_name": "Juniper", "time_zone": "Europe/Lisbon", "adult": "on", "understood": "on"}
KNOWN, CLOSED, UNKNOWN = "known@example.org", "close@example.org", "newer@example.org"
AFTERWARDS = (
    "/",
    "/account/login/",
    "/account/signup/",
    "/account/login/code/",
    "/account/login/code/confirm/",
    "/account/confirm-email/",
    "/account/email/",
    "/account/reauthenticate/",
    "/settings/",
)


def posted(path: str, name: str, **fields: str) -> Ask:
    def ask(client: Client, address: str) -> Any:
        return client.post(path, {name: address, **fields})

    return ask


def then(first: Ask, path: str, **fields: str) -> Ask:
    """The second step; the first is not looked at."""

    def ask(client: Client, address: str) -> Any:
        first(client, address)
        cache.clear()
        return client.post(path, fields) if fields else client.get(path)

    return ask


SIGN_UP = posted("/account/signup/", "email", **DETAILS)
BY_PASSKEY = posted("/account/signup/passkey/", "email", **DETAILS)
SIGN_IN = posted("/account/login/", "login")
BY_CODE = posted("/account/login/code/", "email")
ADD = posted("/account/email/", "email", action_add="")

STRANGERS: dict[str, Ask] = {
    "sign-up": SIGN_UP,
    "sign-up, the page for the code": then(SIGN_UP, "/account/confirm-email/"),
    "sign-up, a wrong code": then(SIGN_UP, "/account/confirm-email/", code="WRONG1"),
    "sign-up, another code": then(SIGN_UP, "/account/confirm-email/", action="resend"),
    "sign-up by passkey": BY_PASSKEY,
    "sign-in": SIGN_IN,
    "sign-in, the page for the code": then(SIGN_IN, "/account/login/code/confirm/"),
    "sign-in, a wrong code": then(SIGN_IN, "/account/login/code/confirm/", code="WRONG1"),
    "sign-in, another code": then(SIGN_IN, "/account/login/code/confirm/", action="resend"),
    "sign-in by code": BY_CODE,
}
MEMBERS: dict[str, Ask] = {
    "another address of mine": ADD,
    "another address of mine, the page for the code": then(ADD, "/account/confirm-email/"),
    "another address of mine, a wrong code": then(ADD, "/account/confirm-email/", code="WRONG1"),
    "keeping apart": posted("/settings/apart/", "address", label="R."),
}
ALL = [*STRANGERS, *MEMBERS]


@pytest.fixture
def world(db: None) -> Iterator[None]:
    person("known")
    person("close", is_active=False)
    cache.clear()
    yield
    cache.clear()


def somebody(which: str) -> Callable[[], Client]:
    """Browsers that have not been used yet."""
    if which in STRANGERS:
        return lambda: watched(None)
    me = person("me")
    return lambda: watched(me)


def step(which: str) -> Ask:
    return (STRANGERS | MEMBERS)[which]


@pytest.mark.parametrize("which", ALL)
def test_every_address_gets_the_same_answer_and_the_same_pages_afterwards(world: None, which: str) -> None:
    seen, browser = [], somebody(which)
    for address in (KNOWN, UNKNOWN, CLOSED):
        cache.clear()
        client = browser()
        answers = [step(which)(client, address)] + [client.get(path) for path in AFTERWARDS]
        seen.append([plain(answer, address) for answer in answers])
    assert seen[0] == seen[1]
    assert seen[0] == seen[2]


@pytest.mark.parametrize("which", ALL)
def test_as_many_mails_are_sent_whose_ever_the_address_is(world: None, which: str) -> None:
    sent, browser = [], somebody(which)
    for address in (KNOWN, UNKNOWN, CLOSED):
        cache.clear()
        mail.outbox.clear()
        step(which)(browser(), address)
        assert {letter.to[0] for letter in mail.outbox} <= {address}
        sent.append(len(mail.outbox))
    assert sent == [sent[0]] * 3
    assert sent[0] == {"keeping apart": 0}.get(which, 2 if which.endswith("another code") else 1)


@pytest.mark.parametrize("first", [SIGN_UP, SIGN_IN])
def test_so_does_whoever_guesses_codes_until_no_more_are_taken(world: None, first: Ask) -> None:
    seen = []
    for address in (KNOWN, UNKNOWN):
        cache.clear()
        client = watched(None)
        page = first(client, address)["Location"]
        seen.append([plain(client.post(page, {"code": f"WRONG{n}"}), address) for n in range(5)])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("first", [SIGN_UP, SIGN_IN])
def test_so_does_whoever_asks_too_often(world: None, first: Ask) -> None:
    seen = []
    for address in (KNOWN, UNKNOWN):
        cache.clear()
        seen.append([plain(first(watched(None), address), address) for _ in range(4)])
    assert seen[0] == seen[1]


@pytest.mark.one_engine
@pytest.mark.django_db(transaction=True)  # What a commit costs, too.
@pytest.mark.parametrize("which", ALL)
def test_every_address_gets_its_answer_in_the_same_time(which: str, settings: Any) -> None:
    if which.endswith("another code"):  # Everywhere else one mail is sent in any case, as is asked above.
        settings.EMAIL_BACKEND = "tests.alike.PostOffice"
    person("known")
    browser, numbers = somebody(which), itertools.count(10_000)

    def tried(address: Callable[[], str]) -> Callable[[], float]:
        def ask() -> float:
            cache.clear()
            step(which)(browser(), address())
            mail.outbox.clear()
            return WATCH.seconds

        return ask

    between = milliseconds_between(tried(lambda: KNOWN), tried(lambda: f"n{next(numbers)}@example.org"))
    assert between < MILLISECONDS


def test_five_milliseconds_would_be_heard() -> None:
    assert milliseconds_between(lambda: 0.010, lambda: 0.0151, times=3) > MILLISECONDS
