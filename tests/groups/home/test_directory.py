"""Looking for a group: by what matters, at an address that can be handed on and tells nothing about who looked."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.home import directory
from groups.joining.models import JoinRequest, Offer, RequestState
from groups.membership.models import SupportGroup
from groups.people.models import Apart, User
from groups.people.quiet import Clock
from groups.schedule.models import Series, Session
from tests.cast import Cast, client_of, meeting, membership, person, support_group

FILTERS = ("experience", "format", "pace", "language", "day", "time", "seats")
NOWHERE = "Nowhere/At_All"


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def seen(client: Client, address: str) -> str:
    """The page, without the token of its form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", words_of(client, address))


def names_at(address: str, user: User | None = None) -> list[str]:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return [card.group.name for card in answer.context["cards"]]


@pytest.fixture
def some(cast: Cast, now: datetime) -> SupportGroup:
    """Another group, unlike Sam's in everything that one may choose by."""
    return support_group(
        now=now, name="Quiet hour", experience="After a loss", kind="quiet", pace="steady", language="fr",
        other_languages="de pt-br", time_zone="Europe/London",
    )  # fmt: skip


def meets(group: SupportGroup, hour: int, *, now: datetime, days: int = 3, minute: int = 0, **fields: Any) -> Session:
    """A session of a series that begins on that day, at this hour of UTC."""
    at = (now + timedelta(days=days)).astimezone(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
    wall = at.astimezone(Clock.of(group.time_zone, None, None).zone)
    rule = {"starts_on": wall.date(), "at": wall.time(), "time_zone": group.time_zone}
    return meeting(group, starts_at=at, series=Series.objects.create(group=group, **rule), **fields)


def day_of(session: Session) -> str:
    return f"{session.starts_at.astimezone(UTC):%A}".lower()


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ("experience=After+a+loss", ["Quiet hour"]),
        ("format=quiet", ["Quiet hour"]),
        ("format=circle", ["Tuesday circle"]),
        ("pace=steady", ["Quiet hour"]),
        ("language=fr", ["Quiet hour"]),
        ("language=de", ["Quiet hour"]),
        ("language=pt-br", ["Quiet hour"]),
        ("language=en", ["Tuesday circle"]),
        ("format=quiet&language=en", []),
        ("", ["Quiet hour", "Tuesday circle"]),
    ],
)
def test_groups_are_found_by_what_they_are_like(cast: Cast, some: SupportGroup, choice: str, found: list[str]) -> None:
    for user in (None, cast.olu):
        assert names_at(f"/groups/?{choice}", user) == found


def test_options_are_what_published_groups_have(cast: Cast, some: SupportGroup, now: datetime) -> None:
    support_group(now=now, name="Not yet", experience="Unheard of", language="tlh", is_published=False)
    page = words_of(client_of(None), "/groups/")
    assert "After a loss" in page
    assert "Português brasileiro" in page
    assert "Unheard of" not in page
    assert "tlh" not in page


def test_a_late_tuesday_in_london_is_a_wednesday_in_tokyo(cast: Cast, some: SupportGroup, now: datetime) -> None:
    late = meets(some, 23, minute=30, now=now)
    here, after = day_of(late), day_of(Session(starts_at=late.starts_at + timedelta(days=1)))
    for name, zone in (("olu", "Europe/London"), ("max", "Asia/Tokyo")):
        User.objects.filter(pk=getattr(cast, name).pk).update(time_zone=zone)
    if late.starts_at.month not in range(4, 10):  # London is at UTC then
        assert names_at(f"/groups/?day={here}&time=night", cast.olu) == ["Quiet hour"]
    assert names_at(f"/groups/?day={after}&time=morning", cast.max) == ["Quiet hour"]
    assert names_at(f"/groups/?day={here}", cast.max) == []


def test_strangers_look_in_the_zone_of_each_group(cast: Cast, some: SupportGroup, now: datetime) -> None:
    SupportGroup.objects.filter(pk=cast.group.pk).update(time_zone="Asia/Tokyo")
    SupportGroup.objects.filter(pk=some.pk).update(time_zone="UTC")
    some.refresh_from_db()
    cast.group.refresh_from_db()
    evening = meets(some, 18, now=now)
    meets(cast.group, 18, now=now)
    assert names_at(f"/groups/?day={day_of(evening)}&time=evening") == ["Quiet hour"]
    assert names_at("/groups/?time=night") == ["Tuesday circle"]


def test_a_zone_that_no_clock_knows_harms_nobody(cast: Cast, some: SupportGroup, now: datetime) -> None:
    SupportGroup.objects.filter(pk=some.pk).update(time_zone=NOWHERE)
    meets(some, 18, now=now)
    assert names_at("/groups/?time=evening") == ["Quiet hour"]
    assert "(UTC)" in words_of(client_of(None), "/groups/?format=quiet")


