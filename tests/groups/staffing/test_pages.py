"""What members and facilitators read about who holds a session, at each stage, and what they can do there."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from groups.membership.actions import publish_agreement
from groups.membership.models import Membership
from groups.people.models import User
from groups.room.models import Room
from groups.schedule.models import Session
from groups.staffing.actions.asking import accept
from groups.staffing.actions.calling import call, come
from groups.staffing.actions.duties import lay_down
from groups.staffing.actions.hands import give_up
from groups.staffing.models import BackupCall, Duty, DutyState
from tests.cast import Cast, client_of, meeting, membership, support_group
from tests.groups.staffing.helpers import ask_of, asked, elsewhere, names, third

pytestmark = pytest.mark.slow  # whole pages


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def post(client: Client, url: str, /, *args: object, **data: str) -> str:
    """Where it leads, after what was posted."""
    answer = client.post(reverse(url, args=args), data, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def session_page(user: User, session: Session) -> str:
    return page(client_of(user), "home:session", session.pk)


@pytest.fixture
def clock(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def at_noon(clock: time_machine.Traveller, laid: Session) -> Session:
    return laid


def test_members_read_honestly_what_happens_at_each_stage(cast: Cast, at_noon: Session, now: datetime) -> None:
    vera = elsewhere("vera", now=now)
    assert "<p>Idris and Noor</p>" in session_page(cast.sam, at_noon)
    give_up(session=at_noon, seat=cast.seat("noor"), now=now)
    said = session_page(cast.sam, at_noon)
    assert "<p>Idris</p>" in said
    assert "Noor cannot come to this session. Somebody else is being asked." in said
    assert "Vera" not in said
    accept(ask=ask_of(at_noon, vera), name="Wren", now=now)
    said = session_page(cast.sam, at_noon)
    assert "<p>Idris and Wren</p>" in said
    assert "Wren facilitates another group and stands in for this one session." in said
    assert "being asked" not in said


def test_when_nobody_is_found_it_is_said_what_happens_and_until_when(
    cast: Cast, at_noon: Session, now: datetime
) -> None:
    for name in ("noor", "idris"):
        give_up(session=at_noon, seat=cast.seat(name), now=now)
    said = session_page(cast.sam, at_noon)
    assert "Idris and Noor cannot come to this session." in said
    assert "If nobody can open the room by 12:15 (UTC), the session is called off, and you are told." in said


def test_while_people_are_called_members_read_that_and_the_end(
    cast: Cast, at_noon: Session, clock: time_machine.Traveller
) -> None:
    clock.move_to(at_noon.starts_at - timedelta(minutes=11))
    assert "have been called" not in session_page(cast.sam, at_noon)
    clock.move_to(at_noon.starts_at - timedelta(minutes=10))
    said = session_page(cast.sam, at_noon)
    assert "Those who can open it have been called. If nobody can by 12:15 (UTC), the session is called off" in said
    Session.objects.filter(pk=at_noon.pk).update(opened_at=at_noon.starts_at)
    assert "have been called" not in session_page(cast.sam, at_noon)


def test_members_are_led_to_nothing_that_is_the_facilitators(cast: Cast, at_noon: Session) -> None:
    link = reverse("staffing:session", args=[at_noon.pk])
    assert link not in session_page(cast.sam, at_noon)
    assert link in session_page(cast.noor, at_noon)


def test_a_facilitator_says_in_two_taps_that_they_cannot_come(cast: Cast, at_noon: Session, now: datetime) -> None:
    third(cast, "wren", now=now)
    yael = third(cast, "yael", now=now + timedelta(hours=1))
    noor = client_of(cast.noor)
    said = page(noor, "staffing:session", at_noon.pk)
    assert "No reason is asked." in said
    assert "The session takes place: Idris will be there." in said
    assert said.index("Whoever is next") < said.index("Wren") < said.index("Yael")
    said = post(noor, "staffing:duty_end", at_noon.pk, first=str(yael.pk))
    assert "Noor (you) cannot come" in said
    assert "Somebody is asked to stand in, and may answer until" in said
    assert asked(at_noon) == ["Yael"]
    said = post(noor, "staffing:duty", at_noon.pk)
    assert "You hold this session. Thank you." in said
    assert (names(at_noon), asked(at_noon)) == (["Idris", "Noor"], [])


def test_somebody_who_is_not_on_the_list_is_not_asked_first(cast: Cast, at_noon: Session, now: datetime) -> None:
    third(cast, "wren", now=now)
    url = reverse("staffing:duty_end", args=[at_noon.pk])
    answer = client_of(cast.noor).post(url, {"first": str(cast.seat("sam").pk)})
    assert answer.status_code == 422
    assert "Choose somebody from the list." in answer.content.decode()
    assert names(at_noon) == ["Idris", "Noor"]


def test_who_is_asked_reads_what_it_is_and_says_yes_under_a_name(cast: Cast, at_noon: Session, now: datetime) -> None:
    vera = elsewhere("vera", now=now)
    give_up(session=at_noon, seat=cast.seat("noor"), now=now)
    ask, client = ask_of(at_noon, vera), client_of(vera)
    said = page(client, "staffing:ask", ask.pk)
    for words in (
        "Tuesday circle",
        "For evenings that are long.",
        "You may answer until Wednesday 13 May, 12:00 (UTC)",
    ):
        assert words in said
    assert "Sam" not in said
    taken = client.post(reverse("staffing:ask_acceptance", args=[ask.pk]), {"name": "sam"})
    assert taken.status_code == 422
    assert "Somebody in this group goes by that name" in taken.content.decode()
    assert "You stand in for this session" in post(client, "staffing:ask_acceptance", ask.pk, name="Wren")
    assert names(at_noon) == ["Idris", "Wren"]
    assert "Tuesday circle" in page(client, "home:session", at_noon.pk)
    assert "Tuesday circle" in page(client, "staffing:mine")
    assert client.get(reverse("staffing:session", args=[at_noon.pk])).status_code == 404
    assert client.get(reverse("facilitation:roster", args=[cast.group.pk])).status_code == 404
    post(client, "staffing:ask_refusal", ask.pk)
    assert names(at_noon) == ["Idris"]
    assert client.get(reverse("home:session", args=[at_noon.pk])).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("declined", "You said that it is not possible this time."),
        ("expired", "The time to answer has gone by"),
        ("withdrawn", "Nobody needs to stand in any more"),
    ],
)
def test_what_is_settled_says_so_and_an_answer_that_comes_late_changes_nothing(
    cast: Cast, at_noon: Session, now: datetime, state: str, words: str
) -> None:
    vera = elsewhere("vera", now=now)
    give_up(session=at_noon, seat=cast.seat("noor"), now=now)
    ask = ask_of(at_noon, vera)
    type(ask).objects.filter(pk=ask.pk).update(state=state, settled_at=now)
    client = client_of(vera)
    assert words in page(client, "staffing:ask", ask.pk)
    assert "answered already, or is not needed any more" in post(client, "staffing:ask_acceptance", ask.pk, name="Wren")
    assert names(at_noon) == ["Idris"]


def test_a_yes_after_the_end_is_thanked_and_changes_nothing(
    cast: Cast, at_noon: Session, now: datetime, clock: time_machine.Traveller
) -> None:
    vera = elsewhere("vera", now=now)
    give_up(session=at_noon, seat=cast.seat("noor"), now=now)
    clock.move_to(now + timedelta(hours=24))
    said = post(client_of(vera), "staffing:ask_acceptance", ask_of(at_noon, vera).pk, name="Wren")
    assert "others are asked now. Thank you all the same." in said


def test_nobody_reads_what_another_person_is_asked(cast: Cast, at_noon: Session, now: datetime) -> None:
    vera = elsewhere("vera", now=now)
    give_up(session=at_noon, seat=cast.seat("noor"), now=now)
    call(now=at_noon.starts_at)
    asks = reverse("staffing:ask", args=[ask_of(at_noon, vera).pk])
    calls = reverse("staffing:call", args=[BackupCall.objects.get(user=vera).pk])
    for user in (cast.noor, cast.sam, cast.olu, cast.ada, cast.max):
        assert [client_of(user).get(url).status_code for url in (asks, calls)] == [404, 404]


def test_who_is_called_says_that_they_come_and_can_open_the_room(
    cast: Cast, at_noon: Session, now: datetime, clock: time_machine.Traveller
) -> None:
    vera = elsewhere("vera", now=now)
    clock.move_to(at_noon.starts_at - timedelta(minutes=4))
    call(now=at_noon.starts_at - timedelta(minutes=4))
    mine, client = BackupCall.objects.get(user=vera), client_of(vera)
    said = page(client, "staffing:call", mine.pk)
    assert "It begins at 12:00 (UTC), and its room is still closed. If nobody opens it by 12:15" in said
    said = post(client, "staffing:call_coming", mine.pk, name="Wren")
    assert "Thank you. You can open the room now." in said
    assert "You are on the way" in page(client, "staffing:call", mine.pk)
    other = client_of(cast.idris)
    his = BackupCall.objects.get(user=cast.idris)
    assert "That is fine. Somebody else is called." in post(other, "staffing:call_refusal", his.pk)
    assert "You said that you cannot come." in page(other, "staffing:call", his.pk)
    Session.objects.filter(pk=at_noon.pk).update(opened_at=at_noon.starts_at)
    assert "Somebody has opened the room in the meantime." in page(other, "staffing:call", his.pk)


def test_the_sessions_that_i_hold_stand_on_one_page_with_what_lies_at_the_same_hour(
    cast: Cast, at_noon: Session, now: datetime
) -> None:
    other = support_group(now=now, name="Thursday walk")
    membership(other, cast.noor, now=now)
    Membership.objects.filter(group=other).update(role="facilitator")
    meeting(other, starts_at=at_noon.starts_at + timedelta(minutes=30))
    meeting(other, starts_at=at_noon.starts_at + timedelta(days=1))
    lay_down(now=now)
    said = page(client_of(cast.noor), "staffing:mine")
    assert "In the next four weeks you hold 2 sessions." in said
    assert "You hold another session at the same time, so this one is not yours." in said
    assert "Another session that was meant for you lies at the same time." in said
    assert Duty.objects.filter(user=cast.noor, state=DutyState.CANNOT).count() == 1


def test_whether_i_may_be_asked_to_stand_in_is_my_choice(cast: Cast, at_noon: Session) -> None:
    client = client_of(cast.noor)
    assert "checked" not in page(client, "staffing:mine")
    assert "checked" in post(client, "staffing:mine", stands_in="on")
    assert User.objects.get(pk=cast.noor.pk).stands_in
    post(client, "staffing:mine")
    assert not User.objects.get(pk=cast.noor.pk).stands_in


def test_who_comes_at_once_does_so_once(cast: Cast, at_noon: Session, now: datetime) -> None:
    call(now=at_noon.starts_at)
    mine = BackupCall.objects.get(user=cast.noor)
    for _ in range(2):
        come(call=mine, name="", now=at_noon.starts_at)
    assert names(at_noon) == ["Idris", "Noor"]


def test_who_is_called_from_outside_reads_the_agreement_and_then_opens_the_room(
    cast: Cast, at_noon: Session, now: datetime, clock: time_machine.Traveller
) -> None:
    publish_agreement(group=cast.group, brief="We listen.", words="We listen.", by=cast.ada, now=now)
    vera = elsewhere("vera", now=now)
    late = at_noon.starts_at + timedelta(minutes=5)
    clock.move_to(late)
    call(now=late)
    client, room = client_of(vera), Room.objects.get(group=cast.group)
    post(client, "staffing:call_coming", BackupCall.objects.get(user=vera).pk, name="Wren")
    assert reverse("room:room", args=[room.pk]) in page(client, "home:session", at_noon.pk)
    answer = client.get(reverse("room:room", args=[room.pk]))
    assert answer.status_code == 302
    assert reverse("membership:agreement", args=[cast.group.pk]) in answer.headers["Location"]
    post(client, "membership:agreement", cast.group.pk, version="1")
    post(client, "room:opening", room.pk)
    at_noon.refresh_from_db()
    assert at_noon.opened_at == late


@pytest.mark.parametrize(("name", "most"), [("staffing:mine", 9), ("staffing:session", 9)])
def test_pages_ask_the_database_little_however_much_there_is(
    cast: Cast,
    at_noon: Session,
    now: datetime,
    name: str,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for day in range(1, 20):
        meeting(cast.group, starts_at=now + timedelta(days=day, hours=5))
    lay_down(now=now)
    client = client_of(cast.noor)
    args = [at_noon.pk] if name == "staffing:session" else []
    page(client, name, *args)
    with django_assert_max_num_queries(most):
        page(client, name, *args)
