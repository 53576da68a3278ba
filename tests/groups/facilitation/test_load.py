"""How many groups somebody holds, and how many are enough: theirs to say."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.membership.models import Part
from tests.cast import Cast, client_of, meeting, membership, support_group
from tests.groups.facilitation.helpers import asked_of, words_of

ADDRESS = "/facilitating/"


def hold_more(cast: Cast, *names: str, now: datetime) -> None:
    for name in names:
        membership(support_group(now=now, name=name), cast.noor, now=now, role=Part.FACILITATOR)


def test_the_page_says_what_one_holds_and_what_is_enough(cast: Cast, now: datetime) -> None:
    hold_more(cast, "Early light", "Three chairs", now=now)
    meeting(
        cast.group,
        starts_at=now + timedelta(days=2),
        state="cancelled",
        cancelled_at=now,
        cancelled_by=cast.seat("noor"),
    )
    meeting(cast.group, starts_at=datetime(2099, 3, 5, 19, tzinfo=now.tzinfo))
    page = words_of(client_of(cast.noor), ADDRESS)
    for words in ("You facilitate three groups; your limit is three.", "Next session: Thursday 5 March, 19:00 (UTC)"):
        assert words in page
    assert page.index("Early light") < page.index("Three chairs") < page.index("Tuesday circle")
    assert page.count("No session is laid out.") == 2


def test_a_limit_below_what_one_holds_blames_nobody_and_takes_nothing(cast: Cast, now: datetime) -> None:
    hold_more(cast, "Early light", now=now)
    assert client_of(cast.noor).post(ADDRESS, {"most": "1"}).status_code == 302
    page = words_of(client_of(cast.noor), ADDRESS)
    assert "You facilitate two groups; your limit is one. Nothing changes by itself." in page
    assert cast.noor.memberships.current().facilitators().count() == 2


@pytest.mark.parametrize("most", ["", "0", "13", "-1", "three", "1.5", "9" * 30])
def test_a_number_that_is_none_is_asked_for_again(cast: Cast, most: str) -> None:
    answer = client_of(cast.noor).post(ADDRESS, {"most": most})
    assert answer.status_code == 422
    assert "Choose a number from 1 to 12." in answer.content.decode()
    cast.noor.refresh_from_db()
    assert cast.noor.most_groups == 3


def test_what_one_is_asked_to_take_stands_there(cast: Cast, now: datetime) -> None:
    asked_of(cast, "noor", by="idris", now=now)
    assert "Idris would like to hand it over to you." in words_of(client_of(cast.noor), ADDRESS)
    assert "hand it over to you" not in words_of(client_of(cast.idris), ADDRESS)


@pytest.mark.parametrize("name", ["sam", "olu", "max", "ada"])
def test_who_holds_no_group_finds_no_page(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert [client.get(ADDRESS).status_code, client.post(ADDRESS, {"most": "4"}).status_code] == [404, 404]


@pytest.mark.slow  # many groups
def test_many_groups_ask_no_more_than_one(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    hold_more(cast, *(f"Group {n}" for n in range(11)), now=now)
    client = client_of(cast.noor)
    with django_assert_max_num_queries(7):
        client.get(ADDRESS)