@pytest.mark.parametrize("code", ["c++", "x.y", "(", "[a", "\\"])
def test_a_code_that_would_mean_something_in_a_pattern_means_itself(cast: Cast, some: SupportGroup, code: str) -> None:
    SupportGroup.objects.filter(pk=some.pk).update(other_languages=f"de {code}")
    answer = client_of(None).get("/groups/", {"language": code})
    assert [card.group.name for card in answer.context["cards"]] == ["Quiet hour"]


def test_an_hour_that_is_not_the_usual_one_does_not_count(cast: Cast, some: SupportGroup, now: datetime) -> None:
    usual = meets(some, 10, now=now)
    later = timedelta(hours=9)
    moved = {"starts_at": usual.starts_at + later, "ends_at": usual.ends_at + later, "moved_from": usual.starts_at}
    Session.objects.filter(pk=usual.pk).update(**moved)
    meeting(some, starts_at=usual.starts_at.replace(hour=19) + timedelta(days=1))
    assert names_at("/groups/?time=morning", cast.olu) == ["Quiet hour"]
    assert names_at("/groups/?time=evening", cast.olu) == []


def test_an_hour_that_has_come_to_its_end_does_not_count(cast: Cast, some: SupportGroup, now: datetime) -> None:
    meets(some, 10, now=now, days=-7)
    assert names_at("/groups/?time=morning") == ["Quiet hour"]
    Series.objects.update(ends_on=(now - timedelta(days=1)).date())
    assert names_at("/groups/?time=morning") == []


def test_a_group_that_meets_once_a_month_is_found_by_its_hour(cast: Cast, some: SupportGroup, now: datetime) -> None:
    meets(some, 10, now=now, days=34)
    Series.objects.update(frequency="monthly", week_of_month=1)
    assert names_at("/groups/?time=morning", cast.olu) == ["Quiet hour"]


def test_only_groups_with_a_free_seat(cast: Cast, some: SupportGroup, now: datetime) -> None:
    SupportGroup.objects.filter(pk=some.pk).update(capacity=2)
    assert names_at("/groups/?seats=free", cast.olu) == ["Quiet hour", "Tuesday circle"]
    membership(some, cast.ana, now=now)
    membership(some, cast.noor, now=now, role="facilitator")
    assert "Quiet hour" in names_at("/groups/?seats=free", cast.olu)
    keep_for(some, person("wim"), now=now)
    assert names_at("/groups/?seats=free", cast.olu) == ["Tuesday circle"]


def keep_for(group: SupportGroup, user: User, *, now: datetime) -> Offer:
    fields = {"state": RequestState.WAITING, "asked_at": now, "waiting_since": now, "name": user.chosen_name}
    asked = JoinRequest.objects.create(group=group, user=user, **fields)
    return Offer.objects.create(request=asked, made_at=now, expires_at=now + timedelta(days=2))


def test_a_seat_that_is_kept_is_taken_for_everybody_else(cast: Cast, some: SupportGroup, now: datetime) -> None:
    SupportGroup.objects.filter(pk=some.pk).update(capacity=2)
    membership(some, cast.ana, now=now)
    keep_for(some, cast.olu, now=now)
    assert "All 2 are taken for now" in words_of(client_of(cast.max), "/groups/?format=quiet")
    assert "1 of 2 is free" in words_of(client_of(cast.olu), "/groups/?format=quiet&seats=free")


def test_strangers_are_told_the_size_and_nothing_about_free_seats(cast: Cast, some: SupportGroup) -> None:
    page = words_of(client_of(None), "/groups/?seats=free&format=quiet")
    assert "Free seats are shown to people who are signed in. The rest of your choice holds." in page
    assert "Up to 8 people" in page
    assert "Tuesday circle" not in page
    assert 'name="seats"' not in page
    assert "are free" not in page
    assert 'name="seats"' in words_of(client_of(cast.olu), "/groups/")


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("value", ["zebra", "<script>", "\x00", "é" * 3000, "free' OR 1=1"])
def test_a_choice_that_is_not_known_is_left_out_and_said_so(cast: Cast, name: str, value: str) -> None:
    answer = client_of(cast.olu).get("/groups/", {name: value})
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert answer.status_code == 200
    assert page.count("that is not known here") == 1
    assert value not in page
    assert "Tuesday circle" in page


def test_what_a_form_sends_empty_is_left_out_of_the_address(cast: Cast, some: SupportGroup) -> None:
    sent = dict.fromkeys(FILTERS, "") | {"format": "quiet", "day": ""}
    answer = client_of(cast.olu).get("/groups/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/groups/?format=quiet")
    assert client_of(None).get("/groups/?format=&x=&page=")["Location"] == "/groups/"
    assert client_of(None).get("/groups/?format=quiet&day=&page=3")["Location"] == "/groups/?format=quiet&page=3"


