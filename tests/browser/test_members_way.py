"""A member's way through belonging, by keyboard alone, on a phone: being asked, looking, joining, resting, leaving.

Noor, who facilitates, acts by actions here; her own way through the pages is `test_facilitators_way.py`.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups.joining import actions as joining
from groups.joining.models import JoinRequest
from groups.membership.actions import publish_agreement
from groups.membership.models import Membership, Part, State, SupportGroup
from groups.people.models import Boundary, Question, User
from groups.schedule.models import Session, SessionNote
from tests.browser.walking import PHONE, Walker
from tests.cast import Cast, meeting, membership, support_group

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def group(cast: Cast) -> SupportGroup:
    """Every seat but one is taken; the room meets in two days."""
    now = timezone.now()
    group = support_group(now=now, name="Quiet hour", kind="quiet", capacity=2, experience="Nights without sleep")
    membership(group, cast.noor, now=now, role=Part.FACILITATOR)
    membership(group, cast.ana, now=now)
    publish_agreement(
        group=group, brief="Curious, patient, non-judgmental.", words="We are kind.", by=cast.ada, now=now
    )
    return group


@pytest.fixture
def coming(group: SupportGroup) -> Session:
    return meeting(group, starts_at=timezone.now() + timedelta(days=2))


@pytest.fixture
def olu(cast: Cast, coming: Session, live_page_of: Callable[..., Page]) -> Walker:
    User.objects.filter(pk=cast.olu.pk).update(next_question=Question.PRONOUNS)
    return Walker(live_page_of(cast.olu, **PHONE))


def test_a_member_goes_the_whole_way_by_keyboard(cast: Cast, group: SupportGroup, coming: Session, olu: Walker) -> None:
    is_asked_one_thing_at_a_time(olu)
    looks_around(olu, group)
    asks_and_talks(olu, cast, group)
    is_offered_a_seat(olu, cast, group)
    agrees(olu, group)
    writes_a_note(olu, coming)
    rests_and_comes_back(olu, group)
    changes_their_seat(olu, group)
    leaves(olu, group)
    assert not olu.wrong, "\n" + "\n".join(olu.wrong)


def is_asked_one_thing_at_a_time(olu: Walker) -> None:
    olu.goes_to("/")
    olu.follows("Go on with them")
    olu.writes("Pronouns", "they/them")
    olu.presses("Keep and go on")
    for _ in range(4):
        olu.presses("Not now", exact=True)
    olu.chooses("just hear me")
    olu.presses("Keep and go on")
    olu.presses("Not now", exact=True)
    expect(olu.page.get_by_role("heading", name="Hello, Olu")).to_be_visible()
    person = User.objects.get(email="olu@example.org")
    assert (person.pronouns, person.boundary, person.next_question) == ("they/them", Boundary.JUST_HEAR, "")


def looks_around(olu: Walker, group: SupportGroup) -> None:
    olu.goes_to("/")
    olu.follows("Find a group")
    olu.follows(group.name)
    olu.reads("Nights without sleep")
    olu.follows("Look at the room")
    olu.follows("Go to the practice room")
    olu.writes("Your words, if you like", "Only trying.")
    olu.presses_here("Send")
    expect(olu.page.locator("#messages")).to_contain_text("Only trying.")


def asks_and_talks(olu: Walker, cast: Cast, group: SupportGroup) -> None:
    olu.goes_to(f"/groups/{group.pk}/")
    olu.follows("Ask for a seat")
    olu.writes("Your name in this group", "Wren")
    olu.presses("Ask for a seat")
    asked = JoinRequest.objects.get(user=cast.olu)
    noor = Membership.objects.get(group=group, user=cast.noor)
    joining.write(asked=asked, by=noor, words="What would help you?", now=timezone.now())
    olu.goes_to("/")
    olu.reads("A facilitator wrote to you")
    olu.follows("Read it")
    olu.reads("What would help you?")
    olu.writes("Your words", "To listen at first.")
    olu.presses("Send")
    olu.reads("To listen at first.")


def is_offered_a_seat(olu: Walker, cast: Cast, group: SupportGroup) -> None:
    noor = Membership.objects.get(group=group, user=cast.noor)
    joining.wait(asked=JoinRequest.objects.get(user=cast.olu), by=noor, now=timezone.now())
    olu.goes_to("/")
    olu.follows("See your request")
    olu.follows("Where am I in line?")
    joining.offer_seats(now=timezone.now())
    olu.goes_to("/")
    olu.follows("See the offer")
    olu.presses("Yes, I take the seat")
    assert Membership.objects.current().filter(group=group, user=cast.olu, name="Wren").exists()


def agrees(olu: Walker, group: SupportGroup) -> None:
    olu.goes_to("/")
    olu.follows("Read them")
    olu.reads("We are kind.")
    olu.presses("I agree")
    assert Membership.objects.get(group=group, name="Wren").agreed_version == 1


def writes_a_note(olu: Walker, coming: Session) -> None:
    olu.goes_to(f"/sessions/{coming.pk}/")
    olu.reads("Curious, patient, non-judgmental.")
    olu.follows("Write a note for yourself")
    olu.writes("Your own note", "The walk by the river.")
    olu.presses("Keep the note")
    assert SessionNote.objects.get(session=coming).words == "The walk by the river."


def rests_and_comes_back(olu: Walker, group: SupportGroup) -> None:
    olu.goes_to(f"/groups/{group.pk}/me/")
    olu.follows("Pause for some weeks; your seat is kept")
    olu.chooses("2 weeks")
    olu.presses("Pause")
    assert Membership.objects.get(group=group, name="Wren").is_paused
    olu.goes_to("/")
    olu.reads("Your seat is kept")
    olu.presses("Come back")
    olu.reads("Welcome back")
    assert not Membership.objects.get(group=group, name="Wren").is_paused


def changes_their_seat(olu: Walker, group: SupportGroup) -> None:
    olu.goes_to(f"/groups/{group.pk}/me/")
    olu.writes("Your name in this group", "Robin")
    olu.chooses("no advice")
    olu.presses("Keep this")
    assert Membership.objects.get(group=group, name="Robin").boundary == Boundary.NO_ADVICE


def leaves(olu: Walker, group: SupportGroup) -> None:
    olu.goes_to(f"/groups/{group.pk}/me/")
    olu.follows("Leave this group")
    olu.presses("Leave this group")
    olu.reads("You have left Quiet hour.")
    assert Membership.objects.get(group=group, name="Robin").state == State.LEFT
