"""A line of the log never opens anything."""

import io
import logging
import logging.config
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from groups.people.tokens import token_for
from groups.schedule import links
from supportgroup import logs
from tests.cast import Cast, meeting


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What Django says of requests, as an installation would write it."""
    written, logger = io.StringIO(), logging.getLogger("django.request")
    handler = logging.StreamHandler(written)
    given: dict[str, Any] = logs.config("INFO")["formatters"]["line"]
    handler.setFormatter(logging.config.DictConfigurator({}).configure_custom(dict(given)))
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("It broke.")


@pytest.mark.parametrize("page", ["calendar", "answer", "invitation"])
def test_the_address_of_a_page_that_broke_opens_nothing(
    cast: Cast, now: Any, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    session, made = meeting(cast.group, starts_at=now), uuid4()
    secrets = {
        "calendar": (token_for("calendar", made), "/calendars/{}.ics", "groups.calendars.access.feed_for"),
        "answer": (
            links.answer_token(cast.seat("sam").pk, session.pk),
            "/answers/{}/",
            "groups.schedule.access.session_by_link",
        ),
        "invitation": (
            token_for("invitation", made),
            f"/invitations/{made}/{{}}/",
            "groups.invitations.access.invitation_for",
        ),
    }
    secret, address, door = secrets[page]
    monkeypatch.setattr(door, broken)
    Client(raise_request_exception=False).get(address.format(secret))
    said = lines.getvalue()
    assert "Internal Server Error" in said
    assert secret not in said
    assert not any(part in said for part in secret.split(":") if len(part) > 20)


def test_ids_stay_readable() -> None:
    known = f"/sessions/{uuid4()}/"
    assert logs.without_secrets(None, "", {"event": known}) == {"event": known}
