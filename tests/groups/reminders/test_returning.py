"""What is said to somebody who did not come: one note, one question, then silence. Pure, over drawn histories."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.people.quiet import Clock
from groups.reminders.returning import AFTER, HELPS, QUESTION, Met, helps_until, next_word, word_at

pytestmark = pytest.mark.one_engine
WEEK = timedelta(weeks=1)
FIRST = datetime(2026, 5, 5, 19, tzinfo=UTC)

CAME, STAYED, EXCUSED = "came", "stayed away", "not today"
ACT = "act"
"""Somebody says what they can, or answers; nothing of it is coming."""


def told(*happened: str, wished: bool = True) -> list[str]:
    """What was said about each session, one after the other, as time goes by. "act": they did something in between."""
    met: list[Met] = []
    acts: list[datetime] = []
    said: list[str] = []
    for step in happened:
        if step == ACT:
            acts.append(_end(len(met)) - timedelta(days=2))
            continue
        met.append(Met(_end(len(met)), came=step == CAME, is_excused=step == EXCUSED))
        word = next_word(met, acts) if wished else ""
        met[-1] = replace(met[-1], told=word)
        said.append(word)
    return said


def _end(number: int) -> datetime:
    return FIRST + number * WEEK


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        ([CAME], [""]),
        ([STAYED], [AFTER]),
        ([STAYED, STAYED], [AFTER, QUESTION]),
        ([STAYED, STAYED, STAYED, STAYED], [AFTER, QUESTION, "", ""]),
        ([STAYED, CAME, STAYED, STAYED], [AFTER, "", AFTER, QUESTION]),
        ([STAYED, STAYED, STAYED, CAME, STAYED], [AFTER, QUESTION, "", "", AFTER]),
        # Silence ends with anything that they do, and what was counted before counts no more.
        ([STAYED, STAYED, STAYED, ACT, STAYED, STAYED], [AFTER, QUESTION, "", AFTER, QUESTION]),
        # Who says "come" each week and then cannot is written to once.
        ([STAYED, ACT, STAYED, ACT, STAYED], [AFTER, "", ""]),
        ([STAYED, ACT, STAYED, STAYED], [AFTER, "", QUESTION]),
        # "Not today" neither counts nor ends the row.
        ([EXCUSED], [""]),
        ([EXCUSED, STAYED], ["", AFTER]),
        ([STAYED, EXCUSED, STAYED], [AFTER, "", QUESTION]),
        ([STAYED, STAYED, EXCUSED, STAYED], [AFTER, QUESTION, "", ""]),
        ([], []),
    ],
)
def test_one_note_one_question_then_silence(happened: list[str], said: list[str]) -> None:
    assert told(*happened) == said


def test_what_was_never_sent_stands_nowhere() -> None:
    before = [Met(_end(0), came=False), Met(_end(1), came=True), Met(_end(2), came=False)]
    assert next_word(before, []) == AFTER
    assert next_word([*before, Met(_end(3), came=False)], []) == QUESTION


def test_whoever_did_something_since_is_written_nothing_of_it() -> None:
    met = [Met(_end(0), came=False)]
    assert next_word(met, [_end(0) + timedelta(hours=1)]) == ""
    assert next_word(met, [_end(0) - timedelta(hours=1)]) == AFTER


STEPS = st.lists(st.sampled_from([CAME, STAYED, EXCUSED, ACT]), max_size=24)


@given(STEPS)
def test_never_two_notes_between_two_times_that_somebody_came_or_the_end_of_a_silence(happened: list[str]) -> None:
    said = iter(told(*happened))
    notes, asked = 0, False
    for step in happened:
        if step == ACT:
            notes, asked = 0 if asked else notes, False
            continue
        word = next(said)
        if step == CAME:
            notes, asked = 0, False
        assert not (word and asked), "something was said after the question, before they did anything"
        notes += word == AFTER
        asked = asked or word == QUESTION
        assert notes <= 1


@given(STEPS)
def test_nothing_is_said_of_a_session_that_somebody_came_to_or_had_spoken_of(happened: list[str]) -> None:
    said = told(*happened)
    meetings = [step for step in happened if step != ACT]
    assert {word for step, word in zip(meetings, said, strict=True) if step != STAYED} <= {""}


@given(STEPS)
def test_the_question_comes_after_two_in_a_row_and_not_before(happened: list[str]) -> None:
    said = iter(told(*happened))
    row = 0
    for step in happened:
        if step in (CAME, ACT):
            row = 0
        if step == ACT:
            continue
        word = next(said)
        row += step == STAYED
        assert (word != QUESTION) or row >= 2


@given(STEPS)
def test_the_first_session_after_one_that_they_came_to_is_not_passed_over(happened: list[str]) -> None:
    assert told(*happened, CAME, STAYED)[-1] == AFTER


@pytest.mark.slow  # draws clocks of five zones over a year
@given(
    st.integers(0, 365 * 24 * 12).map(lambda steps: FIRST + steps * timedelta(minutes=5)),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.integers(1, 7),
    st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)),
)
def test_a_word_comes_at_that_hour_of_their_day_or_when_their_quiet_hours_end(
    end: datetime, zone: str, at: time, days: int, quiet: tuple[int, int] | None
) -> None:
    hours = (time(quiet[0]), time(quiet[1])) if quiet else (None, None)
    clock = Clock(ZoneInfo(zone), *hours)
    due = word_at(end, clock, days=days, at=at)
    assert clock.quiet(due) is None
    local = due.astimezone(clock.zone)
    day = end.astimezone(clock.zone).date() + timedelta(days=days)
    assert timedelta(0) <= local.replace(tzinfo=None) - datetime.combine(day, at) <= timedelta(days=1, hours=1)
    if quiet is None and local.utcoffset() == (due - timedelta(hours=3)).astimezone(clock.zone).utcoffset():
        assert (local.date(), local.time()) == (day, at)
    assert helps_until(end, clock, days=days, at=at) == due + HELPS
