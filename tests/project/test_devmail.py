"""The kept mail, for trying things out."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import NoReverseMatch, reverse

from supportgroup.mail import KeptMail
from tests.project import development_urls

trying = pytest.mark.urls(development_urls.__name__)


@pytest.fixture
def inbox(settings: Any, tmp_path: Path, db: None) -> Path:
    settings.DEBUG, settings.MAIL_DIR = True, tmp_path / "mail"
    return tmp_path / "mail"


def keep(subject: str, text: str) -> None:
    letter = EmailMultiAlternatives(subject, text, "Evenings <hello@localhost>", ["sam@example.org"])
    letter.attach_alternative("<p>the other part</p>", "text/html")
    KeptMail().send_messages([letter])


@trying
def test_the_newest_mail_comes_first(inbox: Path) -> None:
    keep("First", "…")
    keep("Second", "…")
    page = Client().get("/dev/mail/").content.decode()
    assert page.index("Second") < page.index("First")
    assert "sam@example.org" in page


@trying
def test_a_mail_shows_its_text_and_runs_none_of_it(inbox: Path) -> None:
    keep("Hello <b>you</b>", "Zwölf <script>alert(1)</script>")
    letter = re.findall(r"/dev/mail/[\w.-]+/", Client().get("/dev/mail/").content.decode())[0]
    page = Client().get(letter).content.decode()
    assert "Zwölf &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Hello &lt;b&gt;you&lt;/b&gt;" in page
    assert "the other part" not in page


@trying
def test_an_empty_inbox_is_a_page_too(inbox: Path) -> None:
    assert Client().get("/dev/mail/").status_code == 200


@trying
@pytest.mark.parametrize("name", ["..%2F..%2Fsecret-key", "secret-key", "20260101T000000.000000-00000000", "%00"])
def test_nothing_but_mail_is_shown(inbox: Path, name: str) -> None:
    assert Client().get(f"/dev/mail/{name}/").status_code == 404


@trying
def test_without_debug_there_is_no_such_page(inbox: Path, settings: Any) -> None:
    keep("First", "…")
    settings.DEBUG = False
    assert Client().get("/dev/mail/").status_code == 404


def test_a_real_installation_does_not_even_have_the_address(db: None) -> None:
    assert Client().get("/dev/mail/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("dev_mail")
