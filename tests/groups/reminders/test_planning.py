"""Two notes before a session, at its own hour on the member's clock, never in quiet hours, never after the start."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups.people.quiet import Clock
from groups.people.wishes import HOURS, Channel, Topic
from groups.reminders.planning import (
    FURTHEST,
    NET,
    SOON,
    Facts,
    Fate,
    Hours,
    News,
    Rules,
    debrief_time,
    due_before,
    fate,
    nearest,
    needed_by,
    news_due,
    news_fate,
    notes_before,
)

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "UTC")
LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)  # a Tuesday, seven in the evening in London
NIGHT = Clock(LONDON, time(22), time(8))

hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))
clocks = st.one_of(
    st.builds(Clock, st.builds(ZoneInfo, st.sampled_from(ZONES)), hours, hours),
    st.builds(Clock, st.builds(ZoneInfo, st.sampled_from(ZONES))),
)
starts = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-01-01"), timezones=st.just(UTC)
)
rule = st.tuples(st.integers(1, 7), st.one_of(st.none(), hours))
rules_of_groups = st.builds(Rules, st.one_of(st.none(), rule), st.one_of(st.none(), rule), rule)
hours_of_people = st.builds(
    Hours, *[st.one_of(st.none(), st.sampled_from(HOURS[topic])) for topic in (Topic.FIRST, Topic.SECOND)]
)


def on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def test_three_days_and_one_day_before_at_the_same_hour() -> None:
    times = notes_before(START, NIGHT, Rules(), Hours(), now=START - timedelta(days=6))
    assert {kind: START - due for kind, due in times.items()} == {
        "three_days": timedelta(days=3),
        "one_day": timedelta(days=1),
    }


@pytest.mark.parametrize(
    ("start", "change"),
    [
        ("2026-03-30T18:00", date(2026, 3, 29)),  # London goes forward between the note and the session
        ("2026-10-26T19:00", date(2026, 10, 25)),  # and back
    ],
)
def test_a_change_of_the_clocks_in_between_moves_no_note(start: str, change: date) -> None:
    moment = datetime.fromisoformat(start).replace(tzinfo=UTC)
    due = due_before(moment, NIGHT, days=3)
    assert on_the_wall(due, LONDON).date() < change <= on_the_wall(moment, LONDON).date()
    assert on_the_wall(due, LONDON).time() == time(19, 0)
    assert moment - due != timedelta(days=3)


LONG_BEFORE = START - timedelta(days=20)


def walls(rules: Rules, hours: Hours, *, now: datetime = LONG_BEFORE, clock: Clock = NIGHT) -> list[str]:
    times = notes_before(START, clock, rules, hours, now=now)
    return [f"{on_the_wall(due, clock.zone):%d %H:%M}" for due in sorted(times.values())]


@pytest.mark.parametrize(
    ("rules", "hours", "wanted"),
    [
        (Rules((3, time(9)), (1, time(18, 30))), Hours(), ["09 09:00", "11 18:30"]),
        (Rules((7, None), (2, None)), Hours(), ["05 19:00", "10 19:00"]),
        (Rules(None, (1, None)), Hours(), ["11 19:00"]),
        (Rules((3, None), None), Hours(), ["09 19:00"]),
        (Rules(None, None), Hours(48, 12), []),
        # Whole days stand at the group's time of day; less is counted back from the start.
        (Rules((3, time(9)), (1, time(9))), Hours(first=120, second=48), ["07 09:00", "10 09:00"]),
        (Rules((3, time(9)), (1, time(9))), Hours(second=3), ["09 09:00", "12 16:00"]),
        # Together, or in the wrong order: the second stays.
        (Rules((3, None), (1, None)), Hours(first=48, second=48), ["10 19:00"]),
        (Rules((2, None), (1, None)), Hours(second=48), ["10 19:00"]),
        (Rules((2, time(23)), (1, time(1))), Hours(), ["11 08:00"]),  # both wait for the same morning
    ],
)
def test_a_group_and_a_person_say_when(rules: Rules, hours: Hours, wanted: list[str]) -> None:
    assert walls(rules, hours) == wanted


def test_what_would_come_late_at_once_comes_as_one() -> None:
    assert walls(Rules(), Hours(), now=START - timedelta(days=2)) == ["09 19:00", "11 19:00"]
    assert walls(Rules(), Hours(), now=START - timedelta(hours=5)) == ["11 19:00"]


def test_whoever_holds_it_is_asked_to_prepare_in_place_of_the_nearer_note() -> None:
    times = notes_before(START, NIGHT, Rules(), Hours(), now=LONG_BEFORE)
    assert nearest(times, START - timedelta(days=1)) == "one_day"
    assert nearest(times, START - timedelta(days=4)) == "three_days"
    assert nearest(times, START - timedelta(days=2)) == "three_days"
    assert nearest({}, START) is None


def test_looking_back_waits_until_the_morning() -> None:
    assert debrief_time(START, NIGHT) == START + timedelta(minutes=15)
    late = datetime(2026, 5, 12, 20, 50, tzinfo=UTC)  # ten to ten in London
    assert on_the_wall(debrief_time(late, NIGHT), LONDON) == datetime.fromisoformat("2026-05-13T08:00")


def test_a_note_that_falls_in_quiet_hours_waits_until_they_end() -> None:
    late = datetime(2026, 5, 12, 22, 30, tzinfo=UTC)  # half past eleven at night in London
    assert on_the_wall(due_before(late, NIGHT, days=1), LONDON) == datetime.fromisoformat("2026-05-12T08:00")


def test_where_they_end_too_near_the_session_it_comes_before_they_begin() -> None:
    nearly_always = Clock(LONDON, time(19, 30), time(19, 0))
    start = datetime(2026, 5, 12, 18, 30, tzinfo=UTC)  # 19:30: the hours would end half an hour before
    assert on_the_wall(due_before(start, nearly_always, days=1), LONDON) == datetime.fromisoformat("2026-05-11T19:15")


def test_quiet_hours_without_length_are_none() -> None:
    assert Clock(LONDON, time(8), time(8)).quiet(START) is None


@pytest.mark.slow  # hundreds of cases
@settings(max_examples=300, deadline=None)
@given(start=starts, clock=clocks, rules=rules_of_groups, hours=hours_of_people)
def test_a_note_is_never_in_quiet_hours_never_past_the_start_never_further_than_we_plan(
    start: datetime, clock: Clock, rules: Rules, hours: Hours
) -> None:
    times = notes_before(start, clock, rules, hours, now=start - FURTHEST)
    in_order = [times[kind] for kind in ("three_days", "one_day") if kind in times]
    assert in_order == sorted(set(in_order))
    for due in [*in_order, due_before(start, clock, days=rules.prepare[0], at=rules.prepare[1])]:
        assert start - FURTHEST < due < start
        quiet = clock.quiet(due)
        # Where less than half an hour of the day is not quiet, nothing else is left.
        assert quiet is None or quiet[1] - quiet[0] > timedelta(hours=23)


@pytest.mark.slow  # hundreds of cases
@settings(max_examples=300, deadline=None)
@given(moment=starts, clock=clocks)
def test_quiet_hours_are_what_the_members_wall_says(moment: datetime, clock: Clock) -> None:
    inside = clock.quiet(moment)
    if clock.quiet_from is None or clock.quiet_to is None:
        assert inside is None
        return
    local, begin, end = on_the_wall(moment, clock.zone), clock.quiet_from, clock.quiet_to
    says = (
        begin <= local.time() < end if begin < end else (local.time() >= begin or local.time() < end) and begin != end
    )
    # In the hour that a change skips or repeats, the wall itself is of two minds.
    around = {on_the_wall(moment + timedelta(hours=h), clock.zone) - timedelta(hours=h) for h in (-25, 0, 25)}
    assert (inside is not None) == says or len(around) > 1


def facts(**given: object) -> Facts:
    base = Facts(
        channel=Channel.MAIL, is_true=True, is_current=True, is_wished=True,
        helps_until=START + timedelta(minutes=10), clock=NIGHT, due_at=START - timedelta(days=1),
    )  # fmt: skip
    return replace(base, **given)


DAY_BEFORE = START - timedelta(days=1)
NIGHT_BEFORE = datetime(2026, 5, 12, 1, 0, tzinfo=UTC)
EIGHT = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
NINE = EIGHT + timedelta(hours=1)


@pytest.mark.parametrize(
    ("case", "now", "wanted", "until"),
    [
        ({}, DAY_BEFORE, Fate.SEND, None),
        ({"is_true": False}, DAY_BEFORE, Fate.DROP, None),
        ({"is_wished": False}, DAY_BEFORE, Fate.DROP, None),
        ({"is_current": False}, DAY_BEFORE, Fate.WAIT, DAY_BEFORE + timedelta(minutes=1)),
        ({}, START + timedelta(minutes=10), Fate.SEND, None),
        ({}, START + timedelta(minutes=10, seconds=1), Fate.EXPIRE, None),
        ({"is_current": False}, START + timedelta(minutes=11), Fate.EXPIRE, None),
        ({}, NIGHT_BEFORE, Fate.WAIT, EIGHT),
        ({"channel": Channel.PUSH}, NIGHT_BEFORE, Fate.WAIT, EIGHT),
        ({"channel": Channel.IN_APP}, NIGHT_BEFORE, Fate.SEND, None),
        ({"helps_until": EIGHT + timedelta(minutes=5)}, NIGHT_BEFORE, Fate.EXPIRE, None),
        # A room that is not open yet, then not any more.
        ({"is_ready": False}, START, Fate.WAIT, START + SOON),
        ({"is_ready": False}, START + timedelta(minutes=11), Fate.EXPIRE, None),
        # A pause of everything ends in time, or not.
        ({"rests_until": EIGHT}, DAY_BEFORE, Fate.WAIT, EIGHT),
        ({"rests_until": START}, DAY_BEFORE, Fate.EXPIRE, None),
        # One mail a day: it comes in time, or this goes by itself; what has waited for it goes by itself, too.
        ({"digest_at": time(9)}, DAY_BEFORE, Fate.WAIT, NINE + NET),
        ({"digest_at": time(18, 30)}, START - timedelta(hours=5), Fate.SEND, None),
        ({"digest_at": time(9), "due_at": NINE + NET}, NINE + NET, Fate.SEND, None),
        ({"digest_at": time(9), "channel": Channel.PUSH}, DAY_BEFORE, Fate.SEND, None),
    ],
)
def test_what_becomes_of_a_note_whose_time_has_come(
    case: dict[str, object], now: datetime, wanted: Fate, until: datetime | None
) -> None:
    verdict, moment = fate(facts(**case), now=now)
    assert verdict == wanted
    assert until is None or moment == until


def test_news_keeps_quiet_hours_unless_somebody_would_set_out_in_vain() -> None:
    assert news_due(START, NIGHT, now=NIGHT_BEFORE) == EIGHT
    assert news_due(EIGHT, NIGHT, now=NIGHT_BEFORE) == NIGHT_BEFORE
    assert news_due(START, NIGHT, now=START - timedelta(hours=3)) == START - timedelta(hours=3)


A_WEEK_ON = START + timedelta(days=7)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (START - timedelta(days=2), START),
        (START + timedelta(minutes=59), START),  # somebody may be standing before a door
        (START + timedelta(hours=2), A_WEEK_ON),
    ],
)
def test_news_is_needed_by_the_first_instant_that_is_not_as_people_think(now: datetime, wanted: datetime) -> None:
    assert needed_by(START, A_WEEK_ON, now=now) == wanted


@pytest.mark.parametrize(
    ("case", "now", "wanted", "until"),
    [
        ({}, DAY_BEFORE, Fate.SEND, None),
        ({"is_wished": False}, DAY_BEFORE, Fate.DROP, None),
        ({"is_true": False}, DAY_BEFORE, Fate.DROP, None),
        ({"is_whole": False}, DAY_BEFORE, Fate.WAIT, DAY_BEFORE + timedelta(seconds=10)),
        ({"is_whole": False, "is_true": False}, DAY_BEFORE, Fate.WAIT, DAY_BEFORE + timedelta(seconds=10)),
        ({}, NIGHT_BEFORE, Fate.WAIT, EIGHT),
        # Moved from tonight to next week: whoever sets out tonight is told at night.
        ({"first_at": EIGHT + timedelta(minutes=5)}, NIGHT_BEFORE, Fate.SEND, None),
        # Moved to tonight from next week: whoever would come is told at night, too.
        ({"first_at": NIGHT_BEFORE + timedelta(hours=2)}, NIGHT_BEFORE, Fate.SEND, None),
        ({"first_at": START - timedelta(days=30)}, NIGHT_BEFORE, Fate.WAIT, EIGHT),
        ({}, A_WEEK_ON + timedelta(minutes=10), Fate.SEND, None),
        ({}, A_WEEK_ON + timedelta(minutes=11), Fate.EXPIRE, None),
    ],
)
def test_what_becomes_of_news_whose_time_has_come(
    case: dict[str, object], now: datetime, wanted: Fate, until: datetime | None
) -> None:
    news = News(is_wished=True, is_true=True, is_whole=True, first_at=START, helps_until=A_WEEK_ON, clock=NIGHT)
    verdict, moment = news_fate(replace(news, **case), now=now)
    assert verdict == wanted
    assert until is None or moment == until
