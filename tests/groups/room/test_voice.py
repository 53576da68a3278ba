"""Groups that want voice have a link: for those with a seat, from the doors to the end, and nowhere else."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from groups.membership.models import Membership, SupportGroup
from groups.room import actions, reads
from groups.room.models import Room
from groups.schedule.actions.links import link_for
from groups.schedule.models import DOORS, Session, SessionState
from groups.schedule.tokens import new_token
from groups.setup.actions import change
from tests.cast import Cast, client_of, meeting
from tests.groups.room.test_pages import page_of

LINK = "https://meet.example.org/{token}?audio=1"
HOUR = timedelta(hours=1)


@pytest.fixture
def voiced(cast: Cast) -> SupportGroup:
    SupportGroup.objects.filter(pk=cast.group.pk).update(meeting_link=LINK)
    cast.group.refresh_from_db()
    for seat in cast.seats.values():
        seat.refresh_from_db()
    return cast.group


def page(client: Client, session: Session) -> str:
    return client.get(reverse("home:session", args=[session.pk])).content.decode()


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (DOORS + timedelta(seconds=1), False),
        (DOORS, True),
        (timedelta(0), True),
        (-timedelta(minutes=59), True),
        (-HOUR, False),
    ],
)
def test_it_is_shown_from_fifteen_minutes_before_to_the_end(
    cast: Cast, voiced: SupportGroup, now: datetime, before: timedelta, shown: bool
) -> None:
    session = meeting(voiced, starts_at=now + before)
    link = link_for(session=session, membership=cast.seat("sam"), now=now)
    assert bool(link) is shown
    assert bool(Session.objects.get(pk=session.pk).link_token) is shown


def test_everybody_with_a_seat_reads_the_same_link_on_the_sessions_page(
    cast: Cast, voiced: SupportGroup, now: datetime
) -> None:
    session = meeting(voiced, starts_at=now + timedelta(minutes=5))
    found = {
        re.search(r'href="(https://meet\.example\.org/[^"]+)"', page(client_of(one), session))[1]
        for one in (cast.sam, cast.noor)
    }
    session.refresh_from_db()
    assert found == {f"https://meet.example.org/{session.link_token}?audio=1"}
    said = page(client_of(cast.sam), session)
    assert 'rel="noreferrer noopener"' in said
    assert "A camera is never needed, and listening is fine." in said
    assert len(session.link_token) == 43


def test_each_session_has_another_word_in_it(cast: Cast, voiced: SupportGroup, now: datetime) -> None:
    one, other = (meeting(voiced, starts_at=now + timedelta(minutes=n)) for n in (0, 5))
    sam = cast.seat("sam")
    assert link_for(session=one, membership=sam, now=now) != link_for(session=other, membership=sam, now=now)
    assert len({new_token() for _ in range(100)}) == 100


def test_who_may_not_be_in_the_room_reads_no_link(cast: Cast, voiced: SupportGroup, now: datetime) -> None:
    session = meeting(voiced, starts_at=now)
    actions.ask_to_leave(session=session, membership=cast.seat("sam"), by=cast.noor, now=now)
    assert link_for(session=session, membership=cast.seat("sam"), now=now) == ""
    Membership.objects.filter(pk=cast.seat("ana").pk).update(paused_at=now, paused_until=now + HOUR)
    assert "https://meet" not in page(client_of(cast.ana), session)
    SupportGroup.objects.filter(pk=voiced.pk).update(agreement_version=1)
    assert "https://meet" not in page(client_of(cast.noor), session)
    assert client_of(cast.olu).get(reverse("home:session", args=[session.pk])).status_code == 404


def test_a_session_that_was_called_off_has_no_link(cast: Cast, voiced: SupportGroup, now: datetime) -> None:
    session = meeting(voiced, starts_at=now, state=SessionState.CANCELLED)
    assert link_for(session=session, membership=cast.seat("sam"), now=now) == ""


def test_it_stands_in_the_room_while_it_is_open(cast: Cast, voiced: SupportGroup, now: datetime) -> None:
    session = meeting(voiced, starts_at=now)
    room = Room.objects.of(voiced)
    assert reads.states([room.pk])[room.pk].link == ""
    room = actions.open_room(room=room, by=cast.seat("noor"), now=now)
    link = reads.states([room.pk])[room.pk].link
    assert link == link_for(session=Session.objects.get(pk=session.pk), membership=cast.seat("sam"), now=now)
    assert link.replace("&", "&amp;") in page_of(client_of(cast.sam), room)
    actions.close(room=room, by=cast.seat("noor"), now=now)
    assert "https://meet" not in page_of(client_of(cast.sam), room)


def test_a_group_without_a_link_says_nothing_of_voice(cast: Cast, room: Room) -> None:
    assert reads.states([room.pk])[room.pk].link == ""
    assert room.session is not None
    assert "By voice" not in page(client_of(cast.sam), room.session)
    assert 'id="voice" aria-labelledby="voice-title" hidden' in page_of(client_of(cast.sam), room)


def test_a_link_that_is_set_in_mid_session_reaches_the_open_room(cast: Cast, room: Room, now: datetime) -> None:
    change(group=cast.group, facts={"meeting_link": LINK}, by=cast.ada, now=now)
    state = reads.states([room.pk])[room.pk]
    assert state.link.startswith("https://meet.example.org/")
    assert (state.state_tick > room.state_tick, mail.outbox) == (True, [])


def test_strangers_read_that_there_is_voice_and_never_where(cast: Cast, voiced: SupportGroup, now: datetime) -> None:
    link_for(session=meeting(voiced, starts_at=now), membership=cast.seat("sam"), now=now)
    for name in ("home:group", "home:preview"):
        said = client_of(None).get(reverse(name, args=[voiced.pk])).content.decode()
        assert "camera is never needed" in said
        assert "meet.example.org" not in said


@pytest.mark.parametrize("name", ["sam", "noor"])
def test_the_page_of_a_session_with_voice_asks_few_questions(
    cast: Cast, voiced: SupportGroup, now: datetime, name: str, django_assert_max_num_queries
) -> None:
    session = meeting(voiced, starts_at=now)
    actions.open_room(room=Room.objects.of(voiced), by=cast.seat("noor"), now=now)
    client = client_of(getattr(cast, name))
    page(client, session)
    with django_assert_max_num_queries(12):
        assert "https://meet" in page(client, session)
