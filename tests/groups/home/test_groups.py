"""The directory and a group's page: honest facts, for strangers too; groups that are not published stay unseen."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.home.actions import create_group
from groups.membership.models import Part, SupportGroup
from groups.people.models import User
from groups.room.models import Room
from groups.schedule.models import Series, Session
from tests.cast import Cast, client_of, meeting, membership, person, support_group


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def page_of(group: SupportGroup) -> str:
    return f"/groups/{group.pk}/"


@pytest.fixture
def weekly(cast: Cast, now: datetime) -> Session:
    cast.group.time_zone = "America/New_York"
    cast.group.save()
    start = now + timedelta(days=3)
    series = Series.objects.create(
        group=cast.group, starts_on=start.date(), at=start.time(), time_zone="America/New_York", minutes=60
    )
    return meeting(cast.group, starts_at=start, series=series, laid_for=start.date())


def test_strangers_read_the_facts_without_an_account(cast: Cast, weekly: Session) -> None:
    page = words_of(client_of(None), page_of(cast.group))
    for fact in (
        "Up to 8 people",
        ">Idris</h3>",
        ">Noor</h3>",
        "The same people each time",
        "kept for 30 days",
        "Help now",
    ):
        assert fact in page


def test_a_stranger_reads_of_facilitators_and_never_of_members(cast: Cast, weekly: Session) -> None:
    for address in ("/groups/", page_of(cast.group)):
        page = words_of(client_of(None), address)
        assert "Noor" in page
        assert "Ana" not in page
        assert "Sam" not in page


def test_strangers_get_the_groups_zone_and_members_their_own(cast: Cast, weekly: Session) -> None:
    cast.sam.time_zone = "Asia/Tokyo"
    cast.sam.save()
    for address in ("/groups/", page_of(cast.group)):
        assert "(America/New York), every week" in words_of(client_of(None), address)
        assert "(Asia/Tokyo), every week" in words_of(client_of(cast.sam), address)


def test_a_moved_session_does_not_change_the_rhythm(cast: Cast, weekly: Session) -> None:
    before = words_of(client_of(None), "/groups/")
    Session.objects.filter(pk=weekly.pk).update(
        moved_from=weekly.starts_at,
        starts_at=weekly.starts_at + timedelta(hours=30),
        ends_at=weekly.ends_at + timedelta(hours=30),
    )
    assert "every week" in before
    assert words_of(client_of(None), "/groups/").count("every week") == before.count("every week")


def test_a_group_that_meets_once_a_month_says_on_which_day(cast: Cast, weekly: Session) -> None:
    Series.objects.update(frequency="monthly", week_of_month=-1)
    page = words_of(client_of(None), page_of(cast.group))
    assert re.search(r"Last \w+day of the month, \d\d:\d\d to \d\d:\d\d \(America/New York\)", page)


def test_a_group_without_sessions_says_so(cast: Cast) -> None:
    assert "No session is laid out yet" in words_of(client_of(None), page_of(cast.group))


def test_an_unpublished_group_is_as_if_it_were_not_there(cast: Cast, now: datetime) -> None:
    hidden = support_group(now=now, name="Not yet", is_published=False)
    for user in (None, cast.olu, cast.sam, cast.max, cast.ada):
        client = client_of(user)
        mine, absent = client.get(page_of(hidden)), client.get(f"/groups/{uuid4()}/")
        assert (mine.status_code, mine.content) == (404, absent.content)
        assert "Not yet" not in words_of(client, "/groups/")


def test_its_own_people_see_an_unpublished_group(cast: Cast, now: datetime) -> None:
    SupportGroup.objects.update(is_published=False)
    assert "You have a seat here, as Sam" in words_of(client_of(cast.sam), page_of(cast.group))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody", "Ask for a seat"),
        ("olu", "Ask for a seat"),
        ("sam", "Leave this group"),
        ("noor", "Who would like a seat"),
    ],
)
def test_the_page_says_what_its_reader_can_do(cast: Cast, name: str, words: str) -> None:
    assert words in words_of(client_of(getattr(cast, name, None)), page_of(cast.group))


def test_only_one_button_is_filled(cast: Cast, weekly: Session) -> None:
    for user in (None, cast.olu, cast.sam, cast.noor):
        for address in ("/", "/groups/", page_of(cast.group), f"{page_of(cast.group)}preview/", "/practice/"):
            assert words_of(client_of(user), address).count("button--main") <= 1


def test_a_full_group_offers_to_wait(cast: Cast, now: datetime) -> None:
    for n in range(6):
        membership(cast.group, person(f"n{n}"), now=now)
    page = words_of(client_of(cast.olu), page_of(cast.group))
    assert "All 8 are taken for now" in page
    assert "Ask to wait for a seat" in page
    assert "All 8 are taken for now" in words_of(client_of(cast.olu), "/groups/")


def test_a_language_that_nobody_knows_stays_a_code(cast: Cast) -> None:
    SupportGroup.objects.update(language="tlh")
    assert "tlh" in words_of(client_of(None), page_of(cast.group))


def test_a_long_directory_has_pages(cast: Cast) -> None:
    SupportGroup.objects.bulk_create(
        SupportGroup(name=f"Group {n:02}", purpose="Company.", is_published=True) for n in range(20)
    )
    first, second = (words_of(client_of(None), f"/groups/{page}") for page in ("", "?page=2"))
    assert "Further in the list" in first
    assert "Earlier in the list" not in first
    assert "Tuesday circle" not in first
    assert "Tuesday circle" in second
    assert "Earlier in the list" in second
    assert "Further in the list" not in second


@pytest.mark.parametrize("number", ["0", "-1", "nonsense", "٣", "1" * 400])
def test_a_page_that_is_no_number_is_the_first(cast: Cast, number: str) -> None:
    assert "Tuesday circle" in words_of(client_of(None), f"/groups/?page={number}")


def test_a_page_behind_the_last_leads_back(cast: Cast) -> None:
    assert "The list ends before this page" in words_of(client_of(None), "/groups/?page=99999")


def test_a_new_group_has_its_room_and_its_plan(db: None) -> None:
    group = create_group(group=SupportGroup(name="New", purpose="Company."), plan=[(5, "Arriving"), (55, "The round")])
    assert Room.objects.get().group == group
    assert list(group.plan.order_by("place").values_list("minutes", "words")) == [(5, "Arriving"), (55, "The round")]


@pytest.mark.parametrize("address", ["/groups/", "group"])
@pytest.mark.parametrize("reader", ["nobody", "olu", "sam", "noor"])
def test_pages_ask_the_database_little(
    cast: Cast,
    weekly: Session,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
    reader: str,
) -> None:
    user: User | None = getattr(cast, reader, None)
    for n in range(5):
        other = support_group(now=weekly.starts_at, name=f"G{n}")
        membership(other, cast.noor, now=weekly.starts_at, role=Part.FACILITATOR)
    client = client_of(user)
    with django_assert_max_num_queries(12 if address == "group" else 10):
        client.get(page_of(cast.group) if address == "group" else address)
