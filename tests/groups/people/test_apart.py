"""Two people whom one of them wishes apart: found from either side, by account or address, in two questions."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from pytest_django import DjangoAssertNumQueries

from groups.people.apart import SALT, address_hash, kept_apart, may_not_meet, may_not_sit
from groups.people.models import Apart, User
from tests.cast import Cast, person

Wish = Callable[..., Apart]


@pytest.fixture
def wish(now: datetime) -> Wish:
    def made(owner: User, other: User | None = None, *, address: str = "", **fields: Any) -> Apart:
        fields |= {"address_hash": address_hash(address)} if address else {}
        return Apart.objects.create(owner=owner, other=other, made_at=now, **fields)

    return made


def of_group(cast: Cast) -> list[uuid.UUID]:
    return [cast.seat(name).user_id for name in ("sam", "ana", "noor", "idris")]


def test_whoever_wishes_nobody_apart_may_meet_everybody(cast: Cast) -> None:
    assert not may_not_meet(cast.olu, of_group(cast))


def test_a_wish_holds_for_both(cast: Cast, wish: Wish) -> None:
    wish(cast.olu, cast.sam)
    assert may_not_meet(cast.olu, of_group(cast))
    assert may_not_meet(cast.sam, [cast.max.pk, cast.olu.pk])
    assert not may_not_meet(cast.ada, of_group(cast))
    assert not may_not_meet(cast.olu, [cast.ana.pk, cast.noor.pk])


def test_an_address_stands_for_whoever_confirmed_it(cast: Cast, wish: Wish) -> None:
    wish(cast.olu, address=" SAM@Example.org")
    assert kept_apart(cast.olu, of_group(cast)) == {cast.sam.pk}
    assert kept_apart(cast.sam, [cast.olu.pk, cast.max.pk]) == {cast.olu.pk}
    assert not may_not_meet(cast.ana, [cast.olu.pk])


@pytest.mark.parametrize("verified", [True, False])
def test_a_second_address_counts_once_it_is_confirmed(cast: Cast, wish: Wish, verified: bool) -> None:
    wish(cast.olu, address="sam.elsewhere@example.net")
    EmailAddress.objects.create(user=cast.sam, email="Sam.Elsewhere@example.net", verified=verified)
    assert may_not_meet(cast.olu, of_group(cast)) is verified
    assert may_not_meet(cast.sam, [cast.olu.pk]) is verified


def test_an_address_holds_for_an_account_that_is_made_later(cast: Cast, wish: Wish) -> None:
    wish(cast.olu, address="wim@example.org")
    assert not may_not_meet(cast.olu, of_group(cast))
    wim = person("wim")
    assert may_not_meet(cast.olu, [*of_group(cast), wim.pk])
    assert may_not_meet(wim, [cast.olu.pk])


def test_an_address_that_only_admins_gave_counts(cast: Cast, wish: Wish) -> None:
    EmailAddress.objects.filter(user=cast.sam).delete()
    wish(cast.olu, address="sam@example.org")
    assert may_not_meet(cast.olu, of_group(cast))


def test_nobody_is_kept_apart_from_themselves(cast: Cast, wish: Wish) -> None:
    wish(cast.olu, address="olu@example.org")
    wish(cast.olu, cast.sam)
    assert not may_not_meet(cast.olu, [cast.olu.pk])


def test_of_many_groups_those_are_named_in_which_somebody_sits(cast: Cast, wish: Wish) -> None:
    here, there, elsewhere, empty = (uuid.uuid4() for _ in range(4))
    wish(cast.olu, cast.sam)
    wish(cast.max, address="olu@example.org")
    people = {here: of_group(cast), there: [cast.max.pk], elsewhere: [cast.ana.pk, cast.ada.pk], empty: []}
    assert may_not_sit(cast.olu, people) == {here, there}
    assert may_not_sit(cast.ada, people) == set()


def test_a_stranger_is_kept_apart_from_nobody(cast: Cast, wish: Wish) -> None:
    wish(cast.olu, cast.sam)
    assert not may_not_meet(AnonymousUser(), of_group(cast))
    assert may_not_sit(AnonymousUser(), {uuid.uuid4(): of_group(cast)}) == set()


@pytest.mark.parametrize("pair", ["none", "mine", "theirs", "my address", "their address", "all"])
def test_the_questions_are_as_many_whatever_the_answer(
    cast: Cast, wish: Wish, pair: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    if pair in {"mine", "all"}:
        wish(cast.olu, cast.sam)
    if pair in {"theirs", "all"}:
        wish(cast.sam, cast.olu)
    if pair in {"my address", "all"}:
        wish(cast.olu, address="sam@example.org")
    if pair in {"their address", "all"}:
        wish(cast.sam, address="olu@example.org")
    with django_assert_num_queries(2):
        assert may_not_meet(cast.olu, of_group(cast)) is (pair != "none")
    with django_assert_num_queries(2):
        found = may_not_sit(cast.olu, {uuid.uuid4(): of_group(cast), uuid.uuid4(): [cast.ada.pk], uuid.uuid4(): []})
    assert len(found) == (pair != "none")
    with django_assert_num_queries(2):
        assert not may_not_meet(cast.olu, [])


def test_what_is_kept_of_an_address_needs_our_key_and_not_the_way_it_was_typed() -> None:
    kept = address_hash("sam@example.org")
    assert (
        kept
        == address_hash(" Sam@EXAMPLE.org ")
        == salted_hmac(SALT, "sam@example.org", algorithm="sha256").hexdigest()
    )
    assert kept != salted_hmac(SALT, "sam@example.org", secret="another key", algorithm="sha256").hexdigest()
    assert kept != address_hash("sam+x@example.org")


def test_one_person_may_be_chosen_by_two_seats_and_an_address(cast: Cast, wish: Wish) -> None:
    seats = [uuid.uuid4(), uuid.uuid4()]
    for seat in seats:
        wish(cast.olu, cast.sam, seat=seat)
    wish(cast.olu, cast.sam, address="sam@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        wish(cast.olu, cast.sam, seat=seats[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        wish(cast.olu, address="sam@example.org")
    Apart.objects.filter(seat=seats[0]).delete()
    assert may_not_meet(cast.olu, [cast.sam.pk])
