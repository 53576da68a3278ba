"""Several workers over the same letters, and one person on several devices: real threads, on PostgreSQL."""

import uuid
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection

from groups.people import actions, delivery, questions
from groups.people.letters import write_to
from groups.people.models import Letter, LetterKind, LetterState, User
from tests.cast import Cast, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def test_four_workers_send_each_letter_once(cast: Cast) -> None:
    for _ in range(10):
        for user in (cast.sam, cast.ana):
            write_to(user=user, kind=LetterKind.ANSWER, about=uuid.uuid4(), path="/somewhere/", now=NOON)
    at_once([lambda: [delivery.post(limit=7, now=NOON) for _ in range(4)]] * 4)
    sent = Counter(letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert len(sent) == sum(sent.values()) == 20
    assert set(Letter.objects.values_list("state", "attempts")) == {(LetterState.SENT, 1)}


def test_the_same_thing_at_once_is_written_about_once(cast: Cast) -> None:
    about = uuid.uuid4()
    at_once([lambda: write_to(user=cast.sam, kind=LetterKind.ANSWER, about=about, path="/x/", now=NOON)] * 6)
    assert Letter.objects.count() == 1


def test_answers_from_two_devices_are_both_kept(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(next_question=questions.FIRST)
    here, there = User.objects.get(pk=cast.sam.pk), User.objects.get(pk=cast.sam.pk)
    at_once(
        [
            lambda: actions.answer(user=here, question="pronouns", changes={"pronouns": "they"}),
            lambda: actions.answer(user=there, question="boundary", changes={"boundary": "welcome"}),
        ]
    )
    user = User.objects.get(pk=cast.sam.pk)
    assert (user.pronouns, user.boundary) == ("they", "welcome")
