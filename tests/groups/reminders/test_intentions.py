"""A word to oneself comes back before the next session: once, to its writer alone, and then it may go."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection

from groups.membership import actions as membership
from groups.people.models import User
from groups.people.quiet import Clock
from groups.people.said import choose
from groups.people.wishes import Channel
from groups.reminders import delivery, intentions
from groups.reminders.actions import follow_wishes, plan, read, send_due
from groups.reminders.models import Intention, Reminder, ReminderKind, ReminderState
from groups.schedule.actions.answers import answer
from groups.schedule.models import Answer, Session, SessionState
from tests.cast import Cast, meeting
from tests.groups.reminders.conftest import START
from tests.groups.reminders.telling import call_off, move

pytestmark = pytest.mark.slow  # Planned and sent as the jobs do it, often over two sessions.

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
WORDS = "Say hello first. <b>Then</b> listen."


@pytest.fixture
def later(coming: Session) -> Session:
    """The session of the week after."""
    return meeting(coming.group, starts_at=coming.starts_at + WEEK)


def write(cast: Cast, *, now: datetime, words: str = WORDS) -> None:
    intentions.keep(membership=cast.seat("sam"), words=words, now=now)
    plan(now=now)


def only(wishes: dict[str, Any]) -> dict[str, Any]:
    return {"first": {"by": []}, "second": {"by": []}} | wishes


def rows(**given: Any) -> list[Reminder]:
    found = Reminder.objects.filter(kind=ReminderKind.INTENTION, **given)
    return list(found.order_by("session__starts_at", "channel"))


def sent() -> list[tuple[object, str]]:
    return [(one.session_id, one.channel) for one in rows(state=ReminderState.SENT)]


def send(*, now: datetime) -> None:
    """The jobs, as they run: the planner not at the very instant alone."""
    for moment in (now - timedelta(hours=6), now):
        plan(now=moment)
    while send_due(now=now):
        pass


def over(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state=SessionState.OVER)


def test_it_comes_back_the_day_before_on_its_writers_page_alone(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY - timedelta(minutes=1))
    assert sent() == []
    send(now=coming.starts_at - DAY)
    assert sent() == [(coming.pk, Channel.IN_APP)]
    assert {one.membership_id for one in rows()} == {cast.seat("sam").pk}
    assert not any("Say hello" in str(letter.message()) for letter in mail.outbox)


def test_it_is_stored_so_that_only_the_service_can_read_it(cast: Cast, now: datetime) -> None:
    write(cast, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM groups_intention")
        [(stored,)] = cursor.fetchall()
    assert "hello" not in stored
    assert Intention.objects.get().words == WORDS


def test_where_mail_is_wished_it_says_only_that_there_is_something(cast: Cast, coming: Session, now: datetime) -> None:
    User.objects.filter(pk=cast.sam.pk).update(wishes=only({"intention": {"by": ["mail"]}}))
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    assert sent() == [(coming.pk, Channel.MAIL)]
    [letter] = [one for one in mail.outbox if one.to == [cast.sam.email] and one.body]
    assert "Say hello" not in str(letter.message())
    assert cast.group.name not in str(letter.message())


def test_who_wishes_to_hear_nothing_of_it_has_no_rows_and_keeps_the_word(
    cast: Cast, coming: Session, now: datetime
) -> None:
    User.objects.filter(pk=cast.sam.pk).update(wishes={"intention": {"by": []}})
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    assert rows() == []
    assert intentions.lost(now=now) == []
    assert Intention.objects.count() == 1


def test_when_the_session_is_called_off_it_waits_for_the_next(
    cast: Cast, coming: Session, later: Session, now: datetime
) -> None:
    write(cast, now=now)
    call_off(session=coming, by=cast.seat("noor"), now=now + DAY)
    send(now=coming.starts_at - DAY)
    assert sent() == []
    send(now=later.starts_at - DAY)
    assert sent() == [(later.pk, Channel.IN_APP)]


def test_what_was_sent_before_a_session_that_was_called_off_then_comes_before_the_next(
    cast: Cast, coming: Session, later: Session, now: datetime
) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    call_off(session=coming, by=cast.seat("noor"), now=coming.starts_at - timedelta(hours=2))
    [note] = rows(state=ReminderState.SENT)
    read(note=note, now=coming.ends_at)
    assert intentions.tidy(now=coming.ends_at) == 0
    send(now=later.starts_at - DAY)
    assert sent() == [(coming.pk, Channel.IN_APP), (later.pk, Channel.IN_APP)]


def test_it_follows_a_session_that_moves(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + DAY, now=now)
    [row] = rows(state=ReminderState.PENDING)
    assert row.due_at == START
    send(now=START - timedelta(minutes=1))
    assert sent() == []
    send(now=START)
    assert sent() == [(coming.pk, Channel.IN_APP)]


def test_it_comes_anew_when_the_session_moves_on_after_it_was_sent(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    send(now=START - DAY)
    move(session=coming, by=cast.seat("noor"), starts_at=START + WEEK, now=START - DAY)
    assert sent() == []
    send(now=START + WEEK - DAY)
    assert sent() == [(coming.pk, Channel.IN_APP)]


def test_a_way_that_waits_still_comes_when_rows_are_planned_anew(cast: Cast, coming: Session, now: datetime) -> None:
    User.objects.filter(pk=cast.sam.pk).update(wishes=only({"intention": {"by": ["mail", "in_app"]}}))
    write(cast, now=now)
    at = START - DAY
    while delivery.show(limit=10, now=at):
        pass
    assert sent() == [(coming.pk, Channel.IN_APP)]
    choose(user_id=cast.sam.pk, topic="second", ways=["mail"])
    follow_wishes(now=at)
    while delivery.post(limit=10, now=at):
        pass
    assert sent() == [(coming.pk, Channel.IN_APP), (coming.pk, Channel.MAIL)]


def test_a_change_of_mind_and_back_loses_nothing(cast: Cast, coming: Session, later: Session, now: datetime) -> None:
    write(cast, now=now)
    choose(user_id=cast.sam.pk, topic="intention", ways=[])
    follow_wishes(now=now)
    assert rows(state=ReminderState.PENDING) == []
    choose(user_id=cast.sam.pk, topic="intention", ways=["in_app"])
    follow_wishes(now=now + timedelta(minutes=1))
    send(now=coming.starts_at - DAY)
    assert sent() == [(coming.pk, Channel.IN_APP)]


def test_whoever_says_not_today_has_it_before_the_next(
    cast: Cast, coming: Session, later: Session, now: datetime
) -> None:
    write(cast, now=now)
    answer(session=coming, membership=cast.seat("sam"), answer=Answer.NOT_TODAY, now=now)
    send(now=coming.starts_at - DAY)
    assert sent() == []
    send(now=later.starts_at - DAY)
    assert sent() == [(later.pk, Channel.IN_APP)]


def test_whoever_rests_has_it_before_the_first_session_after_that(
    cast: Cast, coming: Session, later: Session, now: datetime
) -> None:
    write(cast, now=now)
    membership.pause(membership=cast.seat("sam"), weeks=1, now=now)
    send(now=coming.starts_at - DAY)
    assert sent() == []
    seat = cast.seat("sam")
    seat.refresh_from_db()
    membership.come_back(membership=seat, now=coming.starts_at + DAY)
    send(now=later.starts_at - DAY)
    assert sent() == [(later.pk, Channel.IN_APP)]


def test_it_comes_once_however_many_sessions_follow(cast: Cast, coming: Session, later: Session, now: datetime) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    over(coming)
    send(now=later.starts_at - DAY)
    assert sent() == [(coming.pk, Channel.IN_APP)]
    assert intentions.lost(now=later.starts_at - DAY) == []


def test_what_is_put_better_before_the_session_is_not_sent_again_and_is_what_one_reads(
    cast: Cast, coming: Session, later: Session, now: datetime
) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    write(cast, now=coming.starts_at - timedelta(hours=3), words="Only listen.")
    send(now=coming.starts_at - timedelta(hours=1))
    over(coming)
    send(now=later.starts_at - DAY)
    assert sent() == [(coming.pk, Channel.IN_APP)]
    assert Intention.objects.get().words == "Only listen."


def test_a_word_after_a_session_is_a_new_one(cast: Cast, coming: Session, later: Session, now: datetime) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    over(coming)
    write(cast, now=coming.ends_at, words="Next time, the window seat.")
    send(now=later.starts_at - DAY)
    assert sent() == [(coming.pk, Channel.IN_APP), (later.pk, Channel.IN_APP)]


def test_what_was_let_go_is_gone_and_nothing_comes(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    write(cast, now=now, words="")
    send(now=coming.starts_at - DAY)
    assert rows() == []
    assert not Intention.objects.exists()


def test_a_word_let_go_after_it_was_sent_may_be_followed_by_another(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    at = coming.starts_at - timedelta(hours=5)
    write(cast, now=at, words="")
    write(cast, now=at, words="Another one.")
    send(now=coming.starts_at - timedelta(hours=1))
    assert sent() == [(coming.pk, Channel.IN_APP)]


@pytest.mark.parametrize(("minutes", "due"), [(300, 60), (30, 10)])
def test_written_late_it_comes_a_little_before_the_start(cast: Cast, coming: Session, minutes: int, due: int) -> None:
    write(cast, now=coming.starts_at - timedelta(minutes=minutes))
    [row] = rows()
    assert coming.starts_at - row.due_at == timedelta(minutes=due)


def test_written_at_the_door_it_is_for_the_session_after(cast: Cast, coming: Session, later: Session) -> None:
    write(cast, now=coming.starts_at - timedelta(minutes=5))
    assert rows(session=coming) == []
    send(now=later.starts_at - DAY)
    assert sent() == [(later.pk, Channel.IN_APP)]


LONDON = ZoneInfo("Europe/London")
QUIET = [
    # quiet from, to; hours that are left → hours before the start (19:00 in London)
    (None, None, 48, 24.0),
    (time(22), time(8), 48, 24.0),
    (time(18), time(20), 48, 23.0),
    (time(18), time(20), 20, 1.25),
    (time(18, 30), time(18, 45), 20, 1.0),
    (time(18, 30), time(20), 0.8, 0.75),
    (time(16), time(21), 2, None),
]


@pytest.mark.parametrize(("begin", "end", "left", "hours"), QUIET)
@pytest.mark.one_engine
def test_it_keeps_quiet_hours(begin: time | None, end: time | None, left: float, hours: float | None) -> None:
    due = intentions.due(START, Clock(LONDON, begin, end), now=START - timedelta(hours=left))
    assert due == (START - timedelta(hours=hours) if hours is not None else None)


def test_put_aside_before_the_session_the_words_stay_until_it_is_over(
    cast: Cast, coming: Session, now: datetime
) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    [note] = rows()
    read(note=note, now=coming.starts_at - timedelta(hours=5))
    assert intentions.tidy(now=coming.ends_at - timedelta(minutes=1)) == 0
    assert intentions.tidy(now=coming.ends_at) == 1
    assert not Intention.objects.exists()


def test_put_aside_after_the_session_the_words_are_gone_at_once(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    [note] = rows()
    read(note=note, now=coming.ends_at)
    assert not Intention.objects.exists()


def test_until_it_is_put_aside_nobody_takes_it_away(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    over(coming)
    assert intentions.tidy(now=coming.ends_at + timedelta(days=300)) == 0


def test_a_new_word_stays_when_the_note_of_the_old_one_is_put_aside(
    cast: Cast, coming: Session, later: Session, now: datetime
) -> None:
    write(cast, now=now)
    send(now=coming.starts_at - DAY)
    write(cast, now=coming.ends_at, words="A new one.")
    read(note=rows()[0], now=coming.ends_at + timedelta(minutes=1))
    intentions.tidy(now=coming.ends_at + timedelta(minutes=1))
    assert Intention.objects.get().words == "A new one."


def test_whoever_leaves_leaves_no_words(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    membership.leave(membership=cast.seat("sam"), now=now)
    assert intentions.tidy(now=now) == 1


def test_a_change_of_mind_about_the_way_reaches_it(cast: Cast, coming: Session, now: datetime) -> None:
    write(cast, now=now)
    choose(user_id=cast.sam.pk, topic="intention", ways=["mail"])
    follow_wishes(now=now)
    assert [one.channel for one in rows(state=ReminderState.PENDING)] == [Channel.MAIL]
