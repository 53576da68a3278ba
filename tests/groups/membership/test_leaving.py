"""Leaving takes one tap and no reason; a group is never left without a facilitator by accident."""

from datetime import datetime

import pytest

from groups.membership import actions, policy
from groups.membership.models import Membership, State
from tests.cast import Cast, client_of


def leaving(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/leaving/"


def test_an_empty_post_is_enough_to_leave(cast: Cast) -> None:
    assert client_of(cast.sam).post(leaving(cast)).status_code == 302
    seat = Membership.objects.get(pk=cast.seat("sam").pk)
    assert (seat.state, seat.ended_at is not None) == (State.LEFT, True)


def test_the_page_asks_nothing_and_not_now_weighs_the_same(cast: Cast) -> None:
    page = client_of(cast.sam).get(leaving(cast)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<textarea" not in main
    assert 'type="text"' not in main
    assert main.count('class="button"') == 2
    assert "button--main" not in main


def test_whoever_left_is_an_outsider_at_once(cast: Cast, now: datetime) -> None:
    actions.leave(membership=cast.seat("sam"), now=now)
    client = client_of(cast.sam)
    assert client.get(leaving(cast)).status_code == client.post(leaving(cast)).status_code == 404


def test_leaving_twice_keeps_the_first_hour(cast: Cast, now: datetime) -> None:
    stale = cast.seat("sam")
    actions.leave(membership=stale, now=now)
    actions.leave(membership=stale, now=datetime.max.replace(tzinfo=now.tzinfo, year=2999))
    assert Membership.objects.get(pk=stale.pk).ended_at == now


def test_a_facilitator_may_leave_while_another_stays(cast: Cast, now: datetime) -> None:
    assert client_of(cast.noor).post(leaving(cast)).status_code == 302
    assert not Membership.objects.current().filter(user=cast.noor).exists()


def test_the_last_facilitator_is_told_kindly_and_stays(cast: Cast, now: datetime) -> None:
    actions.leave(membership=cast.seat("idris"), now=now)
    with pytest.raises(policy.CannotLeave):
        actions.leave(membership=cast.seat("noor"), now=now)
    answer = client_of(cast.noor).post(leaving(cast), follow=True)
    assert "the only facilitator" in answer.content.decode()
    assert Membership.objects.current().filter(user=cast.noor).exists()


@pytest.mark.parametrize("name", ["olu", "max", "ada"])
def test_nobody_leaves_where_they_are_not(cast: Cast, name: str) -> None:
    absent = "/groups/00000000-0000-4000-8000-000000000000/leaving/"
    client = client_of(getattr(cast, name))
    assert client.post(leaving(cast)).status_code == client.post(absent).status_code == 404
    assert client.post(leaving(cast)).content == client.post(absent).content
