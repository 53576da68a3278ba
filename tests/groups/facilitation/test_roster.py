"""Who is in the group, for those who hold it: what people chose, and never how often they came."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.joining import actions as joining
from groups.membership.models import Membership
from groups.people.models import Boundary
from groups.schedule.models import Attendance
from tests.cast import Cast, client_of, meeting, membership, person
from tests.groups.facilitation.helpers import asked_of, words_of


def page(cast: Cast, name: str = "noor") -> str:
    shown = words_of(client_of(getattr(cast, name)), f"/groups/{cast.group.pk}/roster/")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown)


def change(cast: Cast, name: str, **fields: object) -> None:
    Membership.objects.filter(pk=cast.seat(name).pk).update(**fields)


def test_what_somebody_chose_stands_beside_their_name(cast: Cast, now: datetime) -> None:
    change(cast, "ana", pronouns="she/her", boundary=Boundary.NO_ADVICE, joined_at=now - timedelta(weeks=7, hours=1))
    shown = page(cast)
    for words in ("Ana", "(she/her)", "Boundary card: no advice", "With this group for 7 weeks"):
        assert words in shown


def test_a_pause_says_until_when_the_seat_is_kept_and_nothing_of_why(cast: Cast, now: datetime) -> None:
    change(cast, "ana", paused_at=now - timedelta(days=1), paused_until=datetime(2099, 3, 5, 12, tzinfo=UTC))
    assert "On a pause; the seat is kept until Thursday 5 March 2099" in page(cast)


def test_a_seat_can_be_given_on_only_when_that_is_allowed(cast: Cast, now: datetime) -> None:
    link = f"/groups/{cast.group.pk}/seats/{cast.seat('ana').pk}/giving-on/"
    assert link not in page(cast)
    change(cast, "ana", paused_at=now - timedelta(days=60), paused_until=now - timedelta(hours=1))
    assert "The pause is over since" in page(cast)
    assert link not in page(cast)
    change(cast, "ana", paused_until=now - timedelta(days=20))
    assert link in page(cast)
    assert "The pause of Ana is over; the seat can be given on, if that is right" in page(cast)


@pytest.mark.parametrize(("agreed", "words"), [(1, "not yet agreed to the current"), (2, "· agreed to the current")])
def test_the_agreement_says_who_has_said_yes_to_it_as_it_is_now(
    cast: Cast, now: datetime, agreed: int, words: str
) -> None:
    assert "agreed" not in page(cast)
    type(cast.group).objects.filter(pk=cast.group.pk).update(agreement_version=2)
    cast.group.memberships.update(agreed_version=agreed, agreed_at=now)
    assert page(cast).count(words) == 4


def test_seats_are_counted_with_those_that_are_kept(cast: Cast, now: datetime) -> None:
    change(cast, "ana", paused_at=now, paused_until=now + timedelta(days=9))
    for n in range(5):
        membership(cast.group, person(f"n{n}"), now=now)
    shown = page(cast)
    assert "on a pause too</dt><dd>7</dd>" in shown
    assert "1 of 8" in shown


def test_who_came_how_often_changes_nothing_on_the_page(cast: Cast, now: datetime) -> None:
    before = page(cast)
    for days in (7, 14, 21):
        session = meeting(cast.group, starts_at=now - timedelta(days=days))
        for name, came in (("sam", True), ("ana", False)):
            Attendance.objects.create(
                session=session, membership=cast.seat(name), first_seen_at=session.starts_at, slots=9, attended=came
            )
    assert page(cast) == before


def test_people_stand_in_the_order_of_their_names(cast: Cast, now: datetime) -> None:
    membership(cast.group, cast.olu, now=now - timedelta(weeks=50), name="bea")
    shown = page(cast)
    assert shown.index(">Ana") < shown.index(">bea") < shown.index(">Sam")


def test_what_waits_is_said_once_and_calmly(cast: Cast, now: datetime) -> None:
    assert "What waits for you" not in page(cast)
    joining.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)
    asked_of(cast, "noor", by="idris", now=now)
    shown = page(cast)
    assert "1 person who asks for a seat waits for a word from you" in shown
    assert "Idris asks you to go on with this group" in shown
    assert "the answer is still to come" in page(cast, "idris")


@pytest.mark.parametrize("name", ["sam", "olu", "max", "ada"])
def test_nobody_but_facilitators_of_the_group_reads_it(cast: Cast, name: str) -> None:
    assert client_of(getattr(cast, name)).get(f"/groups/{cast.group.pk}/roster/").status_code == 404


@pytest.mark.slow  # a group with every seat taken, and everything that can wait
def test_a_full_page_asks_few_questions(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        membership(cast.group, person(f"n{n}"), now=now, paused_at=now, paused_until=now + timedelta(days=3))
    joining.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)
    asked_of(cast, "noor", by="idris", now=now)
    client = client_of(cast.noor)
    with django_assert_max_num_queries(10):
        client.get(f"/groups/{cast.group.pk}/roster/")
