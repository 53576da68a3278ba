"""Each page of joining is few questions, however many people wait."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.joining import actions
from groups.joining.models import JoinRequest
from tests.cast import Cast, client_of, person
from tests.groups.joining.people import ask, fill, in_line, line_of, offered

pytestmark = pytest.mark.slow  # worlds with many people

MOST = 12


@pytest.fixture
def crowded(cast: Cast, now: datetime) -> list[JoinRequest]:
    """Six who ask and have talked, six in line, one of whom has an offer."""
    fill(cast.group, now=now, leave=1)
    for n in range(6):
        asked = ask(cast, person(f"asker{n}"), now=now)
        for step in range(4):
            by = cast.seat("noor") if step % 2 else None
            actions.write(asked=asked, by=by, words=f"Hello. {step}", now=now + timedelta(seconds=step))
    line = line_of(cast, *(f"waits{n}" for n in range(6)), now=now)
    actions.offer_seats(now=now)
    return line


def test_the_list_of_a_facilitator(
    cast: Cast, crowded: list[JoinRequest], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(cast.noor)
    with django_assert_max_num_queries(MOST):
        page = client.get(f"/groups/{cast.group.pk}/requests/").content.decode()
    assert page.count("Talk with Asker") == 6
    assert page.count("Waiting for a free seat") == 5


def test_a_conversation_for_each_side(
    cast: Cast, crowded: list[JoinRequest], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked = JoinRequest.objects.open().select_related("user").first()
    assert asked is not None
    for client, address in (
        (client_of(cast.noor), f"/requests/{asked.pk}/conversation/"),
        (client_of(asked.user), f"/requests/{asked.pk}/"),
    ):
        with django_assert_max_num_queries(MOST):
            assert client.get(address).content.decode().count("Hello.") == 4


def test_asking_the_place_in_line_and_the_offer(
    cast: Cast, crowded: list[JoinRequest], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first, last = crowded[0], crowded[-1]
    for client, address in (
        (client_of(cast.olu), f"/groups/{cast.group.pk}/requests/"),
        (client_of(last.user), f"/requests/{last.pk}/place/"),
        (client_of(first.user), f"/offers/{offered(first).pk}/"),
        (client_of(cast.noor), f"/requests/{last.pk}/refusal/"),
    ):
        with django_assert_max_num_queries(MOST):
            assert client.get(address).status_code == 200


def test_a_look_of_beat_at_many_groups_is_one_question(
    cast: Cast, crowded: list[JoinRequest], now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    in_line(cast, cast.olu, now=now)
    with django_assert_num_queries(1):
        assert actions.offer_seats(now=now) == 0
