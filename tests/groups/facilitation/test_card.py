"""A facilitator's card: theirs, seen first by them, and shown only while they wish it (S0-28)."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.facilitation.actions.own import hide_card, keep_card, show_card
from groups.facilitation.models import FacilitatorCard
from groups.facilitation.policy import CannotShow
from groups.membership.actions import leave
from groups.membership.models import Membership, Part
from tests.cast import Cast, client_of, membership, support_group
from tests.groups.facilitation.helpers import words_of

STYLE = "Curious, and in no hurry."


def address(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/card/"


def kept(cast: Cast, style: str = STYLE) -> FacilitatorCard:
    return keep_card(membership=cast.seat("noor"), training="Peer facilitation, 2024", style=style)


def shown() -> list[FacilitatorCard]:
    return list(FacilitatorCard.objects.shown())


def test_keeping_words_shows_them_to_nobody_else(cast: Cast) -> None:
    client_of(cast.noor).post(address(cast), {"training": "Peer facilitation, 2024", "style": STYLE})
    page = words_of(client_of(cast.noor), address(cast))
    assert "Nobody else sees it now" in page
    assert page.count(STYLE) == 2
    assert shown() == []


def test_showing_it_is_a_choice_with_a_day_and_ends_at_once(cast: Cast, now: datetime) -> None:
    kept(cast)
    client = client_of(cast.noor)
    client.post(f"{address(cast)}showing/")
    assert [one.style for one in shown()] == [STYLE]
    assert "Shown since" in words_of(client, address(cast))
    client.post(f"{address(cast)}showing/end/")
    assert shown() == []
    assert STYLE in words_of(client, address(cast))


def test_showing_twice_keeps_the_first_day(cast: Cast, now: datetime) -> None:
    kept(cast)
    show_card(membership=cast.seat("noor"), now=now)
    show_card(membership=cast.seat("noor"), now=now + timedelta(days=1))
    assert shown()[0].shown_since == now


def test_other_words_are_shown_only_once_that_is_said(cast: Cast, now: datetime) -> None:
    kept(cast)
    show_card(membership=cast.seat("noor"), now=now)
    kept(cast)
    assert shown() != []
    kept(cast, "Patient.")
    assert shown() == []


@pytest.mark.parametrize("is_written", [True, False])
def test_an_empty_card_is_fine_and_not_shown(cast: Cast, now: datetime, is_written: bool) -> None:
    if is_written:
        keep_card(membership=cast.seat("noor"), training="", style="")
    with pytest.raises(CannotShow):
        show_card(membership=cast.seat("noor"), now=now)
    answer = client_of(cast.noor).post(f"{address(cast)}showing/", follow=True)
    assert "Write a line first" in answer.content.decode()


def test_the_card_of_somebody_who_left_is_not_shown(cast: Cast, now: datetime) -> None:
    kept(cast)
    show_card(membership=cast.seat("noor"), now=now)
    leave(membership=cast.seat("noor"), now=now)
    assert shown() == []


def test_each_group_has_its_own_card(cast: Cast, now: datetime) -> None:
    other = membership(support_group(now=now, name="Elsewhere"), cast.noor, now=now, role=Part.FACILITATOR)
    kept(cast)
    show_card(membership=cast.seat("noor"), now=now)
    assert STYLE not in words_of(client_of(cast.noor), f"/groups/{other.group_id}/card/")
    hide_card(membership=other)
    assert len(shown()) == 1


def test_the_preview_says_how_long_they_are_here(cast: Cast, now: datetime) -> None:
    kept(cast)
    Membership.objects.filter(pk=cast.seat("noor").pk).update(joined_at=now - timedelta(weeks=5, hours=1))
    assert "With this group for 5 weeks" in words_of(client_of(cast.noor), address(cast))


def card_on(page: str, seat: Membership) -> str:
    return page.partition(f'aria-labelledby="card-{seat.pk}"')[2].partition("</section>")[0]


@pytest.mark.slow  # several people read several pages
def test_the_preview_is_to_the_letter_what_others_read_once_it_is_shown(cast: Cast, now: datetime) -> None:
    Membership.objects.filter(pk=cast.seat("noor").pk).update(pronouns="she/her")
    kept(cast)
    preview = card_on(words_of(client_of(cast.noor), address(cast)), cast.seat("noor"))
    assert STYLE in preview
    assert "she/her" in preview
    group = f"/groups/{cast.group.pk}/"
    for user in (None, cast.olu, cast.sam):
        before = card_on(words_of(client_of(user), group), cast.seat("noor"))
        assert STYLE not in before
        assert "she/her" not in before
    show_card(membership=cast.seat("noor"), now=now)
    for user in (None, cast.olu, cast.sam):
        assert card_on(words_of(client_of(user), group), cast.seat("noor")) == preview
    hide_card(membership=cast.seat("noor"))
    assert STYLE not in words_of(client_of(cast.sam), group)


def test_the_three_words_are_offered_and_the_page_says_who_will_read(cast: Cast) -> None:
    page = words_of(client_of(cast.noor), address(cast))
    for words in ("curious, patient, non-judgmental", "for its members and for whoever looks for a group"):
        assert words in page


@pytest.mark.parametrize("field", ["training", "style"])
def test_words_that_do_not_fit_come_back_whole(cast: Cast, field: str) -> None:
    long = "word " * 100
    answer = client_of(cast.noor).post(address(cast), {"training": "Kept.", "style": "Kept too.", field: long})
    assert answer.status_code == 422
    assert long.strip() in " ".join(answer.content.decode().split())
    assert not FacilitatorCard.objects.exists()


@pytest.mark.parametrize("name", ["sam", "olu", "max", "ada"])
def test_nobody_writes_or_shows_the_card_of_somebody_else(cast: Cast, name: str) -> None:
    kept(cast)
    client = client_of(getattr(cast, name))
    answers = [client.get(address(cast)), client.post(address(cast)), client.post(f"{address(cast)}showing/")]
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert shown() == []


def test_the_page_asks_few_questions(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    kept(cast)
    client = client_of(cast.noor)
    with django_assert_max_num_queries(6):
        client.get(address(cast))
