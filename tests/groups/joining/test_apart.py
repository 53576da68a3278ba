"""Two who are kept apart are never seated together, and neither can tell: to them it is a full group, to the letter."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.joining import actions, policy
from groups.joining.models import JoinRequest, OfferState, RequestState
from groups.membership.models import Membership
from groups.people.models import Apart, User
from tests.cast import Cast, client_of
from tests.groups.joining.people import ask, fill, gives_back, in_line, line_of, offered

VARIES = re.compile(r'value="[^"]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}|\d\d:\d\d')


def keep_apart(one: User, other: User, *, now: datetime) -> None:
    Apart.objects.create(owner=one, other=other, made_at=now)


@pytest.fixture(params=["sam", "noor", "sam, who pauses"])
def somebody(request: pytest.FixtureRequest, cast: Cast, now: datetime) -> User:
    """A member, a facilitator, a member on a pause."""
    name, _, pauses = request.param.partition(",")
    if pauses:
        Membership.objects.filter(pk=cast.seat(name).pk).update(paused_at=now, paused_until=now)
    found: User = getattr(cast, name)
    return found


@pytest.fixture(params=["mine", "theirs"])
def apart(request: pytest.FixtureRequest, cast: Cast, somebody: User, now: datetime) -> None:
    """By Olu's wish, or by the other's."""
    pair = (cast.olu, somebody) if request.param == "mine" else (somebody, cast.olu)
    keep_apart(*pair, now=now)


def what_olu_reads(cast: Cast) -> list[str]:
    """Asking: the page, the answer, the request; with what the database was asked for each."""
    client, found = client_of(cast.olu), []
    for way in ("get", "post"):
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(client, way)(f"/groups/{cast.group.pk}/requests/", {"name": "Wren"})
        found += [answer.content.decode(), str(len(queries)), *(_shape(query["sql"]) for query in queries)]
    found.append(client.get(answer["Location"]).content.decode())
    return [VARIES.sub("…", words) for words in found]


def _shape(sql: str) -> str:
    return re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", sql)


@pytest.mark.slow  # two worlds
def test_it_is_a_full_group_to_the_letter_and_to_the_query(cast: Cast, apart: None, now: datetime) -> None:
    read = what_olu_reads(cast)
    JoinRequest.objects.all().delete()
    Apart.objects.all().update(owner=cast.olu, other=cast.max)
    fill(cast.group, now=now)
    full = what_olu_reads(cast)
    assert "Every seat in this group is taken for now." in full[0]
    assert [re.sub(r" IN \([^)]*\)", " IN (?)", one) for one in read] == [
        re.sub(r" IN \([^)]*\)", " IN (?)", one) for one in full
    ]


def test_a_facilitator_reads_the_words_of_a_full_group(cast: Cast, apart: None, now: datetime) -> None:
    asked = ask(cast, cast.olu, now=now)
    with pytest.raises(policy.CannotSeat) as apart_says:
        actions.seat(asked=asked, by=cast.seat("idris"), now=now)
    page = client_of(cast.idris).get(f"/requests/{asked.pk}/conversation/").content.decode()
    Apart.objects.all().delete()
    fill(cast.group, now=now)
    with pytest.raises(policy.CannotSeat) as full_says:
        actions.seat(asked=asked, by=cast.seat("idris"), now=now)
    assert str(apart_says.value) == str(full_says.value)
    full = client_of(cast.idris).get(f"/requests/{asked.pk}/conversation/").content.decode()
    assert VARIES.sub("…", page) == VARIES.sub("…", full)
    assert not Membership.objects.filter(user=cast.olu).exists()


def test_no_seat_is_ever_offered_to_them_and_nobody_waits_for_that(cast: Cast, apart: None, now: datetime) -> None:
    first = in_line(cast, cast.olu, now=now - timedelta(days=1))
    [second] = line_of(cast, "pat", now=now)
    fill(cast.group, now=now, leave=1)
    actions.offer_seats(now=now)
    assert [first.offers.count(), second.offers.count()] == [0, 1]
    assert "Nobody is before you" in client_of(cast.olu).get(f"/requests/{first.pk}/place/").content.decode()


def test_a_wish_that_came_after_the_offer_is_heeded_too(cast: Cast, now: datetime) -> None:
    first = in_line(cast, cast.olu, now=now)
    actions.offer_seats(now=now)
    keep_apart(cast.sam, cast.olu, now=now)
    answer = client_of(cast.olu).post(f"/offers/{offered(first).pk}/acceptance/", follow=True)
    assert "That is about chairs, not about you." in answer.content.decode()
    assert offered(first).state == OfferState.WITHDRAWN
    assert not Membership.objects.filter(user=cast.olu).exists()
    first.refresh_from_db()
    assert first.state == RequestState.WAITING


def test_two_in_line_who_are_kept_apart_are_never_asked_at_once(cast: Cast, now: datetime) -> None:
    first, second, third = line_of(cast, "pat", "wim", "xan", now=now)
    keep_apart(second.user, first.user, now=now)
    fill(cast.group, now=now, leave=3)
    actions.offer_seats(now=now)
    assert [one.offers.count() for one in (first, second, third)] == [1, 0, 1]
    seat = actions.accept(offer=offered(first), now=now)
    actions.offer_seats(now=now)
    assert second.offers.count() == 0
    gives_back(seat, now=now)
    actions.offer_seats(now=now)
    assert second.offers.count() == 1
