"""Somebody stops mail while workers are sending it: real threads, on PostgreSQL."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client

from groups.people import actions, delivery, trouble
from groups.people.letters import write_to
from groups.people.models import Letter, LetterKind, LetterState, MailTrouble, User
from groups.people.tokens import stop_token
from groups.people.wishes import Channel, Topic, Wishes
from tests.cast import Cast, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def link(user: User, topic: str) -> str:
    return f"/mail/stop/{stop_token(user.pk, topic)}/"


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Mails that left and stops that were answered, in the order in which they happened."""
    seen: list[str] = []
    send_messages = EmailBackend.send_messages

    def send(self: EmailBackend, messages: Sequence[Any]) -> int:
        seen.append(messages[0].to[0])
        return send_messages(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return seen


@pytest.mark.parametrize("turn", range(5))
def test_once_it_is_answered_no_worker_begins_another_mail(cast: Cast, happened: list[str], turn: int) -> None:
    workers = 3
    for _ in range(12):
        for user in (cast.sam, cast.ana):
            write_to(user=user, kind=LetterKind.ANSWER, about=uuid.uuid4(), path="/somewhere/", now=NOON)

    def stop() -> None:
        assert Client().post(link(cast.sam, Topic.PLACE), ONE_CLICK).status_code == 200
        happened.append("stopped")

    at_once([stop, *[lambda: [delivery.post(limit=5, now=NOON) for _ in range(8)]] * workers])
    while delivery.post(limit=50, now=NOON):
        pass
    # What a worker had begun may still leave, one at each; whatever it looks at afterwards does not.
    after = happened[happened.index("stopped") :]
    assert after.count("sam@example.org") <= workers
    states = Letter.objects.filter(user=cast.sam).values_list("state", flat=True)
    assert list(states).count(LetterState.SENT) == happened.count("sam@example.org")
    assert set(states) <= {LetterState.SENT, LetterState.DROPPED}
    assert happened.count("ana@example.org") == len([one for one in mail.outbox if one.to == ["ana@example.org"]]) == 12


def test_stopping_two_kinds_at_once_stops_both(cast: Cast) -> None:
    topics = [Topic.FIRST, Topic.SECOND, Topic.NEWS, Topic.PLACE]
    at_once([lambda topic=topic: Client().post(link(cast.sam, topic), ONE_CLICK) for topic in topics])
    wishes = Wishes(User.objects.get(pk=cast.sam.pk).wishes)
    assert [Channel.MAIL in wishes.ways(topic) for topic in topics] == [False] * 4


def test_of_several_who_hear_that_it_comes_back_one_marks_it(cast: Cast) -> None:
    version, told = cast.sam.wishes_version, list[bool]()
    given = {"address": cast.sam.email, "now": NOON}
    at_once([lambda: told.append(trouble.mark(trouble=MailTrouble.BOUNCED, **given))] * 4)
    assert sorted(told) == [False, False, False, True]
    assert User.objects.get(pk=cast.sam.pk).wishes_version == version + 1


def test_what_is_changed_elsewhere_stands_beside_what_is_stopped(cast: Cast) -> None:
    at_once(
        [
            lambda: Client().post(link(cast.sam, Topic.FIRST), ONE_CLICK),
            lambda: actions.choose(user=cast.sam, topic=Topic.OPEN, ways=[Channel.IN_APP]),
        ]
    )
    wishes = Wishes(User.objects.get(pk=cast.sam.pk).wishes)
    assert Channel.MAIL not in wishes.ways(Topic.FIRST)
    assert wishes.ways(Topic.OPEN) == {Channel.IN_APP}
