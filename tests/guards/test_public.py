"""Signing in is the default: what anybody may open stands here by name, with its reason."""

import pytest

from tests.guards.addresses import every_address

pytestmark = pytest.mark.one_engine

PUBLIC = {
    "healthz": "a supervisor asks; nothing about anybody is told",
    "readyz": "the same",
    "home:start": "the first page: what this is, for whoever is not signed in",
    "home:directory": "who looks for a group should see what there is before an account is asked for",
    "home:group": "the same; published groups only, and no member's name",
    "home:preview": "what a room looks like is known before anybody asks for a seat; the picture tells no member",
    "home:practice": "trying a room out comes before joining; nothing of it is kept",
    "home:practice_of_group": "the same, on the way to a published group",
    "invitations:invitation": "whoever holds the link reads what it is about; accepting asks for a sign-in",
    "schedule:by_mail": "one tap from a mail answers for one day; a sign-in in between is what keeps people from it",
    "calendars:feed": "calendar programs cannot sign in: the address itself is the key, and dies with the seat",
    "organisation:help": "whom to call tonight has no condition",
    "organisation:grounding": "nor has a card that steadies",
    "organisation:exit": "leaving works for everybody, and ends what there is to end",
    "organisation:trust": "who can read what is known before anybody writes",
    "people:look": "light or dark is a cookie; forms of signed-out pages need it too",
    "people:stop": "whoever gets a mail stops it by one tap; the address itself is the key (RFC 8058)",
    "people:push_worker": "a browser asks for it by itself, whoever is signed in; it says the same to everybody",
    "people:manifest": "browsers ask for it without a cookie; it holds the neutral name",
    "mail_events": "the mail provider tells what came back, and proves itself; without one there is no such page",
    "people:zone": "times are read by whoever looks for a group; the zone is a cookie",
    "account_login": "signing in",
    "account_request_login_code": "the same, by a code",
    "account_confirm_login_code": "the same",
    "account_logout": "asks signed-out people to sign in, in its own words",
    "account_inactive": "says that an account was closed",
    "account_signup": "making an account",
    "account_signup_by_passkey": "the same, with a passkey",
    "account_email_verification_sent": "the code of a new account is entered here",
    "mfa_authenticate": "the second step of signing in",
    "mfa_login_webauthn": "the same, with a passkey",
    "mfa_signup_webauthn": "making an account with a passkey",
}


def public_names() -> set[str]:
    return {address.name for address in every_address() if address.is_public}


def test_whatever_anybody_may_open_is_listed_with_a_reason() -> None:
    assert public_names() - set(PUBLIC) == set()
    assert all(PUBLIC.values())


def test_nothing_is_listed_that_has_closed_since() -> None:
    assert set(PUBLIC) - public_names() == set()
