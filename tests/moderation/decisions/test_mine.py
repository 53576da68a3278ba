"""Whoever was decided about reads what, why, and what they can do; the other members read nothing."""

from datetime import datetime

import pytest
from django.urls import reverse

from groups.room.models import Room
from moderation.decisions import actions
from moderation.decisions.models import Decision
from moderation.reports.models import Behaviour
from tests.cast import Cast, client_of
from tests.moderation.said import held, reported, said

pytestmark = pytest.mark.django_db
MINE = reverse("decisions:mine")


def read_by(cast: Cast, name: str) -> str:
    return client_of(getattr(cast, name)).get(MINE).content.decode()


def test_the_author_of_hidden_words_reads_why(cast: Cast, room: Room, now: datetime) -> None:
    actions.hide(message=said(room, cast.seat("ana"), now=now), by=cast.noor, behaviour="advice", now=now)
    words = read_by(cast, "ana")
    for sentence in (
        "Something you wrote was taken out of the room.",
        "You should just move on.",
        "Being heard can be enough.",
        "Decided by Noor, who facilitates.",
        "You can say it again in other words",
    ):
        assert sentence in words


@pytest.mark.parametrize("name", ["sam", "olu"])
def test_nobody_else_reads_it(name: str, cast: Cast, room: Room, now: datetime) -> None:
    actions.hide(message=said(room, cast.seat("ana"), now=now), by=cast.noor, now=now)
    assert "Nothing was decided about anything of yours." in read_by(cast, name)


def test_nothing_tells_that_somebody_reported(cast: Cast, room: Room, now: datetime) -> None:
    report = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    actions.answer_by_hiding(report=report, by=cast.max, now=now)
    words = read_by(cast, "ana")
    assert "Decided by a moderator of the organisation." in words
    assert "Sam" not in words
    assert "report" not in words.lower().replace("reports/", "")


def test_every_kind_of_decision_is_told(cast: Cast, room: Room, now: datetime) -> None:
    actions.release(message=held(room, cast.seat("ana"), now=now).message, by=cast.noor, now=now)
    actions.keep(hold=held(room, cast.seat("ana"), now=now), by=cast.noor, behaviour=Behaviour.CONTACT, now=now)
    actions.ask_to_leave(session=room.session, subject=cast.seat("ana"), by=cast.noor, now=now)
    words = read_by(cast, "ana")
    for sentence in (
        "had waited, and is now shown to the group",
        "was kept from the group",
        "You were asked to leave a session.",
        "you are welcome at the next one",
    ):
        assert sentence in words


def test_what_was_undone_is_told_too(cast: Cast, room: Room, now: datetime) -> None:
    actions.ask_to_leave(session=room.session, subject=cast.seat("ana"), by=cast.noor, now=now)
    actions.undo(decision=Decision.objects.get(), by=cast.idris, now=now)
    words = read_by(cast, "ana")
    assert "This was undone: you are welcome in that session." in words
    assert "Your seat in the group is yours" not in words


def test_the_page_takes_few_queries(
    cast: Cast, room: Room, now: datetime, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        actions.hide(message=said(room, cast.seat("ana"), now=now), by=cast.noor, now=now)
    client = client_of(cast.ana)
    with django_assert_max_num_queries(6):
        assert client.get(MINE).status_code == 200
