"""What those read who would come, what the group reads of it, and what nobody reads."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from groups.membership.actions import publish_agreement
from groups.people.models import User
from groups.schedule.models import Answer, Session
from groups.standby.actions import let_go, offer_seats, take
from groups.standby.models import Standby, StandbyState
from tests.cast import Cast, client_of, meeting
from tests.groups.standby.people import MINUTE, opened, says, waits, would_come


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    opened(cast)
    return meeting(cast.group, starts_at=now + 8 * MINUTE)


@pytest.fixture
def wim(cast: Cast, coming: Session, now: datetime) -> Standby:
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    (row,) = would_come(cast, coming, "wim", now=now)
    return row


def read(user: User, name: str, *args: object) -> str:
    answer = client_of(user).get(reverse(name, args=args))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_request_leads_there_in_an_open_group_alone(cast: Cast, wim: Standby) -> None:
    address = reverse("standby:sessions", args=[wim.request_id])
    assert address in read(wim.request.user, "joining:request", wim.request_id)
    type(cast.group).objects.update(same_people=True)
    assert address not in read(wim.request.user, "joining:request", wim.request_id)
    assert "the same people meet each time" in read(wim.request.user, "standby:sessions", wim.request_id)


def test_one_tap_wishes_and_one_takes_it_back(cast: Cast, coming: Session, now: datetime) -> None:
    asked = waits(cast, cast.olu, since=now)
    olu = client_of(cast.olu)
    olu.post(reverse("standby:wish", args=[asked.pk, coming.pk]))
    row = Standby.objects.get()
    assert "You would come, if a seat is free" in read(cast.olu, "standby:sessions", asked.pk)
    assert "You would come" in read(cast.olu, "standby:offer", row.pk)
    answer = olu.post(reverse("standby:withdrawal", args=[row.pk]), follow=True)
    assert "That is fine. Your place in line stays." in answer.content.decode()
    assert not Standby.objects.exists()


def test_a_session_of_another_group_cannot_be_wished_for(cast: Cast, coming: Session, now: datetime) -> None:
    asked = waits(cast, cast.olu, since=now)
    elsewhere = meeting(type(cast.group).objects.create(name="Elsewhere", purpose="x"), starts_at=now + MINUTE)
    answer = client_of(cast.olu).post(reverse("standby:wish", args=[asked.pk, elsewhere.pk]))
    assert answer.status_code == 404
    assert not Standby.objects.exists()


def test_the_way_from_the_offer_into_the_room(cast: Cast, wim: Standby, now: datetime) -> None:
    offer_seats(now=now)
    assert "A seat is kept for you until" in read(wim.request.user, "standby:sessions", wim.request_id)
    page = read(wim.request.user, "standby:offer", wim.pk)
    assert "A seat is free for you" in page
    assert "Yes, I come" in page and "Not this time" in page
    there = client_of(wim.request.user).post(reverse("standby:acceptance", args=[wim.pk]), follow=True)
    words = " ".join(there.content.decode().split())
    assert "You sit in with Tuesday circle, as Wim Bird, until the session is over." in words
    room = client_of(wim.request.user).get(reverse("room:room_of_group", args=[cast.group.pk]), follow=True)
    assert room.status_code == 200


def test_the_agreement_stands_on_the_page_and_goes_with_the_yes(cast: Cast, wim: Standby, now: datetime) -> None:
    publish_agreement(group=cast.group, brief="We listen.", words="Nothing leaves the room.", by=cast.ada, now=now)
    offer_seats(now=now)
    page = read(wim.request.user, "standby:offer", wim.pk)
    assert "We listen." in page and "Nothing leaves the room." in page
    assert '<input type="hidden" name="agreed" value="1">' in page
    client = client_of(wim.request.user)
    address = reverse("standby:acceptance", args=[wim.pk])
    for agreed in ("0", "", "many"):
        answer = client.post(address, {"agreed": agreed}, follow=True)
        assert "The agreement has changed since you opened this page." in answer.content.decode()
    assert "There is a seat for you today." in client.post(address, {"agreed": "1"}, follow=True).content.decode()


def test_times_stand_on_the_readers_clock_with_the_zone(cast: Cast, wim: Standby, coming: Session) -> None:
    User.objects.filter(pk=wim.request.user_id).update(time_zone="Asia/Kathmandu")
    start = datetime.fromisoformat("2030-01-15T18:00+00:00")
    Session.objects.filter(pk=coming.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    page = read(wim.request.user, "standby:offer", wim.pk)
    assert "you are asked between Tuesday 15 January, 23:35 (Asia/Kathmandu) and 23:55" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (StandbyState.PASSED, "This seat goes to the next person"),
        (StandbyState.OVER, "No seat became free in time. That is about chairs, not about you."),
    ],
)
def test_however_it_ends_the_page_is_kind(wim: Standby, now: datetime, state: StandbyState, words: str) -> None:
    Standby.objects.filter(pk=wim.pk).update(state=state)
    page = read(wim.request.user, "standby:offer", wim.pk)
    assert words in page
    assert "Your place in line stays." in page


@pytest.mark.parametrize("state", StandbyState.values)
def test_of_what_was_called_off_every_page_says_so_and_leads_to_no_room(
    cast: Cast, wim: Standby, coming: Session, now: datetime, state: str
) -> None:
    offer_seats(now=now)
    if state == StandbyState.TAKEN:
        take(wish=wim, agreed=0, now=now)
    Standby.objects.filter(pk=wim.pk).update(state=state)
    Session.objects.filter(pk=coming.pk).update(state="cancelled")
    page = read(wim.request.user, "standby:offer", wim.pk)
    assert "This session does not take place" in page
    assert reverse("room:room_of_group", args=[cast.group.pk]) not in page
    assert "<button" not in page.split('id="main"')[1].split("</main>")[0]


def test_a_late_yes_is_told_on_the_page(wim: Standby, now: datetime) -> None:
    offer_seats(now=now)
    Standby.objects.filter(pk=wim.pk).update(expires_at=now)
    answer = client_of(wim.request.user).post(reverse("standby:acceptance", args=[wim.pk]), follow=True)
    assert "This seat is with the next person now." in answer.content.decode()


def test_members_read_that_somebody_sits_in_and_no_name(
    cast: Cast, wim: Standby, coming: Session, now: datetime
) -> None:
    before = read(cast.ana, "home:session", coming.pk)
    assert "A seat that nobody needs that day may be offered" in before
    assert "somebody sits in" not in before.replace("when somebody sits in", "")
    offer_seats(now=now)
    take(wish=wim, agreed=0, now=now)
    page = read(cast.ana, "home:session", coming.pk)
    assert "Today somebody sits in who waits for a seat of their own" in page
    assert "Wim" not in page


def test_it_is_said_of_that_session_alone(cast: Cast, wim: Standby, now: datetime) -> None:
    later = meeting(cast.group, starts_at=now + timedelta(days=7))
    offer_seats(now=now)
    take(wish=wim, agreed=0, now=now)
    assert "Today somebody sits in" not in read(cast.ana, "home:session", later.pk)
    assert "Wim Bird" not in read(cast.noor, "home:session", later.pk)


def test_facilitators_read_how_many_would_come_and_who_sits_in(
    cast: Cast, wim: Standby, coming: Session, now: datetime
) -> None:
    assert "1 person in line would come" in read(cast.noor, "home:session", coming.pk)
    assert "in line would come" not in read(cast.ana, "home:session", coming.pk)
    offer_seats(now=now)
    take(wish=wim, agreed=0, now=now)
    page = read(cast.noor, "home:session", coming.pk)
    assert '<th scope="row">Wim Bird</th><td>Sits in today</td>' in page
    let_go(wish=wim, now=now)
    assert "Wim Bird" not in read(cast.noor, "home:session", coming.pk)


def test_who_sits_in_is_not_asked_what_they_can_today(cast: Cast, wim: Standby, coming: Session, now: datetime) -> None:
    offer_seats(now=now)
    take(wish=wim, agreed=0, now=now)
    assert 'name="answer"' not in read(wim.request.user, "home:session", coming.pk)
    usual = client_of(wim.request.user).get(reverse("schedule:usual", args=[cast.group.pk]))
    assert usual.status_code == 404


def test_who_sits_in_reads_so_and_finds_no_other_session(
    cast: Cast, wim: Standby, coming: Session, now: datetime
) -> None:
    later = meeting(cast.group, starts_at=now + timedelta(days=7))
    past = meeting(cast.group, starts_at=now - timedelta(days=7))
    offer_seats(now=now)
    take(wish=wim, agreed=0, now=now)
    guest = wim.request.user
    page = read(guest, "home:session", coming.pk)
    assert "You sit in today, for this session alone." in page
    assert "Today somebody sits in" not in page
    for other in (later, past):
        for name in ("home:session", "schedule:note"):
            assert client_of(guest).get(reverse(name, args=[other.pk])).status_code == 404
    start = read(guest, "home:start") + read(guest, "home:sessions")
    assert str(coming.pk) in start
    assert str(later.pk) not in start
    assert str(later.pk) in read(cast.ana, "home:sessions")


def test_a_standing_roster_says_nothing_of_guests(cast: Cast, coming: Session) -> None:
    type(cast.group).objects.update(same_people=True)
    assert "may be offered" not in read(cast.ana, "home:session", coming.pk)


@pytest.mark.parametrize("page", ["standby:sessions", "standby:offer"])
def test_its_pages_ask_few_questions(wim: Standby, now: datetime, page: str, django_assert_max_num_queries) -> None:
    offer_seats(now=now)
    client = client_of(wim.request.user)
    address = reverse(page, args=[wim.request_id if page == "standby:sessions" else wim.pk])
    client.get(address)
    with django_assert_max_num_queries(8):
        client.get(address)
