"""What an installation may set: whatever cannot be right stops the start, and is named."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from supportgroup import env, providers, vapid

KEY = "a key of more than thirty-two characters"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """An environment in which nothing of ours is set, and no `.env`; what a test sets there is gone afterwards."""
    before = dict(os.environ)
    for name in env.KNOWN:
        os.environ.pop(name, None)
    monkeypatch.setattr(env, "BASE_DIR", tmp_path)
    os.environ["SECRET_KEY"] = KEY
    yield
    os.environ.clear()
    os.environ.update(before)


def read(**given: str) -> env.Environment:
    os.environ.update(given)
    return env.read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("DEBUG", "2"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80a"),
        ("PORT", "-1"),
        ("PORT", "８０００"),
        ("SECRET_KEY", "too short"),
        ("SITE_URL", "groups.example.org"),
        ("SITE_URL", "ftp://groups.example.org"),
        ("SITE_URL", "https://groups.example.org/here"),
        ("SITE_URL", "https://groups.example.org?here"),
        ("SITE_URL", "https://somebody@groups.example.org"),
        ("SITE_URL", "https://groups.example.org:port"),
        ("SITE_URL", "https://[::1"),
        ("ALLOWED_HOSTS", "https://groups.example.org"),
        ("ALLOWED_HOSTS", "groups.example.org:8000"),
        ("ALLOWED_HOSTS", "one.example.org two.example.org"),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "mysql://localhost/groups"),
        ("DATABASE_URL", "postgres://localhost:port/groups"),
        ("DATABASE_URL", "groups"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://localhost:99999"),
        ("MAIL_URL", "https://mail.example.org"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "anymail+pigeon://key@"),
        ("MAIL_URL", "anymail+postmark://key"),
        ("MAIL_URL", "anymail+postmark://"),
        ("MAIL_URL", "anymail+mailgun://key@"),
        ("MAIL_WEBHOOK_SECRET", "somebody:with-a-long-password-here"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@example.org, b@example.org"),
        ("MAIL_FROM", "a@example.org\nBcc: b@example.org"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TRUSTED_PROXY_COUNT", "many"),
        ("LOG_LEVEL", "LOUD"),
        ("PUSH_PRIVATE_KEY", "too short"),
        ("PUSH_PRIVATE_KEY", "A" * 43),
        ("PUSH_PRIVATE_KEY", "/" * 43),
        ("PUSH_CONTACT", "somebody@example.org"),
        ("PUSH_CONTACT", "mailto:nobody"),
        ("PUSH_CONTACT", "http://example.org"),
        ("PUSH_CONTACT", "https://"),
        ("PUSH_HOSTS", "https://push.example.org"),
        ("PUSH_HOSTS", "push.example.org:8443"),
        ("PUSH_HOSTS", "*"),
        ("PUSH_HOSTS", "127.0.0.1"),
        ("PUSH_HOSTS", "localhost"),
        ("SEALED_KEYS", "k1"),
        ("SEALED_KEYS", "k1="),
        ("SEALED_KEYS", "k1=" + "A" * 40),
        ("SEALED_KEYS", "Key=" + "A" * 43 + "="),
    ],
)
def test_a_value_that_cannot_be_right_is_named(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name} .*See .env.example"):
        read(**{name: value})


def test_every_setting_is_judged() -> None:
    cases: Any = next(
        mark for mark in test_a_value_that_cannot_be_right_is_named.pytestmark if mark.name == "parametrize"
    )
    judged = {name for name, _ in cases.args[1]} | {"DATA_DIR", "TEST_DATABASE_URL"}
    assert judged == env.KNOWN


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    with pytest.raises(ImproperlyConfigured, match=r"^DATA_DIR "):
        read()


def test_a_name_in_the_file_that_nobody_knows_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRETKEY=x\n")
    with pytest.raises(ImproperlyConfigured, match=r"^SECRETKEY in \.env is not a setting"):
        read()


def test_a_wrong_value_in_the_file_is_named_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=LOUD\n")
    with pytest.raises(ImproperlyConfigured, match=r"^LOG_LEVEL "):
        read()


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nTIME_ZONE=Europe/Paris\n")
    here = read(PORT="9001")
    assert (here.port, here.time_zone) == (9001, "Europe/Paris")


def test_a_real_installation_needs_a_key() -> None:
    os.environ["SECRET_KEY"] = ""
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is needed when DEBUG is off"):
        read()


def test_a_key_may_begin_with_any_character() -> None:
    assert read(SECRET_KEY=f"${KEY}").secret_key == f"${KEY}"


def test_while_trying_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    os.environ["SECRET_KEY"] = ""
    first = read(DEBUG="1").secret_key
    assert read(DEBUG="1").secret_key == first
    assert len(first) >= 64
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0


def test_nothing_set_is_a_machine_of_ones_own(tmp_path: Path) -> None:
    here = read()
    assert not here.debug
    assert here.site_url == "http://localhost:8000"
    assert here.allowed_hosts == ["localhost"]
    assert here.database_url == f"sqlite:///{tmp_path}/var/db.sqlite3"
    assert here.mail_url == ""


def test_an_empty_value_is_as_good_as_none() -> None:
    assert read(PORT="", SITE_URL="", TIME_ZONE=" ", MAIL_FROM="").port == 8000


def test_the_hosts_follow_the_address() -> None:
    assert read(SITE_URL="https://groups.example.org/").allowed_hosts == ["groups.example.org"]
    assert read(ALLOWED_HOSTS="a.example.org, b.example.org").allowed_hosts == ["a.example.org", "b.example.org"]


def test_a_key_for_devices_needs_somebody_to_turn_to() -> None:
    key = vapid.new_key()
    with pytest.raises(ImproperlyConfigured, match=r"^PUSH_CONTACT "):
        read(PUSH_PRIVATE_KEY=key)
    here = read(PUSH_PRIVATE_KEY=key, PUSH_CONTACT="https://example.org/contact")
    assert (here.push_private_key, here.push_contact) == (key, "https://example.org/contact")


def test_without_a_key_no_device_is_rung() -> None:
    assert (read().push_private_key, read().push_contact) == ("", "")


def test_whoever_tries_it_out_gets_a_key_that_stays(tmp_path: Path) -> None:
    given = {"DEBUG": "1", "DATA_DIR": str(tmp_path / "data"), "MAIL_FROM": "tea@example.org"}
    first = read(**given)
    assert len(vapid.public_key(first.push_private_key)) == 87
    assert read(**given).push_private_key == first.push_private_key
    assert first.push_contact == "mailto:tea@example.org"
    assert (tmp_path / "data" / "push-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("anymail+postmark://key@", "short:one"),
        ("anymail+postmark://key@", "without-a-colon-and-long-enough"),
        ("anymail+postmark://key@", ":without-a-name-and-long-enough"),
        ("anymail+postmark://key@", "name:without-plain-characters-é"),
        ("anymail+mailgun://key@mail.example.org", "short"),
        ("smtp://mail.example.org", "name:for-no-provider-at-all-here"),
    ],
)
def test_what_a_provider_proves_itself_with_is_judged(url: str, secret: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^MAIL_WEBHOOK_SECRET .*See .env.example"):
        read(MAIL_URL=url, MAIL_WEBHOOK_SECRET=secret)


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("anymail+postmark://key@", "name:long-enough-to-be-a-secret"),
        ("anymail+postmark://key%40%25@", ""),
        ("anymail+mailgun://key@mail.example.org", "0123456789abcdef0123456789abcdef"),
    ],
)
def test_a_provider_can_be_named(url: str, secret: str) -> None:
    here = read(MAIL_URL=url, MAIL_WEBHOOK_SECRET=secret)
    assert (here.mail_url, here.mail_webhook_secret) == (url, secret)


def test_a_provider_needs_the_package_that_speaks_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"^MAIL_URL names a provider; .*extra \[mail\]"):
        read(MAIL_URL="anymail+postmark://key@")
