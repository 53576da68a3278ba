"""A seat that is kept for somebody: what they read, yes, not now, late, twice; of equal weight, and without hurry."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from groups.joining import access, actions, policy
from groups.joining.models import JoinRequest, Offer, OfferState, RequestState
from groups.membership.actions import NameIsTaken
from groups.membership.models import Membership, Part
from groups.people.models import Boundary, Letter, LetterState, User
from tests.cast import Cast, client_of, membership, support_group
from tests.groups.joining.people import AWAKE, fill, gives_back, in_line, line_of, offered


@pytest.fixture
def offer(cast: Cast, now: datetime) -> Offer:
    """To Olu, in London."""
    User.objects.filter(pk=cast.olu.pk).update(
        time_zone="Europe/London", pronouns="they", boundary=Boundary.NO_ADVICE, **AWAKE
    )
    cast.olu.refresh_from_db()
    fill(cast.group, now=now, leave=1)
    asked = in_line(cast, cast.olu, now=now, name="Wren")
    actions.offer_seats(now=now)
    return offered(asked)


def page_of(cast: Cast, offer: Offer) -> str:
    answer = client_of(cast.olu).get(f"/offers/{offer.pk}/")
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def say(cast: Cast, offer: Offer, word: str) -> str:
    answer = client_of(cast.olu).post(f"/offers/{offer.pk}/{word}/", follow=True)
    return answer.content.decode()


def test_the_page_says_what_and_until_when_in_their_zone(cast: Cast, offer: Offer) -> None:
    page = page_of(cast, offer)
    assert "It is in Tuesday circle, and you would be Wren there." in page
    assert "(Europe/London) nobody else gets it." in page


def test_yes_and_not_now_weigh_the_same_and_nothing_counts_down(cast: Cast, offer: Offer) -> None:
    page = page_of(cast, offer)
    assert re.findall(r'<button class="([^"]+)"', page) == ["button", "button"]
    assert "button--main" not in page
    assert "<textarea" not in page
    assert not re.search(r"\d+ (hours?|minutes?|seconds?)|time left|hurry", page)


def test_yes_gives_the_seat_with_what_they_wish_from_everybody(cast: Cast, offer: Offer) -> None:
    assert "There is a seat for you" in say(cast, offer, "acceptance")
    seat = Membership.objects.get(user=cast.olu)
    assert (seat.name, seat.role, seat.pronouns, seat.boundary) == ("Wren", Part.MEMBER, "they", Boundary.NO_ADVICE)
    offer.refresh_from_db()
    assert (offer.state, offer.request.state) == (OfferState.ACCEPTED, RequestState.SEATED)
    assert "You belong to Tuesday circle" in client_of(cast.olu).get(f"/requests/{offer.request_id}/").content.decode()
    assert "There is a seat for you" in page_of(cast, offer)
    assert not Letter.objects.filter(about=offer.pk, state=LetterState.PENDING).exists()


def test_yes_twice_is_yes_once(cast: Cast, offer: Offer, now: datetime) -> None:
    first = actions.accept(offer=offer, now=now)
    again = actions.accept(offer=offer, now=now + timedelta(days=1))
    assert (first, Membership.objects.get(user=cast.olu)) == (again, first)


def test_not_now_keeps_the_place_and_gives_the_seat_to_the_next(cast: Cast, offer: Offer, now: datetime) -> None:
    place = offer.request.waiting_since
    assert "You keep your place in line." in say(cast, offer, "postponement")
    asked = JoinRequest.objects.get(pk=offer.request_id)
    assert (asked.state, asked.waiting_since) == (RequestState.WAITING, place)
    other = in_line(cast, cast.max, now=now)
    actions.offer_seats(now=now + timedelta(hours=1))
    assert offered(other).state == OfferState.OPEN
    assert "others are asked first; after that, you can be asked again" in page_of(cast, offer)
    assert not Letter.objects.filter(about=offer.pk, state=LetterState.PENDING).exists()


def test_not_now_twice_is_once_and_yes_after_it_is_late(cast: Cast, offer: Offer, now: datetime) -> None:
    actions.not_now(offer=offer, now=now)
    actions.not_now(offer=offer, now=now + timedelta(days=1))
    asked = JoinRequest.objects.get(pk=offer.request_id)
    assert asked.rests_until == now + timedelta(days=7)
    assert "You keep your place" in say(cast, offer, "acceptance")
    assert not Membership.objects.filter(user=cast.olu).exists()


def test_not_now_after_yes_changes_nothing(cast: Cast, offer: Offer, now: datetime) -> None:
    seat = actions.accept(offer=offer, now=now)
    assert "There is a seat for you" in say(cast, offer, "postponement")
    assert Membership.objects.current().get(user=cast.olu) == seat


@pytest.mark.parametrize("beat_has_looked", [True, False])
def test_who_comes_late_is_told_kindly_and_keeps_the_place(cast: Cast, offer: Offer, beat_has_looked: bool) -> None:
    with time_machine.travel(offer.expires_at, tick=False):
        if beat_has_looked:
            actions.offer_seats(now=offer.expires_at)
        page = page_of(cast, offer)
        assert "This seat goes to the next person" in page
        assert "<button" not in page
        assert "You keep your place" in say(cast, offer, "acceptance")
    assert JoinRequest.objects.get(pk=offer.request_id).state == RequestState.WAITING
    assert not Membership.objects.filter(user=cast.olu).exists()


def test_in_the_last_moment_is_in_time(cast: Cast, offer: Offer) -> None:
    assert actions.accept(offer=offer, now=offer.expires_at - timedelta(microseconds=1)).user == cast.olu


@pytest.mark.parametrize("change", [{"capacity": 7}, {"is_published": False}])
def test_a_seat_that_is_not_there_any_more_is_told_kindly(cast: Cast, offer: Offer, change: dict[str, object]) -> None:
    type(cast.group).objects.update(**change)
    page = say(cast, offer, "acceptance")
    assert "That is about chairs, not about you." in page
    assert "You keep your place in line." in page
    offer.refresh_from_db()
    assert (offer.state, offer.request.rests_until) == (OfferState.WITHDRAWN, None)
    assert not Membership.objects.filter(user=cast.olu).exists()


def test_a_name_that_was_given_away_meanwhile_is_said_and_the_seat_stays(
    cast: Cast, offer: Offer, now: datetime
) -> None:
    Membership.objects.filter(pk=cast.seat("sam").pk).update(name="WREN")
    with pytest.raises(NameIsTaken):
        actions.accept(offer=offer, now=now)
    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_who_was_invited_meanwhile_has_one_seat(cast: Cast, offer: Offer, now: datetime) -> None:
    seat = membership(cast.group, cast.olu, now=now, name="Wren")
    assert actions.accept(offer=offer, now=now) == seat
    assert JoinRequest.objects.get(pk=offer.request_id).state == RequestState.SEATED


def test_an_offer_is_its_persons_alone(cast: Cast, offer: Offer) -> None:
    for other in (cast.sam, cast.noor, cast.max, cast.ada):
        assert client_of(other).get(f"/offers/{offer.pk}/").status_code == 404
        for word in ("acceptance", "postponement"):
            assert client_of(other).post(f"/offers/{offer.pk}/{word}/").status_code == 404
    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_an_open_offer_holds_its_seat(cast: Cast, offer: Offer, now: datetime) -> None:
    other = support_group(now=now, name="Elsewhere")
    assert access.seats_held([cast.group, other]) == {cast.group.pk: 1}
    assert access.seats_held([cast.group], but_for=cast.olu) == {}
    current = cast.group.memberships.current()
    assert policy.standing(cast.max, cast.group, current, now=now).is_full
    assert policy.standing(cast.olu, cast.group, current, now=now).free_seats == 1
    actions.not_now(offer=offer, now=now)
    assert access.seats_held([cast.group]) == {}


def test_the_request_page_leads_to_it_and_home_can_find_it(cast: Cast, offer: Offer, now: datetime) -> None:
    page = client_of(cast.olu).get(f"/requests/{offer.request_id}/").content.decode()
    assert f'href="/offers/{offer.pk}/"' in page
    assert page.count("button--main") == 1
    assert list(Offer.objects.kept_for(cast.olu, now=now)) == [offer]
    assert not Offer.objects.kept_for(cast.olu, now=offer.expires_at).exists()
    assert not Offer.objects.kept_for(cast.max, now=now).exists()


def test_a_seat_that_is_left_is_kept_for_exactly_one(cast: Cast, offer: Offer, now: datetime) -> None:
    line = line_of(cast, "pat", "wim", now=now)
    gives_back(cast.seat("ana"), now=now)
    assert actions.offer_seats(now=now) == 1
    assert [one.offers.count() for one in line] == [1, 0]
