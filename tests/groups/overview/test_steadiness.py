"""Admins see how steady every group is, and what to mend first; nothing there is about members."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.membership.models import SupportGroup
from groups.overview.standing import SENTENCES, sentence, standing
from groups.schedule.models import Attendance, Session, SessionState
from groups.schedule.steadiness import LAST, Mend, record
from tests.cast import Cast, client_of, meeting, support_group, with_second_factor

PAGE = "/manage/steadiness/"


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def words_of(client: Client, page: str = PAGE) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lives(group: SupportGroup, *, now: datetime, weeks: int = 3, opened: bool = True, ahead: bool = True) -> None:
    """It met each week, and has a next session."""
    for n in range(1, weeks + 1):
        starts_at = now - timedelta(weeks=n)
        meeting(group, starts_at=starts_at, state=SessionState.OVER, opened_at=starts_at if opened else None)
    if ahead:
        meeting(group, starts_at=now + timedelta(days=2))


@pytest.mark.slow  # four groups with their sessions
def test_what_needs_mending_stands_first_and_the_most_pressing_before_it(
    ada: Client, cast: Cast, now: datetime
) -> None:
    lives(cast.group, now=now)
    for name, fields in (("A steady one", {}), ("Shut doors", {"opened": False}), ("Nothing ahead", {"ahead": False})):
        lives(support_group(now=now, name=name), now=now, **fields)
    page = words_of(ada)
    assert "2 groups have something to mend" in page
    names = ("Nothing ahead", "Shut doors", "A steady one", cast.group.name)
    assert [*names] == sorted(names, key=page.index)
    assert "Nobody opened the rooms of 3 of the last 3 sessions." in page
    assert page.count("Nothing to mend") == 2


def test_each_need_leads_to_where_it_is_mended(ada: Client, cast: Cast, now: datetime) -> None:
    lives(cast.group, now=now, opened=False, ahead=False)
    page = words_of(ada)
    for step in ("hours", "facilitators"):
        assert f"/manage/groups/{cast.group.pk}/{step}/" in page


def test_all_groups_are_counted_together(ada: Client, cast: Cast, now: datetime) -> None:
    lives(cast.group, now=now)
    lives(support_group(now=now, name="Shut doors"), now=now, weeks=2, opened=False)
    assert "<dt>Took place</dt><dd>3 of 5</dd>" in words_of(ada)


def test_nothing_of_members_is_in_it(ada: Client, cast: Cast, now: datetime) -> None:
    lives(cast.group, now=now)
    before, page = [line.record for line in standing(now=now).lines], words_of(ada)
    for session in Session.objects.filter(state=SessionState.OVER):
        Attendance.objects.create(session=session, membership=cast.seat("sam"), first_seen_at=now, attended=False)
    assert [line.record for line in standing(now=now).lines] == before
    for name in ("Sam", "Ana", "Noor", "Idris"):
        assert name not in page


def test_drafts_that_never_met_are_left_out_and_a_group_that_was_taken_back_is_not(
    ada: Client, cast: Cast, now: datetime
) -> None:
    support_group(now=now, name="A draft", is_published=False)
    lives(support_group(now=now, name="Taken back", is_published=False), now=now, ahead=False)
    page = words_of(ada)
    assert "A draft" not in page
    assert "Taken back" in page
    assert [line.needs for line in standing(now=now).lines if line.group.name == "Taken back"] == [[]]


def test_a_new_group_is_said_to_be_new(ada: Client, cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now + timedelta(days=1))
    page = words_of(ada)
    assert "The group has not met yet." in page
    assert "Nothing needs mending" in page


def test_where_there_is_no_group_the_page_says_so(ada: Client, cast: Cast) -> None:
    SupportGroup.objects.update(is_published=False)
    assert "No group is published yet." in words_of(ada)


def test_it_is_the_admins_page_alone(cast: Cast) -> None:
    for user in (cast.sam, cast.noor, cast.max, cast.olu):
        assert client_of(user).get(PAGE).status_code == 404
    assert client_of(cast.ada).get(PAGE).status_code == 302


@pytest.mark.parametrize("what", list(Mend))
def test_every_need_has_a_sentence_for_one_and_for_many(what: Mend) -> None:
    assert set(SENTENCES) == set(Mend)
    for number in (1, 4):
        said = sentence(what, number, record(()))
        assert "{" not in said
        assert said.endswith(".")


@pytest.mark.slow  # twenty-six groups
def test_two_questions_are_enough_for_many_groups(
    ada: Client, cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(25):
        lives(support_group(now=now, name=f"G{n:02}"), now=now)
    with django_assert_num_queries(2):
        assert len(standing(now=now).lines) == 26
    assert "Page 1 of 2" in words_of(ada)
    assert "G24" in words_of(ada, f"{PAGE}?page=2")


def test_the_last_twelve_are_drawn(ada: Client, cast: Cast, now: datetime) -> None:
    lives(cast.group, now=now, weeks=LAST + 3)
    assert words_of(ada).count("strip__mark--full") == LAST
