"""A facilitator's way through holding a group, by keyboard alone, on a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from groups.facilitation.models import Announcement, FacilitatorCard, Handover, HandoverState
from groups.joining import actions as joining
from groups.joining.models import FitMessage, JoinRequest, RequestState
from groups.membership.models import Membership, State
from groups.people.models import User
from tests.browser.walking import PHONE, Walker
from tests.cast import Cast, meeting, person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAUSE_WAS = timedelta(weeks=8)


@pytest.fixture
def noor(cast: Cast, page_of: Callable[..., Page]) -> Walker:
    meeting(cast.group, starts_at=timezone.now() + timedelta(days=2))
    return Walker(page_of(cast.noor, **PHONE))


@pytest.fixture
def idris(cast: Cast, page_of: Callable[..., Page]) -> Walker:
    return Walker(page_of(cast.idris, **PHONE))


def test_a_facilitator_goes_the_whole_way_by_keyboard(cast: Cast, noor: Walker, idris: Walker) -> None:
    talks_and_seats(noor, cast)
    puts_in_line_and_declines(noor, cast)
    writes_to_everybody(noor, cast)
    shows_a_card(noor, cast)
    gives_a_seat_on(noor, cast)
    says_how_many_are_enough(noor, cast)
    hands_over(noor, idris, cast)
    wrong = [*noor.wrong, *idris.wrong]
    assert not wrong, "\n" + "\n".join(wrong)


def asks(cast: Cast, user: User, name: str) -> JoinRequest:
    return joining.ask(group=cast.group, user=user, name=name, line="I would like to listen.", now=timezone.now())


def talks_and_seats(noor: Walker, cast: Cast) -> None:
    asked = asks(cast, cast.olu, "Wren")
    noor.goes_to("/")
    noor.follows("Read and answer")
    noor.reads("I would like to listen.")
    noor.follows("Talk with Wren")
    noor.writes("Your words", "Good that you ask. What would help you?")
    noor.presses("Send")
    assert FitMessage.objects.get(request=asked).words == "Good that you ask. What would help you?"
    noor.presses("Give Wren a seat")
    noor.reads("Wren has a seat now.")


def puts_in_line_and_declines(noor: Walker, cast: Cast) -> None:
    first, second = asks(cast, person("pat"), "Robin"), asks(cast, person("tom"), "Kit")
    noor.goes_to(f"/groups/{cast.group.pk}/requests/")
    noor.follows("Talk with Robin")
    noor.presses("Put in line")
    noor.goes_to(f"/groups/{cast.group.pk}/requests/")
    noor.follows("Talk with Kit")
    noor.follows("Kindly decline")
    noor.presses("Send this kind answer")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (RequestState.WAITING, RequestState.DECLINED)


def writes_to_everybody(noor: Walker, cast: Cast) -> None:
    noor.goes_to("/")
    noor.follows("Groups that you facilitate")
    noor.follows(cast.group.name)
    noor.reads("Wren")
    noor.follows("Write to everybody")
    noor.writes("Your words", "Next week we begin with tea.")
    noor.presses("Write to everybody")
    assert Announcement.objects.get().words == "Next week we begin with tea."


def shows_a_card(noor: Walker, cast: Cast) -> None:
    noor.goes_to(f"/groups/{cast.group.pk}/card/")
    noor.writes("What you have learned", "Peer facilitation, 40 hours")
    noor.writes("How you hold a group", "I keep the clock.")
    noor.presses("Keep these words")
    assert not FacilitatorCard.objects.shown().exists()
    noor.presses("Show it")
    assert FacilitatorCard.objects.shown().exists()


def gives_a_seat_on(noor: Walker, cast: Cast) -> None:
    long_ago = timezone.now() - PAUSE_WAS
    seat = cast.seat("ana")
    Membership.objects.filter(pk=seat.pk).update(paused_at=long_ago, paused_until=long_ago + timedelta(weeks=6))
    noor.goes_to(f"/groups/{cast.group.pk}/roster/")
    noor.follows("Give Ana")
    noor.presses("Give the seat on")
    assert Membership.objects.get(pk=seat.pk).state == State.RELEASED


def says_how_many_are_enough(noor: Walker, cast: Cast) -> None:
    noor.goes_to("/facilitating/")
    noor.writes("How many groups are enough for you?", "2")
    noor.presses("Keep this limit")
    assert User.objects.get(pk=cast.noor.pk).most_groups == 2


def hands_over(noor: Walker, idris: Walker, cast: Cast) -> None:
    noor.goes_to(f"/groups/{cast.group.pk}/handover/")
    noor.chooses("Idris")
    noor.writes_day("Your last day with this group", timezone.localdate() + timedelta(days=30))
    noor.writes("Your goodbye", "It was good to sit with you.")
    noor.presses("Ask them")
    idris.goes_to("/")
    idris.follows("Read and answer")
    idris.presses("Yes, I go on with it")
    assert Handover.objects.get().state == HandoverState.ACCEPTED
    noor.goes_to("/")
    noor.reads("It was good to sit with you.")
