"""A facilitator answers: a seat, or a kind no; the number of seats always holds."""

from datetime import datetime

import pytest

from groups.joining import actions, policy
from groups.joining.models import JoinRequest, RequestState
from groups.membership.actions import appoint, leave
from groups.membership.models import Membership, Part
from tests.cast import Cast, client_of, membership, person, support_group


@pytest.fixture
def asked(cast: Cast, now: datetime) -> JoinRequest:
    return actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)


def fill(cast: Cast, *, now: datetime) -> None:
    for n in range(cast.group.capacity - 2):
        membership(cast.group, person(f"n{n}"), now=now)


def test_facilitators_alone_read_who_asks_and_answer(cast: Cast, asked: JoinRequest) -> None:
    page, seat, no = (
        f"/groups/{cast.group.pk}/requests/",
        f"/requests/{asked.pk}/seat/",
        f"/requests/{asked.pk}/refusal/",
    )
    for other in (cast.sam, cast.olu, cast.max, cast.ada):
        assert client_of(other).post(seat).status_code == client_of(other).post(no).status_code == 404
    assert "Give Wren a seat" in client_of(cast.idris).get(page).content.decode()
    assert "Give Wren a seat" not in client_of(cast.sam).get(page).content.decode()


def test_facilitators_of_another_group_do_not_answer(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    membership(support_group(now=now, name="Elsewhere"), cast.max, now=now, role=Part.FACILITATOR)
    assert client_of(cast.max).post(f"/requests/{asked.pk}/seat/").status_code == 404


def test_who_is_seated_has_the_name_that_they_asked_for(cast: Cast, asked: JoinRequest) -> None:
    client_of(cast.noor).post(f"/requests/{asked.pk}/seat/")
    asked.refresh_from_db()
    seat = Membership.objects.current().get(user=cast.olu)
    assert (seat.name, seat.role, seat.group) == ("Wren", Part.MEMBER, cast.group)
    assert (asked.state, asked.answered_by) == (RequestState.SEATED, cast.seat("noor"))


def test_the_seat_stands_on_their_home_page(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    actions.seat(asked=asked, by=cast.seat("noor"), now=now)
    assert "There is a seat for you" in client_of(cast.olu).get("/").content.decode()


def test_declining_is_kind_and_names_other_places(cast: Cast, asked: JoinRequest) -> None:
    page = client_of(cast.noor).get(f"/requests/{asked.pk}/refusal/").content.decode()
    client_of(cast.noor).post(f"/requests/{asked.pk}/refusal/")
    for read in (page, client_of(cast.olu).get("/").content.decode()):
        assert "says nothing about you" in read
        assert "/groups/?language=en&amp;seats=free" in read
    assert not Membership.objects.filter(user=cast.olu).exists()


def test_no_reason_is_asked_of_whoever_declines(cast: Cast, asked: JoinRequest) -> None:
    page = client_of(cast.noor).get(f"/requests/{asked.pk}/refusal/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<textarea" not in main
    assert main.count('class="button"') == 2
    assert client_of(cast.noor).post(f"/requests/{asked.pk}/refusal/").status_code == 302


def test_of_two_facilitators_the_second_is_told(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    stale = JoinRequest.objects.get()
    actions.decline(asked=asked, by=cast.seat("noor"), now=now)
    with pytest.raises(actions.AlreadyAnswered):
        actions.seat(asked=stale, by=cast.seat("idris"), now=now)
    answer = client_of(cast.idris).post(f"/requests/{asked.pk}/seat/", follow=True)
    assert "answered this already" in answer.content.decode()
    assert not Membership.objects.filter(user=cast.olu).exists()


def test_who_took_the_request_back_is_not_seated(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    stale = JoinRequest.objects.get()
    actions.take_back(asked=asked, now=now)
    with pytest.raises(actions.AlreadyAnswered):
        actions.seat(asked=stale, by=cast.seat("noor"), now=now)
    assert not Membership.objects.filter(user=cast.olu).exists()


def test_a_full_group_seats_nobody_and_the_request_keeps_waiting(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    fill(cast, now=now)
    answer = client_of(cast.noor).post(f"/requests/{asked.pk}/seat/", follow=True)
    assert "No seat is free for this request now" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


def test_facilitators_take_no_seat(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    fill(cast, now=now)
    leave(membership=cast.seat("ana"), now=now)
    assert actions.seat(asked=asked, by=cast.seat("noor"), now=now).name == "Wren"


def test_a_name_that_was_given_away_meanwhile_is_not_given_twice(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    membership(cast.group, cast.max, now=now, name="wren")
    with pytest.raises(policy.CannotSeat):
        actions.seat(asked=asked, by=cast.seat("noor"), now=now)


def test_of_two_who_ask_for_the_last_seat_the_first_gets_it(cast: Cast, asked: JoinRequest, now: datetime) -> None:
    fill(cast, now=now)
    leave(membership=cast.seat("ana"), now=now)
    second = actions.ask(group=cast.group, user=cast.max, name="Robin", line="", now=now)
    actions.seat(asked=asked, by=cast.seat("noor"), now=now)
    with pytest.raises(policy.CannotSeat):
        actions.seat(asked=second, by=cast.seat("noor"), now=now)
    assert cast.group.memberships.current().members().count() == cast.group.capacity


def test_who_facilitates_and_who_had_a_seat_is_one_person_still(cast: Cast, now: datetime) -> None:
    here = appoint(group=cast.group, user=cast.ana, name="Anybody", now=now)
    assert (here.pk, here.role, here.name) == (cast.seat("ana").pk, Part.FACILITATOR, "Ana")
    with pytest.raises(actions.NameIsTaken):
        appoint(group=cast.group, user=cast.max, name="Sam", now=now)
