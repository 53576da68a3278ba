"""Days and parts of a day, as somebody's clock on the wall shows them, on the clock of a group."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from groups.home.moments import DAYS, EVERY_DAY, PARTS, Hours, hours

LONDON, TOKYO, NEW_YORK = (ZoneInfo(name) for name in ("Europe/London", "Asia/Tokyo", "America/New_York"))
ZONES = [LONDON, TOKYO, NEW_YORK, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Australia/Lord_Howe")]
MONDAY = date(2026, 11, 16)
LATE = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)
"""Half past eleven on a Tuesday night in London."""


def fits(at: datetime, found: tuple[Hours, ...], zone: ZoneInfo) -> int:
    """How many of these hours of the zone's week an instant falls into."""
    wall = at.astimezone(zone)
    return sum(
        one.weekday in (EVERY_DAY, wall.isoweekday())
        and one.first <= wall.time()
        and (one.last is None or wall.time() < one.last)
        for one in found
    )


def falls(
    at: datetime, zone: ZoneInfo, reader: ZoneInfo | None = None, *, day: str = "", part: str = "", today: date = MONDAY
) -> bool:
    return fits(at, hours(zone=zone, reader=reader, day=day, part=part, today=today), zone) > 0


def test_tuesday_night_in_london_is_wednesday_morning_in_tokyo() -> None:
    assert falls(LATE, LONDON, day="tuesday", part="night")
    assert not falls(LATE, LONDON, day="wednesday")
    assert falls(LATE, LONDON, TOKYO, day="wednesday", part="morning")
    assert not falls(LATE, LONDON, TOKYO, day="tuesday")


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("reader", ZONES, ids=str)
def test_every_instant_of_a_week_is_one_day_and_one_part_of_it(zone: ZoneInfo, reader: ZoneInfo) -> None:
    asked = {"zone": zone, "reader": reader, "today": MONDAY}
    days = {day: hours(day=day, part="", **asked) for day in DAYS}
    parts = {part: hours(day="", part=part, **asked) for part in PARTS}
    for halves in range(2 * 24 * 7):
        at = datetime(2026, 11, 18, tzinfo=UTC) + timedelta(minutes=30 * halves)
        wall = at.astimezone(reader)
        assert [day for day in DAYS if fits(at, days[day], zone)] == [DAYS[wall.weekday()]]
        here = [part for part, spans in PARTS.items() if any(a <= wall.hour < b for a, b in spans)]
        assert [part for part in PARTS if fits(at, parts[part], zone)] == here


def test_what_is_the_same_every_day_is_said_once() -> None:
    assert [one.weekday for one in hours(zone=LONDON, reader=None, day="", part="night", today=MONDAY)] == [0, 0]
    assert len(hours(zone=LONDON, reader=TOKYO, day="", part="evening", today=MONDAY)) == 1


def test_an_evening_is_one_before_and_after_the_clocks_change() -> None:
    before = date(2026, 10, 5)  # British Summer Time ends on 25 October; Tokyo knows none
    for hour, is_evening in ((7, False), (8, True), (12, True), (13, False)):
        winter = datetime(2026, 11, 3, hour, 30, tzinfo=UTC)
        assert falls(winter, LONDON, TOKYO, day="tuesday", part="evening", today=MONDAY) is is_evening
    for hour in (9, 13):  # on London's wall: 17 in Tokyo in summer; 22 in winter
        wall = datetime(2026, 10, 6, hour, 30, tzinfo=LONDON)
        assert falls(wall, LONDON, TOKYO, day="tuesday", part="evening", today=before) is True
