"""Codes, passkeys, addresses: each page is in our words, says what to put right, and leads on and back."""

import hashlib
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tests.cast import Cast, client_of

THEIRS = re.compile(
    r"security key|two-factor|authenticator app|reauthenticate|recovery code|this field is required|deactivate|activate"
    r"|incorrect code|alternative options|e-?mail address|successfully|passwordless",
    re.IGNORECASE,
)


def passkey(name: str) -> dict[str, Any]:
    """What is stored of a passkey that a browser has made (WebAuthn § 6.5, attestation "none")."""
    secret = ec.generate_private_key(ec.SECP256R1())
    public = AttestedCredentialData.create(
        Aaguid(bytes(16)), b"one key", ES256.from_cryptography_key(secret.public_key())
    )
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    made = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), flags, 0, public)
    said = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"challenge", "https://testserver")
    response = {
        "attestationObject": websafe_encode(AttestationObject.create("none", made, {})),
        "clientDataJSON": websafe_encode(said),
    }
    key = websafe_encode(b"one key")
    extensions = {"credProps": {"rk": True}}
    whole = {"id": key, "rawId": key, "type": "public-key", "response": response, "clientExtensionResults": extensions}
    return {"name": name, "credential": whole}


@pytest.fixture
def sure(cast: Cast) -> Client:
    """Sam's browser, in which the app, a passkey and the codes on paper are set up, and were asked for just now."""
    for kind, data in (
        (Authenticator.Type.TOTP, {"secret": "JBSWY3DPEHPK3PXP"}),
        (Authenticator.Type.WEBAUTHN, passkey("My telephone")),
        (Authenticator.Type.RECOVERY_CODES, {"seed": "y", "used_mask": 0}),
    ):
        Authenticator.objects.create(user=cast.sam, type=kind, data=data)
    client = client_of(cast.sam)
    session = client.session
    record = {"method": "mfa", "at": time.time(), "type": "totp", "reauthenticated": True}
    session["account_authentication_methods_user"] = str(cast.sam.pk)
    session["account_authentication_methods"] = [record]
    session.save()
    return client


def words(page: str) -> str:
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    return re.sub(r"<[^>]+>", " ", main[0])


def address(name: str) -> str:
    if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"}:
        return reverse(name, args=[Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk])
    return reverse(name)


PAGES = [
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_email",
]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_in_our_words_and_leads_back(sure: Client, name: str) -> None:
    answer = sure.get(address(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not THEIRS.search(words(page)), THEIRS.findall(words(page))
    assert "Not now" in page or 'class="back"' in page


def test_setting_up_an_app_says_each_step_and_what_to_put_right(cast: Cast) -> None:
    client = client_of(cast.sam)
    answer = client.post("/account/2fa/totp/activate/", {"code": ""})
    page = answer.content.decode()
    assert "Write the six numbers that your app shows." in page
    assert not THEIRS.search(words(page))
    assert "That did not fit." in client.post("/account/2fa/totp/activate/", {"code": "000000"}).content.decode()


def test_codes_on_paper_are_shown_once(sure: Client) -> None:
    page = sure.post("/account/2fa/recovery-codes/generate/", {}, follow=True).content.decode()
    assert page.count('class="code"') == 10
    assert "They are on paper" in page
    assert 'class="code"' not in sure.get("/account/2fa/recovery-codes/").content.decode()


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        ("/account/login/code/", {"email": ""}, "Write a mail address"),
        ("/account/login/code/", {"email": "x"}, "Write a mail address"),
        ("/account/login/code/confirm/", {"code": ""}, "Write the code that stands in the mail."),
        ("/account/login/code/confirm/", {"code": "WRONG1"}, "That is not the code that we sent."),
    ],
)
def test_signing_in_says_what_is_wanting(cast: Cast, path: str, given: dict[str, str], said: str) -> None:
    client = Client()
    if "confirm" in path:
        client.post("/account/login/", {"login": cast.sam.email})
    page = client.post(path, given).content.decode()
    assert said in page
    assert not THEIRS.search(words(page))


