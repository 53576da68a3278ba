"""My sessions and one session: what comes, who will be there, what I did come to; never what I did not."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.membership import actions
from groups.room.models import Room
from groups.schedule.models import Answer, Attendance, PlanStep, Rsvp, Session, SessionState
from tests.cast import Cast, client_of, meeting


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def page_of(session: Session) -> str:
    return f"/sessions/{session.pk}/"


def over(cast: Cast, *, now: datetime, days: int, came: tuple[str, ...]) -> Session:
    session = meeting(cast.group, starts_at=now - timedelta(days=days), state=SessionState.OVER)
    for name in ("sam", "ana", "noor", "idris"):
        if name in came:
            Attendance.objects.create(
                session=session, membership=cast.seat(name), first_seen_at=session.starts_at, attended=True
            )
    return session


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=4))


def test_the_next_sessions_stand_there_with_who_will_be_there(cast: Cast, coming: Session) -> None:
    page = words_of(client_of(cast.sam), "/sessions/")
    assert "Idris and Noor will be there for you" in page
    assert page_of(coming) in page
    assert page_of(coming) not in words_of(client_of(cast.olu), "/sessions/")


def test_my_own_answer_stands_there_and_nobody_elses(cast: Cast, coming: Session, now: datetime) -> None:
    Rsvp.objects.create(session=coming, membership=cast.seat("ana"), answer=Answer.NOT_TODAY, answered_at=now)
    assert "You said" not in words_of(client_of(cast.sam), "/sessions/")
    assert "You said: Not today" in words_of(client_of(cast.ana), "/sessions/")


def test_times_that_i_came_are_counted_and_the_others_are_nowhere(cast: Cast, now: datetime) -> None:
    over(cast, now=now, days=21, came=("sam", "ana", "noor", "idris"))
    gap = over(cast, now=now, days=14, came=("ana", "noor"))
    Attendance.objects.create(session=gap, membership=cast.seat("sam"), first_seen_at=gap.starts_at, attended=False)
    over(cast, now=now, days=7, came=("sam", "noor"))
    page = words_of(client_of(cast.sam), "/sessions/")
    assert "You came 2 times" in page
    assert page.count("Facilitated by") == 2
    assert page.count("Facilitated by Idris and Noor") == 1
    assert f"{gap.starts_at:%-d %B %Y}" not in page


def test_what_i_came_to_stays_mine_after_leaving(cast: Cast, now: datetime) -> None:
    over(cast, now=now, days=7, came=("sam", "noor"))
    actions.leave(membership=cast.seat("sam"), now=now)
    assert "You came 1 time." in words_of(client_of(cast.sam), "/sessions/")


def test_a_session_is_its_groups_alone(cast: Cast, coming: Session) -> None:
    for user in (cast.olu, cast.max, cast.ada):
        client = client_of(user)
        answer, absent = client.get(page_of(coming)), client.get(f"/sessions/{uuid4()}/")
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert client_of(None).get(page_of(coming)).status_code == 302


def test_a_member_answers_with_one_tap(cast: Cast, coming: Session, now: datetime) -> None:
    Rsvp.objects.create(session=coming, membership=cast.seat("sam"), answer=Answer.QUIETLY, answered_at=now)
    page = words_of(client_of(cast.sam), page_of(coming))
    assert page.count('name="answer"') == 4
    assert 'value="quietly" aria-pressed="true"' in page


def test_facilitators_alone_see_what_each_member_said(cast: Cast, coming: Session, now: datetime) -> None:
    Rsvp.objects.create(session=coming, membership=cast.seat("ana"), answer=Answer.UNSURE, answered_at=now)
    assert "Ana" in words_of(client_of(cast.noor), page_of(coming))
    assert "Ana" not in words_of(client_of(cast.sam), page_of(coming))


def test_facilitators_alone_are_led_to_changing_it_and_only_before_it_begins(
    cast: Cast, coming: Session, session: Session
) -> None:
    for name, mine, wished in (("noor", coming, True), ("sam", coming, False), ("noor", session, False)):
        page = words_of(client_of(getattr(cast, name)), page_of(mine))
        assert (f"/sessions/{mine.pk}/move/" in page) is wished
        assert (f"/sessions/{mine.pk}/cancellation/" in page) is wished


def test_a_member_reads_when_it_was_before(cast: Cast, coming: Session, now: datetime) -> None:
    Session.objects.filter(pk=coming.pk).update(moved_from=now + timedelta(days=3))
    assert "It was moved; before, it was on" in words_of(client_of(cast.sam), page_of(coming))


def test_a_session_that_was_called_off_asks_for_nothing(cast: Cast, now: datetime) -> None:
    off = meeting(
        cast.group,
        starts_at=now + timedelta(days=1),
        state=SessionState.CANCELLED,
        cancelled_at=now,
        cancelled_by=cast.seat("noor"),
    )
    page = words_of(client_of(cast.sam), page_of(off))
    assert "called off" in page
    assert 'name="answer"' not in page


def test_during_the_session_the_room_and_the_step_are_shown(cast: Cast, room: Room, session: Session) -> None:
    PlanStep.objects.create(group=cast.group, place=1, minutes=60, words="The round")
    page = words_of(client_of(cast.sam), page_of(session))
    assert "we are here" in page
    assert "The room is open" in page


def test_times_are_the_readers_and_name_the_zone(cast: Cast, coming: Session) -> None:
    cast.sam.time_zone = "Asia/Tokyo"
    cast.sam.save()
    assert "(Asia/Tokyo)" in words_of(client_of(cast.sam), page_of(coming))


@pytest.mark.parametrize("name", ["sam", "noor"])
def test_pages_ask_the_database_little(
    cast: Cast, coming: Session, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    for days in range(1, 9):
        over(cast, now=now, days=days, came=("sam", "noor", "idris"))
        meeting(cast.group, starts_at=now + timedelta(days=days + 7))
    client = client_of(getattr(cast, name))
    with django_assert_max_num_queries(12):
        client.get("/sessions/")
    with django_assert_max_num_queries(10):
        client.get(page_of(coming))
