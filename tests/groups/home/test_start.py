"""The first page: calm for strangers, one next thing for everybody else."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.changes.actions import note
from groups.changes.models import What
from groups.joining import actions
from groups.membership.actions import agree, leave, pause, publish_agreement
from groups.membership.models import Part
from groups.people.models import Question, User
from groups.people.wishes import Channel
from groups.reminders.actions import tell_changes
from groups.reminders.models import Reminder, ReminderKind, ReminderState
from groups.room.models import Room
from groups.schedule.facts import Hand, change_of, facts_of
from groups.schedule.models import Session, SessionState
from tests.cast import Cast, client_of, meeting, membership, support_group

LONG_AGO = datetime.fromisoformat("2020-01-01T00:00Z")


def words_of(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def reminder(cast: Cast, session: Session, *, now: datetime, kind: str = ReminderKind.ONE_DAY) -> Reminder:
    return Reminder.objects.create(
        membership=cast.seat("sam"),
        session=session,
        kind=kind,
        channel=Channel.IN_APP,
        due_at=now,
        session_version=session.version,
        state=ReminderState.SENT,
        sent_at=now,
    )


def test_a_stranger_reads_what_this_is_and_what_it_is_not(db: None) -> None:
    page = words_of(client_of(None))
    for words in ("neither treatment nor an emergency service", "Find a group", "Sign in", "Help now"):
        assert words in page


def test_somebody_new_is_led_to_the_groups(cast: Cast) -> None:
    assert "Find a group" in words_of(client_of(cast.olu))


def test_a_member_is_led_to_the_open_room(cast: Cast, room: Room) -> None:
    page = words_of(client_of(cast.sam))
    assert "The room is open" in page
    assert str(room.pk) in page


def test_an_open_room_is_nobody_elses_business(cast: Cast, room: Room) -> None:
    for user in (cast.olu, cast.max, cast.ada):
        assert str(room.pk) not in words_of(client_of(user))


def test_a_closed_room_is_opened_by_a_facilitator(cast: Cast, session: Session) -> None:
    assert "The room can be opened" in words_of(client_of(cast.noor))
    assert "The room can be opened" not in words_of(client_of(cast.sam))


def test_a_facilitator_reads_who_waits(cast: Cast, now: datetime) -> None:
    actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)
    assert "Wren would like to come" in words_of(client_of(cast.noor))
    assert "Wren" not in words_of(client_of(cast.sam))
    assert "Your request is with the facilitators" in words_of(client_of(cast.olu))


def test_an_old_answer_no_longer_stands_there(cast: Cast, now: datetime) -> None:
    long_ago = now - timedelta(days=15)
    asked = actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=long_ago)
    actions.decline(asked=asked, by=cast.seat("noor"), now=long_ago)
    assert "Not this time" not in words_of(client_of(cast.olu))


def test_who_left_reads_no_more_of_their_seat(cast: Cast, now: datetime) -> None:
    asked = actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)
    seat = actions.seat(asked=asked, by=cast.seat("noor"), now=now)
    leave(membership=seat, now=now)
    assert "There is a seat for you" not in words_of(client_of(cast.olu))


def test_a_reminder_stands_there_for_the_one_whom_it_is_for(cast: Cast, now: datetime) -> None:
    reminder(cast, meeting(cast.group, starts_at=now + timedelta(hours=20)), now=now)
    assert "Quietly is fine, and so is not coming" in words_of(client_of(cast.sam))
    assert "Quietly is fine, and so is not coming" not in words_of(client_of(cast.ana))


def test_of_one_session_the_newest_word_stands_there(cast: Cast, now: datetime) -> None:
    session = meeting(cast.group, starts_at=now + timedelta(hours=20))
    reminder(cast, session, now=now - timedelta(days=2), kind=ReminderKind.THREE_DAYS)
    reminder(cast, session, now=now)
    assert words_of(client_of(cast.sam)).count("Quietly is fine, and so is not coming") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"state": SessionState.OVER},
        {"version": 2},
        {
            "starts_at": datetime.fromisoformat("2020-01-01T00:00Z"),
            "ends_at": datetime.fromisoformat("2020-01-02T00:00Z"),
        },
    ],
    ids=["over", "moved since", "gone by"],
)
def test_nothing_stale_stands_there(cast: Cast, now: datetime, change: dict[str, object]) -> None:
    session = meeting(cast.group, starts_at=now + timedelta(hours=20))
    reminder(cast, session, now=now)
    Session.objects.filter(pk=session.pk).update(**change)
    assert "Quietly is fine, and so is not coming" not in words_of(client_of(cast.sam))


def test_a_session_that_was_called_off_is_said_so(cast: Cast, now: datetime) -> None:
    session = meeting(
        cast.group,
        starts_at=now + timedelta(hours=20),
        state=SessionState.CANCELLED,
        cancelled_at=now,
        cancelled_by=cast.seat("noor"),
    )
    reminder(cast, session, now=now)
    told = change_of(session, What.CALLED_OFF, before=facts_of(session), by=Hand.facilitator(cast.seat("noor")))
    note(change=told, now=now)
    tell_changes(now=now)
    page = words_of(client_of(cast.sam))
    assert "called off." in page
    assert "Quietly is fine, and so is not coming" not in page
    assert "Today I can" not in page


@pytest.mark.parametrize("name", ["olu", "sam", "noor"])
def test_the_page_asks_the_database_little(
    cast: Cast, room: Room, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    for days in range(1, 9):
        reminder(cast, meeting(cast.group, starts_at=now + timedelta(days=days)), now=now)
    actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)
    client = client_of(getattr(cast, name))
    with django_assert_max_num_queries({"olu": 7, "sam": 10, "noor": 11}[name]):
        client.get("/")


def test_what_is_kept_for_somebody_stands_first(cast: Cast, now: datetime) -> None:
    group = support_group(now=now, name="Two chairs", capacity=2)
    noor = membership(group, cast.noor, now=now, role=Part.FACILITATOR)
    asked = actions.ask(group=group, user=cast.olu, name="Wren", line="", now=now)
    actions.wait(asked=asked, by=noor, now=now)
    assert "See your request" in words_of(client_of(cast.olu))
    actions.offer_seats(now=now)
    page = words_of(client_of(cast.olu))
    assert "There is a seat for you" in page
    assert "See the offer" in page
    assert "See the offer" not in words_of(client_of(cast.sam))


def test_a_word_of_a_facilitator_is_led_to_and_then_it_is_their_turn(cast: Cast, now: datetime) -> None:
    asked = actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)
    actions.write(asked=asked, by=cast.seat("noor"), words="What would help you?", now=now)
    assert "A facilitator wrote to you" in words_of(client_of(cast.olu))
    assert "Wren would like to come" not in words_of(client_of(cast.noor))
    actions.write(asked=asked, by=None, words="To listen at first.", now=now + timedelta(minutes=1))
    assert "A facilitator wrote to you" not in words_of(client_of(cast.olu))
    assert "Wren would like to come" in words_of(client_of(cast.noor))


def test_before_the_first_session_there_are_a_few_lines_to_read(cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now + timedelta(days=3))
    publish_agreement(group=cast.group, brief="Curious, patient.", words="What we agree on.", by=cast.ada, now=now)
    assert "Read them" in words_of(client_of(cast.sam))
    agree(membership=cast.seat("sam"), version=1, now=now)
    assert "Read them" not in words_of(client_of(cast.sam))
    assert "Read them" in words_of(client_of(cast.ana))


def test_questions_that_wait_can_be_ended_in_one_tap(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(next_question=Question.QUIET)
    client = client_of(cast.sam)
    assert "Ask nothing more" in words_of(client)
    client.post("/welcome/")
    assert "Ask nothing more" not in words_of(client)


def test_during_a_pause_nothing_is_asked(cast: Cast, session: Session, now: datetime) -> None:
    pause(membership=cast.seat("sam"), weeks=2, now=now)
    page = words_of(client_of(cast.sam))
    assert "Come back whenever you like" in page
    assert "Today I can" not in page


def test_after_a_pause_the_seat_is_still_theirs(cast: Cast, now: datetime) -> None:
    pause(membership=cast.seat("sam"), weeks=2, now=now - timedelta(weeks=3))
    assert "The seat is still yours" in words_of(client_of(cast.sam))


@pytest.mark.parametrize(("name", "is_led_there"), [("noor", True), ("max", True), ("sam", False), ("olu", False)])
def test_who_looks_at_reports_is_led_to_them_and_nobody_else(cast: Cast, name: str, is_led_there: bool) -> None:
    assert ("Reports and held messages" in words_of(client_of(getattr(cast, name)))) is is_led_there