def test_the_code_of_a_new_account_too(db: None) -> None:
    client = Client()
    new = {"email": "a@example.org", "chosen_name": "Wren", "time_zone": "UTC", "adult": "on", "understood": "on"}
    client.post("/account/signup/", new)
    page = client.post("/account/confirm-email/", {"code": ""}).content.decode()
    assert "Write the code that stands in the mail." in page
    assert "This field is required" not in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": ""}, "Write the six numbers that your app shows, or one of your codes on paper."),
        ({"code": "000000"}, "That did not fit."),
        ({"credential": ""}, "The passkey has not answered."),
        ({"credential": '{"id": "x"}'}, "That did not fit."),
        ({"credential": "nonsense"}, "The passkey has not answered."),
        ({"credential": "[7]"}, "That did not fit."),
        ({"credential": '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}'}, "That did not fit."),
    ],
)
def test_the_second_step_says_what_is_wanting(sure: Client, cast: Cast, given: dict[str, str], said: str) -> None:
    from tests.groups.people.test_signup import code

    client = Client()
    where = client.post("/account/login/", {"login": cast.sam.email})["Location"]
    assert client.post(where, {"code": code()})["Location"] == "/account/2fa/authenticate/"
    page = client.get("/account/2fa/authenticate/").content.decode()
    assert "Your second step" in page
    assert not THEIRS.search(words(page))
    page = client.post("/account/2fa/authenticate/", given).content.decode()
    assert said in page
    assert not THEIRS.search(words(page))


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("mfa_reauthenticate", {"code": ""}, "Write the six numbers"),
        ("mfa_edit_webauthn", {"name": ""}, "Write a word by which you will know it again."),
        ("mfa_add_webauthn", {"name": "x", "credential": ""}, "The passkey has not answered."),
        ("mfa_add_webauthn", {"name": "x", "credential": '{"id": "x"}'}, "That did not fit."),
        ("mfa_add_webauthn", {"name": "x", "credential": '[1, "x"]'}, "That did not fit."),
        ("account_email", {"email": "", "action_add": ""}, "Write a mail address"),
    ],
)
def test_each_form_says_what_is_wanting(sure: Client, name: str, given: dict[str, Any], said: str) -> None:
    answer = sure.post(address(name), given)
    page = answer.content.decode()
    assert said in page, answer.headers
    assert not THEIRS.search(words(page)), THEIRS.findall(words(page))


def test_a_passkey_that_does_not_fit_leaves_people_where_they_stood(sure: Client) -> None:
    where = "/account/2fa/webauthn/reauthenticate/"
    answer = sure.post(where, {"credential": '{"id": "x"}', "next": "/settings/"})
    assert answer["Location"] == f"{where}?next=%2Fsettings%2F"
    page = sure.get(answer["Location"]).content.decode()
    assert "That did not fit." in page
    assert "Use a code instead" in page


@pytest.mark.parametrize("said", ["", "nonsense", "{}", "[1]", '{"id": "x"}', '{"response": {"userHandle": "eA"}}'])
def test_signing_in_by_a_passkey_that_nobody_made_is_an_answer_too(db: None, said: str) -> None:
    client = Client()
    client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/account/2fa/webauthn/login/", {"credential": said}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/account/login/"
    assert "That did not fit." in page or "The passkey has not answered." in page


def test_whoever_signed_in_long_ago_is_asked_once_more_and_comes_back(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.sam, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client = client_of(cast.sam)
    answer = client.get("/account/2fa/totp/deactivate/")
    assert answer["Location"].startswith("/account/2fa/reauthenticate/?next=")
    page = client.get(answer["Location"]).content.decode()
    assert "Once more, to be sure" in page
    assert 'name="next" value="/account/2fa/totp/deactivate/"' in page


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_ask_the_database_little(sure: Client, name: str, django_assert_max_num_queries: Any) -> None:
    where = address(name)
    # A question to a passkey is kept in the browser's session, which takes a few more.
    with django_assert_max_num_queries(14 if name in {"mfa_add_webauthn", "mfa_reauthenticate_webauthn"} else 9):
        sure.get(where)