def test_addresses_tell_what_was_chosen_and_nothing_about_who_chose(cast: Cast, some: SupportGroup) -> None:
    User.objects.filter(pk=cast.olu.pk).update(time_zone="Asia/Tokyo", languages="fr")
    page = client_of(cast.olu).get("/groups/?format=quiet&time=evening&x=1")
    search = page.context["search"]
    addresses = [search.address(), search.next_page, *(one.address for one in search.chosen)]
    for address in (*addresses, *(one.address for one in page.context["looser"])):
        assert set(parse_qs(urlsplit(address).query)) <= {*FILTERS, "page"}
        assert "Tokyo" not in address
        assert str(cast.olu.pk) not in address


def test_each_choice_can_be_taken_away(cast: Cast, some: SupportGroup) -> None:
    page = words_of(client_of(None), "/groups/?format=quiet&pace=steady&page=2")
    assert 'href="/groups/?pace=steady"' in page
    assert 'href="/groups/?format=quiet"' in page


def test_when_nothing_fits_it_says_what_to_leave_open(cast: Cast, some: SupportGroup) -> None:
    page = words_of(client_of(cast.olu), "/groups/?format=quiet&pace=gentle&language=fr")
    assert "No group is all of this right now" in page
    nothing = client_of(cast.olu).get("/groups/?format=quiet&pace=gentle&language=fr").context["looser"]
    assert [one.address for one in nothing] == ["/groups/?format=quiet&language=fr"]
    assert "Other places to look" in page


def test_what_to_leave_open_tells_nothing_about_seats(cast: Cast, some: SupportGroup, now: datetime) -> None:
    address = "/groups/?seats=free&format=quiet&pace=gentle"
    open_to_all = seen(client_of(cast.olu), address)
    membership(some, cast.ana, now=now)
    Apart.objects.create(owner=cast.ana, other=cast.olu, made_at=now)
    assert seen(client_of(cast.olu), address) == open_to_all
    assert "In some of them every seat may be taken for now" in open_to_all


def test_when_nothing_helps_it_does_not_pretend(cast: Cast, some: SupportGroup) -> None:
    page = words_of(client_of(None), "/groups/?format=quiet&pace=gentle&language=en&experience=After+a+loss")
    assert "More than one choice would have to go" in page


def test_a_list_that_goes_on_keeps_what_was_chosen(cast: Cast) -> None:
    fields = {"purpose": "Company.", "is_published": True, "kind": "casual"}
    SupportGroup.objects.bulk_create(SupportGroup(name=f"Casual {n:02}", **fields) for n in range(20))
    first, second = names_at("/groups/?format=casual"), names_at("/groups/?format=casual&page=2")
    assert (first + second) == [f"Casual {n:02}" for n in range(20)]
    assert 'href="/groups/?format=casual&amp;page=2"' in words_of(client_of(None), "/groups/?format=casual")
    with_seats = [names_at(f"/groups/?format=casual&seats=free&page={page}", cast.olu) for page in (1, 2)]
    assert with_seats == [first, second]


@pytest.mark.parametrize("address", ["/groups/", "/groups/?seats=free", "/groups/?seats=free&format=circle"])
def test_a_group_of_somebody_whom_one_may_not_meet_is_like_a_full_one(
    cast: Cast, some: SupportGroup, now: datetime, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "GROUPS_A_PAGE", 3)
    support_group(now=now, name="Evening walk")
    support_group(now=now, name="Window seat")
    Apart.objects.create(owner=cast.olu, other=cast.ana, made_at=now)
    kept_apart = seen(client_of(cast.olu), address)
    Apart.objects.all().delete()
    assert seen(client_of(cast.olu), address) != kept_apart
    for n in range(6):
        membership(cast.group, person(f"n{n}"), now=now)
    assert seen(client_of(cast.olu), address) == kept_apart


def test_whoever_belongs_to_it_reads_how_many_seats_are_free(cast: Cast, now: datetime) -> None:
    Apart.objects.create(owner=cast.sam, other=cast.ana, made_at=now)
    for user in (cast.sam, cast.ana):
        assert "6 of 8 are free" in words_of(client_of(user), "/groups/")


@pytest.mark.parametrize("reader", ["nobody", "olu"])
@pytest.mark.parametrize(
    "choice", ["", "?seats=free", "?day=monday&time=evening", "?format=workshop&language=en&time=night&seats=free"]
)
def test_looking_asks_the_database_little(
    cast: Cast,
    some: SupportGroup,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    reader: str,
    choice: str,
) -> None:
    for n in range(6):
        meets(support_group(now=now, name=f"G{n}"), 18, now=now, days=n)
    client = client_of(getattr(cast, reader, None))
    with django_assert_max_num_queries(11 if reader == "olu" else 7):
        client.get(f"/groups/{choice}")
