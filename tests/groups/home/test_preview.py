"""What somebody reads and tries before they ask: the facts, who facilitates, the room as a picture, a practice room."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from groups.facilitation.models import FacilitatorCard
from groups.home.preview import refusals
from groups.membership.models import Agreement, SupportGroup
from groups.organisation.models import Organisation
from groups.people.models import Apart, User
from groups.room.models import Message
from tests.cast import Cast, client_of, membership, person
from tests.groups.home.test_directory import seen, words_of

WORDS = "The walk by the river was slow."


def page_of(cast: Cast, which: str = "") -> str:
    return f"/groups/{cast.group.pk}/{which}"


def card(cast: Cast, **fields: Any) -> None:
    given: dict[str, Any] = {"training": "Listening, two years", "style": "I ask little."}
    FacilitatorCard.objects.create(membership=cast.seat("noor"), **given | fields)


def test_a_facilitators_card_is_read_by_everybody_once_they_agreed(cast: Cast, now: datetime) -> None:
    card(cast, shown_since=now)
    for user in (None, cast.olu, cast.sam):
        page = words_of(client_of(user), page_of(cast))
        assert "Listening, two years" in page
        assert "I ask little." in page


def test_until_then_it_is_read_by_nobody(cast: Cast) -> None:
    card(cast, shown_since=None)
    for user in (None, cast.olu, cast.sam, cast.idris):
        page = words_of(client_of(user), page_of(cast))
        assert "Listening" not in page
        assert "I ask little." not in page
        assert "With this group since" in page


def test_the_page_answers_what_one_would_ask_before_coming(cast: Cast, now: datetime) -> None:
    SupportGroup.objects.update(
        room_rules="Speak of yourself.\n\nNo advice, please.", pause_weeks=4, agreement_version=2
    )
    for version, words in ((1, "The old words"), (2, "We stay with what was said.")):
        Agreement.objects.create(group=cast.group, version=version, brief="Kindly.", words=words, made_at=now)
    Organisation.objects.update_or_create(defaults={"emergency_policy": "We call nobody without asking you."})
    page = words_of(client_of(None), page_of(cast))
    for answer in (
        "<li>Speak of yourself.</li><li>No advice, please.</li>",
        "up to 4 weeks",
        "Kindly.",
        "We stay with what was said.",
        "Version 2.",
        "We call nobody without asking you.",
        f'href="{page_of(cast, "preview/")}"',
        f'href="{page_of(cast, "practice/")}"',
    ):
        assert answer in page
    assert "The old words" not in page


def test_its_people_read_who_is_here_and_nobody_else_does(cast: Cast) -> None:
    for user in (cast.sam, cast.noor):
        page = words_of(client_of(user), page_of(cast))
        assert "Who is in this group" in page
        assert page.index("<span>Idris") < page.index("<span>Noor") < page.index("<span>Ana") < page.index("<span>Sam")
    for user in (None, cast.olu, cast.max, cast.ada):
        page = words_of(client_of(user), page_of(cast))
        assert "Who is in this group" not in page
        assert "Ana" not in page


def test_a_group_of_somebody_whom_one_may_not_meet_is_like_a_full_one(cast: Cast, now: datetime) -> None:
    wish = Apart.objects.create(owner=cast.ana, other=cast.olu, made_at=now)
    with CaptureQueriesContext(connection) as few:
        kept_apart = [seen(client_of(cast.olu), page_of(cast, which)) for which in ("", "preview/")]
    wish.delete()
    assert seen(client_of(cast.olu), page_of(cast)) != kept_apart[0]
    for n in range(6):
        membership(cast.group, person(f"n{n}"), now=now)
    with CaptureQueriesContext(connection) as full:
        assert [seen(client_of(cast.olu), page_of(cast, which)) for which in ("", "preview/")] == kept_apart
    assert len(few) == len(full)


def test_somebody_who_belongs_to_it_reads_the_truth_all_the_same(cast: Cast, now: datetime) -> None:
    Apart.objects.create(owner=cast.ana, other=cast.sam, made_at=now)
    for user in (cast.sam, cast.ana):
        assert "6 of 8 are free" in words_of(client_of(user), page_of(cast))


def test_the_picture_of_the_room_is_the_same_for_everybody_who_looks(cast: Cast, now: datetime) -> None:
    before = seen(client_of(None), page_of(cast, "preview/"))
    assert before.count("seat--open") == 8
    assert before.count("seat--facilitator") == 2
    assert "Idris and Noor facilitate." in before
    assert before.index("1. Look") < before.index("2. Practise") < before.index("3. Sit in") < before.index("4. Join")
    for n in range(6):
        membership(cast.group, person(f"n{n}"), now=now)
    assert seen(client_of(None), page_of(cast, "preview/")) == before


@pytest.mark.parametrize("which", ["preview/", "practice/"])
def test_the_room_of_an_unpublished_group_is_not_there_for_others(cast: Cast, which: str) -> None:
    SupportGroup.objects.update(is_published=False)
    for user in (None, cast.olu, cast.ada):
        client = client_of(user)
        assert client.get(page_of(cast, which)).status_code == 404
        assert client.get(page_of(cast, which)).content == client.get(f"/groups/{uuid4()}/{which}").content
    assert client_of(cast.sam).get(page_of(cast, which)).status_code == 200


@pytest.fixture(params=["nobody", "sam"])
def reader(cast: Cast, request: pytest.FixtureRequest) -> User | None:
    return getattr(cast, request.param, None)


def post(user: User | None, **data: str) -> HttpResponse:
    return client_of(user).post("/practice/", data)  # type: ignore[return-value]


def test_the_practice_room_says_first_that_nobody_is_here(reader: User | None) -> None:
    page = words_of(client_of(reader), "/practice/")
    assert "Practice room. Nobody is here, nothing is kept." in page
    assert "data-socket" not in page
    assert "data-changes" not in page
    assert 'form="act" formaction="/practice/"' in page
    assert "/reports/" not in page.partition('id="messages"')[2].partition("</ol>")[0]


def test_words_are_shown_back_in_one_answer_and_kept_nowhere(
    reader: User | None, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(reader)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post("/practice/", {"id": "1", "text": WORDS})
    assert answer.status_code == 200
    assert answer.content.decode().count(WORDS) == 1
    assert "no-store" in answer["Cache-Control"]
    assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert WORDS not in caplog.text
    assert WORDS not in str(client.cookies)
    assert not Message.objects.exists()
    assert WORDS not in words_of(client, "/practice/")


def test_words_can_be_taken_back(reader: User | None) -> None:
    page = post(reader, take_back="1").content.decode()
    assert 'data-visibility="taken_back"' in page
    assert "Taken back." in page


@pytest.mark.parametrize("state", ["listening", "may_step_away", "glad_to_share", "distant"])
def test_how_one_is_here_can_be_chosen(reader: User | None, state: str) -> None:
    page = post(reader, state=state).content.decode()
    assert f'value="{state}" data-do="state" aria-pressed="true"' in page
    assert page.count('aria-pressed="true"') == page.count(f'value="{state}" data-do="state" aria-pressed="true"') + 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"id": "1", "text": ""}, "There are no words in this message yet."),
        ({"id": "1", "text": " \r\n "}, "There are no words in this message yet."),
        ({"id": "1", "text": "a" * 4001}, "This is longer than 4,000 characters."),
        ({"id": "1", "text": "a\0b"}, "cannot be kept"),
        ({}, "There are no words in this message yet."),
        ({"state": "furious"}, "The room does not know this state."),
    ],
)
def test_what_a_real_room_refuses_is_refused_here_with_the_same_words(
    reader: User | None, data: dict[str, str], words: str
) -> None:
    answer = post(reader, **data)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_words_that_were_refused_stay_in_the_box(reader: User | None) -> None:
    assert "a" * 4001 in post(reader, id="1", text="a" * 4001).content.decode()


def test_the_page_knows_every_refusal_of_words_that_the_room_has(cast: Cast) -> None:
    assert set(refusals()) == {"empty", "too_long", "nul", "surrogate"}
    page = words_of(client_of(None), "/practice/")
    assert 'data-too_long="This is longer than 4,000 characters.' in page


def test_the_practice_room_on_the_way_to_a_group_leads_back_to_it(cast: Cast) -> None:
    page = words_of(client_of(None), page_of(cast, "practice/"))
    assert f'href="{page_of(cast)}"' in page
    assert f'action="{page_of(cast, "practice/")}"' in page


@pytest.mark.parametrize("which", ["preview/", "practice/"])
def test_looking_around_asks_the_database_little(
    cast: Cast, django_assert_max_num_queries: Any, which: str, now: datetime
) -> None:
    for n in range(5):
        membership(cast.group, person(f"n{n}"), now=now - timedelta(days=n))
    for user in (None, cast.olu, cast.sam):
        client = client_of(user)
        with django_assert_max_num_queries(6):
            client.get(page_of(cast, which))
