"""Mail about accounts tells nothing to whoever looks over a shoulder."""

import re
from email.message import Message
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core import mail
from django.test import Client, RequestFactory

from groups.organisation.models import Organisation
from tests.cast import Cast

TELLING = re.compile(r"support|group|trauma|lonel|therap|session|member|crisis|help", re.IGNORECASE)
NOTICES = [
    "account/email/email_changed",
    "account/email/email_deleted",
    "account/email/email_confirm",
    "mfa/email/recovery_codes_generated",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
]


def sent() -> Any:
    return mail.outbox[-1]


def check_neutral() -> None:
    letter = sent()
    html = str(letter.alternatives[0].content)
    for text in (letter.subject, re.sub(r"https?://\S+", "", str(letter.body)), re.sub(r"<[^>]+>", "", html)):
        assert not TELLING.search(text.replace("example.org", "")), text
    assert letter.from_email == "Evenings <hello@localhost>"
    assert letter.message()["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("address", ["sam@example.org", "nobody@example.org"])
def test_the_mail_with_a_code_is_neutral(cast: Cast, address: str) -> None:
    Client().post("/account/login/", {"login": address})
    assert sent().to == [address]
    assert sent().subject == "Your code"
    check_neutral()


@pytest.mark.parametrize("address", ["sam@example.org", "new@example.org"])
def test_the_mail_about_a_sign_up_is_neutral(cast: Cast, address: str) -> None:
    given = {"email": address, "chosen_name": "Juniper", "time_zone": "UTC", "adult": "on", "understood": "on"}
    Client().post("/account/signup/", given)
    assert sent().subject == "Your code"
    check_neutral()


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_about_the_account_is_neutral_and_names_no_device(cast: Cast, notice: str) -> None:
    request = RequestFactory().get("/", headers={"user-agent": "Telltale/1.0"})
    with context.request_context(request):
        given = {"from_email": "a@example.org", "to_email": "b@example.org", "deleted_email": "a@example.org"}
        get_adapter(request).send_notification_mail(notice, cast.sam, given)
    assert sent().subject == "Your account"
    check_neutral()
    assert "Telltale" not in str(sent().body)
    assert "127.0.0.1" not in str(sent().body)


def test_text_and_html_say_the_same(cast: Cast) -> None:
    Client().post("/account/login/", {"login": "sam@example.org"})
    letter: Message = sent().message()
    kinds = [part.get_content_type() for part in letter.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    html = re.sub(r"<title>.*</title>|<[^>]+>", "", str(sent().alternatives[0].content))
    assert html.split() == str(sent().body).split()


def test_the_organisation_chooses_the_name_that_mail_comes_from(cast: Cast) -> None:
    Organisation.objects.create(mail_from_name="Willow", neutral_name="Tuesdays")
    Client().post("/account/login/", {"login": "sam@example.org"})
    assert sent().from_email == "Willow <hello@localhost>"
    assert "Tuesdays" in str(sent().body)
