"""A facilitator calls a session off or moves it; the loser of a race is told; what has begun stays."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from groups.membership.models import State
from groups.refusals import Refused
from groups.schedule.actions.answers import answer
from groups.schedule.actions.sessions import SessionChanged, TimeDoesNotFit, cancel, move
from groups.schedule.facts import Hand
from groups.schedule.models import Answer, Rsvp, Session, SessionState
from groups.schedule.policy import HasBegun, IsOver, NotGoingAhead, NotYourSession, can_answer, can_change
from tests.cast import Cast, meeting, membership, support_group, whole_cast


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=4))


def test_calling_off_says_who_and_when_and_is_a_new_version(coming: Session, cast: Cast, now: datetime) -> None:
    cancel(session=coming, by=Hand.facilitator(cast.seat("noor")), now=now)
    assert (coming.state, coming.version) == (SessionState.CANCELLED, 2)
    assert (coming.cancelled_at, coming.cancelled_by) == (now, cast.seat("noor"))


def test_moving_keeps_the_length_and_the_old_time(coming: Session, cast: Cast, now: datetime) -> None:
    old, new = coming.starts_at, coming.starts_at + timedelta(days=1)
    move(session=coming, by=Hand.facilitator(cast.seat("noor")), starts_at=new, now=now)
    assert (coming.starts_at, coming.ends_at - new, coming.moved_from) == (new, timedelta(hours=1), old)
    assert coming.version == 2


def test_who_changes_what_somebody_else_has_just_changed_is_told(coming: Session, cast: Cast, now: datetime) -> None:
    stale = Session.objects.get()
    move(
        session=coming, by=Hand.facilitator(cast.seat("noor")), starts_at=coming.starts_at + timedelta(days=1), now=now
    )
    with pytest.raises(SessionChanged):
        cancel(session=stale, by=Hand.facilitator(cast.seat("idris")), now=now)
    assert Session.objects.get().state == SessionState.PLANNED


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=-1), timedelta(days=4)])
def test_a_session_moves_only_to_another_time_to_come(
    coming: Session, cast: Cast, now: datetime, later: timedelta
) -> None:
    with pytest.raises(TimeDoesNotFit):
        move(session=coming, by=Hand.facilitator(cast.seat("noor")), starts_at=now + later, now=now)


@pytest.mark.parametrize("minutes", [0, 30, 60, 600])
def test_what_has_begun_is_not_changed_any_more(coming: Session, cast: Cast, minutes: int) -> None:
    moment = coming.starts_at + timedelta(minutes=minutes)
    with pytest.raises((HasBegun, IsOver)) as no:
        cancel(session=coming, by=Hand.facilitator(cast.seat("noor")), now=moment)
    assert str(no.value).endswith(".")
    with pytest.raises((HasBegun, IsOver)):
        move(session=coming, by=Hand.facilitator(cast.seat("noor")), starts_at=moment + timedelta(days=1), now=moment)


def test_a_session_whose_room_is_open_already_stays_where_it_is(coming: Session, cast: Cast, now: datetime) -> None:
    stale = Session.objects.get()
    Session.objects.update(opened_at=now)
    with pytest.raises(SessionChanged):
        cancel(session=stale, by=Hand.facilitator(cast.seat("noor")), now=now)
    coming.refresh_from_db()
    with pytest.raises(HasBegun, match="close the room"):
        move(
            session=coming,
            by=Hand.facilitator(cast.seat("noor")),
            starts_at=coming.starts_at + timedelta(days=1),
            now=now,
        )


def test_only_the_groups_facilitators_change_its_sessions(coming: Session, cast: Cast, now: datetime) -> None:
    other = membership(support_group(now=now), cast.olu, now=now, role="facilitator")
    gone = cast.seat("idris")
    gone.state, gone.ended_at = State.LEFT, now
    for by in (cast.seat("sam"), other, gone):
        with pytest.raises(NotYourSession):
            cancel(session=coming, by=Hand.facilitator(by), now=now)
        assert not can_change(coming, Hand.facilitator(by), now=now)
    assert can_change(coming, Hand.facilitator(cast.seat("noor")), now=now)


def test_the_newest_answer_counts(coming: Session, cast: Cast, now: datetime) -> None:
    for word in (Answer.COME, Answer.NOT_TODAY):
        answer(session=coming, membership=cast.seat("sam"), answer=word, now=now)
    assert [one.answer for one in Rsvp.objects.all()] == [Answer.NOT_TODAY]


def test_one_may_still_answer_while_it_is_going_on_but_not_after(session: Session, cast: Cast, now: datetime) -> None:
    answer(session=session, membership=cast.seat("sam"), answer=Answer.QUIETLY, now=now)
    with pytest.raises(IsOver):
        answer(session=session, membership=cast.seat("sam"), answer=Answer.COME, now=session.ends_at)
    assert not can_answer(session, cast.seat("sam"), now=session.ends_at)


def test_nobody_answers_for_a_session_that_was_called_off(coming: Session, cast: Cast, now: datetime) -> None:
    cancel(session=coming, by=Hand.facilitator(cast.seat("noor")), now=now)
    with pytest.raises(NotGoingAhead):
        answer(session=coming, membership=cast.seat("sam"), answer=Answer.COME, now=now)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
@pytest.mark.slow  # real threads, real commits
@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_a_session_at_once_one_succeeds(now: datetime) -> None:
    cast = whole_cast(now=now)
    session = meeting(cast.group, starts_at=now + timedelta(days=4))
    start, outcomes = threading.Barrier(6), []

    def change(number: int) -> None:
        mine = Session.objects.get(pk=session.pk)
        start.wait(timeout=10)
        try:
            if number % 2:
                cancel(session=mine, by=Hand.facilitator(cast.seat("noor")), now=now)
            else:
                move(
                    session=mine,
                    by=Hand.facilitator(cast.seat("idris")),
                    starts_at=mine.starts_at + timedelta(hours=number + 1),
                    now=now,
                )
            outcomes.append("done")
        except Refused as no:
            outcomes.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.refresh_from_db()
    assert sorted(outcomes) == ["done"] + ["session_changed"] * 5
    assert session.version == 2
