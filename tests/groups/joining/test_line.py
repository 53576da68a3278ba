"""Who is asked next, and for how long a seat is kept: values in, values out."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups.joining.line import LONGEST, Waiting, asked_next, before, expiry
from groups.people.quiet import Clock

pytestmark = pytest.mark.one_engine

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NIGHT = (time(22), time(8))


def nobody_is_apart(who: UUID, others: Collection[UUID]) -> bool:
    return False


def waiting(**fields: object) -> Waiting:
    return Waiting(uuid4(), uuid4(), **fields)


def chosen(
    line: list[Waiting], *, free: int, here: Collection[UUID] = (), apart: object = nobody_is_apart
) -> list[int]:
    """Their places in line."""
    ids = [one.request for one in line]
    return [ids.index(one) for one in asked_next(line, free=free, here=here, is_apart=apart, now=NOW)]


def test_the_first_in_line_is_asked_first() -> None:
    line = [waiting(), waiting(), waiting()]
    assert chosen(line, free=0) == []
    assert chosen(line, free=1) == [0]
    assert chosen(line, free=2) == [0, 1]
    assert chosen(line, free=9) == [0, 1, 2]


def test_who_rests_is_passed_over_until_the_rest_is_over() -> None:
    rests = waiting(rests_until=NOW + timedelta(seconds=1))
    assert chosen([rests, waiting()], free=1) == [1]
    assert chosen([waiting(rests_until=NOW), waiting()], free=1) == [0]
    assert chosen([rests], free=3) == []


def test_who_has_an_offer_gets_no_second_one() -> None:
    assert chosen([waiting(has_offer=True), waiting()], free=2) == [1]


def test_who_has_a_seat_by_now_is_not_asked() -> None:
    seated = waiting()
    assert chosen([seated, waiting()], free=1, here=[seated.person]) == [1]


def test_who_may_not_meet_somebody_of_the_group_is_never_asked() -> None:
    first, noor = waiting(), uuid4()

    def apart(who: UUID, others: Collection[UUID]) -> bool:
        return who == first.person and noor in others

    assert chosen([first, waiting()], free=1, here=[noor], apart=apart) == [1]
    assert chosen([first, waiting()], free=1, here=[uuid4()], apart=apart) == [0]


@pytest.mark.parametrize("has_offer", [False, True])
def test_two_who_may_not_meet_are_not_asked_at_the_same_time(has_offer: bool) -> None:
    first, second, third = waiting(has_offer=has_offer), waiting(), waiting()

    def apart(who: UUID, others: Collection[UUID]) -> bool:
        return who == second.person and first.person in others

    asked = chosen([first, second, third], free=3, apart=apart)
    assert asked == ([2] if has_offer else [0, 2])


def test_the_place_in_line_is_the_number_of_people_before() -> None:
    line = [waiting(), waiting(rests_until=NOW + timedelta(days=1)), waiting()]
    assert [before(line, one.request) for one in line] == [0, 1, 2]


def ends(
    made: str, hours: int, quiet: tuple[time, time] | tuple[None, None] = NIGHT, zone: str = "Europe/London"
) -> str:
    """When it ends, on the wall of that zone; the offset tells which of two equal hours it is."""
    clock = Clock(ZoneInfo(zone), *quiet)
    end = expiry(datetime.fromisoformat(made).replace(tzinfo=ZoneInfo(zone)), hours, clock)
    assert end.tzinfo == UTC
    return end.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("made", "hours", "end"),
    [
        ("2026-11-21T10:00", 12, "2026-11-21T22:00+00:00"),  # to the very edge of the night
        ("2026-11-21T10:00", 13, "2026-11-22T09:00+00:00"),
        ("2026-11-21T10:00", 48, "2026-11-24T16:00+00:00"),  # 12, 14, 14, and eight hours
        ("2026-11-21T23:30", 12, "2026-11-22T20:00+00:00"),  # made at night: it begins in the morning
        ("2026-11-21T03:00", 12, "2026-11-21T20:00+00:00"),
        ("2026-11-21T08:00", 14, "2026-11-21T22:00+00:00"),  # the end of the night is day
        ("2026-11-21T22:00", 12, "2026-11-22T20:00+00:00"),  # its beginning is night
        ("2026-11-21T21:59", 12, "2026-11-22T19:59+00:00"),
    ],
)
def test_a_night_that_spans_midnight_is_not_counted(made: str, hours: int, end: str) -> None:
    assert ends(made, hours) == end


@pytest.mark.parametrize(
    ("made", "hours", "end"),
    [
        ("2026-11-21T10:00", 12, "2026-11-22T01:00+00:00"),
        ("2026-11-21T14:00", 12, "2026-11-22T04:00+00:00"),
        ("2026-11-21T16:00", 24, "2026-11-22T19:00+00:00"),
    ],
)
def test_quiet_hours_in_the_middle_of_a_day_are_not_counted(made: str, hours: int, end: str) -> None:
    assert ends(made, hours, (time(13), time(16))) == end


@pytest.mark.parametrize("quiet", [(None, None), (time(9), time(9))])
def test_without_quiet_hours_every_hour_counts(quiet: tuple[time, time]) -> None:
    assert ends("2026-11-21T10:00", 48, quiet) == "2026-11-23T10:00+00:00"


@pytest.mark.parametrize(
    ("made", "hours", "end"),
    [
        # Clocks go forward on 29 March 2026 at 01:00: that night has nine hours, all of them asleep.
        ("2026-03-28T20:00", 12, "2026-03-29T18:00+01:00"),
        # They go back on 25 October at 02:00: that night has eleven.
        ("2026-10-24T20:00", 12, "2026-10-25T18:00+00:00"),
    ],
)
def test_a_night_in_which_clocks_change_is_one_night(made: str, hours: int, end: str) -> None:
    assert ends(made, hours) == end


@pytest.mark.parametrize(
    ("made", "quiet", "end"),
    [
        # By day the clock changes for those who sleep by day: waking hours are hours that go by, not hours on a wall.
        ("2026-03-28T22:00", (time(10), time(16)), "2026-03-29T17:00+01:00"),
        ("2026-10-24T22:00", (time(10), time(16)), "2026-10-25T09:00+00:00"),
        # Quiet hours that do not exist on this night.
        ("2026-03-29T00:30", (time(1, 15), time(1, 45)), "2026-03-29T14:00+01:00"),
        # Quiet hours within the hour that comes twice: only the first of the two is quiet.
        ("2026-10-25T00:30", (time(1, 15), time(1, 45)), "2026-10-25T12:00+00:00"),
    ],
)
def test_clocks_that_change_in_waking_hours(made: str, quiet: tuple[time, time], end: str) -> None:
    assert ends(made, 12, quiet) == end


def test_where_a_whole_day_was_left_out_the_night_is_found_all_the_same() -> None:
    """Samoa went from Thursday 29 to Saturday 31 December 2011."""
    assert ends("2011-12-29T20:00", 12, zone="Pacific/Apia") == "2011-12-31T18:00+14:00"


def test_whoever_hardly_ever_wakes_is_answered_for_in_the_end() -> None:
    clock = Clock(ZoneInfo("UTC"), time(0, 1), time(0, 0))
    assert expiry(NOW, 168, clock) == NOW + LONGEST


def awake(start: datetime, end: datetime, clock: Clock, *, step: timedelta) -> timedelta:
    """Counted the slow way."""
    total, moment = timedelta(), start
    while moment < end:
        total += step if clock.quiet(moment) is None else timedelta()
        moment += step
    return total


HALF_HOURS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))


@pytest.mark.slow  # counts every half hour of some weeks, many times
@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(0, 2 * 24 * 365).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * timedelta(minutes=30)),
    hours=st.integers(12, 168),
    quiet_from=HALF_HOURS,
    length=st.integers(0, 2 * 18),
    zone=st.sampled_from(["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_it_ends_when_that_many_waking_hours_have_gone_by(
    start: datetime, hours: int, quiet_from: time, length: int, zone: str
) -> None:
    until = (datetime.combine(NOW.date(), quiet_from) + length * timedelta(minutes=30)).time()
    clock = Clock(ZoneInfo(zone), quiet_from, until)
    end = expiry(start, hours, clock)
    assert start < end < start + LONGEST
    assert clock.quiet(end - timedelta(microseconds=1)) is None
    assert awake(start, end, clock, step=timedelta(minutes=15)) == timedelta(hours=hours)
