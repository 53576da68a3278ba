"""The page of one's calendar address: given, renewed, ended, in words that say what it is."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.calendars.models import Feed
from groups.desk.actions.people import give_role
from groups.membership.models import Membership
from groups.people.models import Role
from groups.schedule.models import Session, SessionState
from tests.cast import Cast, client_of, meeting, person, with_second_factor

ADDRESS = re.compile(r'value="http://localhost(/calendars/[0-9a-f]{64}\.ics)"')


@pytest.fixture
def where(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/calendar/"


@pytest.fixture
def sam(cast: Cast) -> Client:
    return client_of(cast.sam)


def shown(client: Client, where: str) -> str:
    found = ADDRESS.search(client.get(where).content.decode())
    return found[1] if found else ""


@pytest.mark.slow  # four pages
def test_there_is_no_address_until_somebody_asks_for_one(sam: Client, where: str) -> None:
    assert shown(sam, where) == ""
    assert not Feed.objects.exists()
    assert sam.post(where, {"title": "neutral"}).status_code == 302
    assert sam.get(shown(sam, where)).status_code == 200


def test_the_page_opens_the_calendar_program_in_one_tap(sam: Client, where: str) -> None:
    sam.post(where, {"title": "neutral"})
    assert f'href="webcal://localhost{shown(sam, where)}"' in sam.get(where).content.decode()


def test_what_sessions_are_called_changes_under_the_same_address(sam: Client, where: str, cast: Cast) -> None:
    sam.post(where, {"title": "neutral"})
    before = shown(sam, where)
    sam.post(where, {"title": "plain"})
    assert shown(sam, where) == before
    assert Feed.objects.get().is_plain


def test_a_choice_that_is_none_is_asked_again_and_gives_nothing(sam: Client, where: str) -> None:
    for posted in ({}, {"title": "loud"}):
        answer = sam.post(where, posted)
        assert answer.status_code == 422
        assert "Choose one of the two." in answer.content.decode()
    assert not Feed.objects.exists()


def test_a_new_address_ends_the_one_before_and_keeps_the_choice(sam: Client, where: str) -> None:
    sam.post(where, {"title": "plain"})
    before = shown(sam, where)
    sam.post(f"{where}renewal/")
    after = shown(sam, where)
    assert (sam.get(before).status_code, sam.get(after).status_code) == (404, 200)
    assert Feed.objects.get(ended_at=None).is_plain


def test_an_address_can_be_ended_for_good(sam: Client, where: str) -> None:
    sam.post(where, {"title": "neutral"})
    before = shown(sam, where)
    for _ in range(2):  # two taps are one
        sam.post(f"{where}end/")
    assert shown(sam, where) == ""
    assert sam.get(before).status_code == 404


def test_a_page_with_a_secret_is_kept_in_no_cache(sam: Client, where: str) -> None:
    sam.post(where, {"title": "neutral"})
    assert sam.get(where)["Cache-Control"] == "no-store"


def test_on_a_pause_the_page_says_that_it_is_empty(sam: Client, where: str, cast: Cast, now: datetime) -> None:
    Membership.objects.filter(pk=cast.seat("sam").pk).update(paused_at=now, paused_until=now + timedelta(weeks=2))
    assert "your calendar is empty for now" in sam.get(where).content.decode()


@pytest.mark.slow  # signs in with a second factor
def test_an_admin_has_one_for_all_groups_and_loses_it_with_the_role(cast: Cast, now: datetime) -> None:
    ada = with_second_factor(cast.ada)
    ada.post("/manage/calendar/", {"title": "plain"})
    address = shown(ada, "/manage/calendar/")
    assert client_of(None).get(address).status_code == 200
    bo = person("bo", is_active=True)
    give_role(user=bo, role=Role.ADMIN, by=cast.ada, now=now)
    bo.refresh_from_db()
    for role in (Role.NONE, Role.ADMIN):
        give_role(user=cast.ada, role=role, by=bo, now=now)
    assert client_of(None).get(address).status_code == 404


def test_an_admin_without_a_second_factor_is_led_to_it_first(cast: Cast) -> None:
    assert client_of(cast.ada).get("/manage/calendar/").status_code == 302


@pytest.mark.slow  # the same
def test_group_and_session_lead_there(cast: Cast, sam: Client, now: datetime) -> None:
    session = meeting(cast.group, starts_at=now + timedelta(days=1))
    assert f"/groups/{cast.group.pk}/calendar/" in sam.get(f"/groups/{cast.group.pk}/").content.decode()
    link = f"/sessions/{session.pk}/calendar.ics"
    assert link in sam.get(f"/sessions/{session.pk}/").content.decode()
    Session.objects.update(state=SessionState.OVER)
    assert link not in sam.get(f"/sessions/{session.pk}/").content.decode()


def test_the_page_asks_little(sam: Client, where: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    sam.post(where, {"title": "neutral"})
    with django_assert_max_num_queries(7):
        sam.get(where)
