"""Days and parts of a day, as somebody's clock on the wall shows them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from groups.home.moments import AHEAD, DAYS, PARTS, spans

LONDON, TOKYO, NEW_YORK = (ZoneInfo(name) for name in ("Europe/London", "Asia/Tokyo", "America/New_York"))
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
LATE = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)
"""Half past eleven on a Tuesday night in London."""


def falls(at: datetime, zone: ZoneInfo, *, day: str = "", part: str = "", now: datetime = MONDAY) -> bool:
    return any(begin <= at < end for begin, end in spans(zone, day=day, part=part, now=now))


def test_tuesday_night_in_london_is_wednesday_morning_in_tokyo() -> None:
    assert falls(LATE, LONDON, day="tuesday", part="night")
    assert not falls(LATE, LONDON, day="wednesday")
    assert falls(LATE, TOKYO, day="wednesday", part="morning")
    assert not falls(LATE, TOKYO, day="tuesday")


@pytest.mark.parametrize("zone", [LONDON, TOKYO, NEW_YORK])
def test_every_instant_of_the_coming_weeks_is_one_day_and_one_part_of_it(zone: ZoneInfo) -> None:
    days = {day: spans(zone, day=day, part="", now=MONDAY) for day in DAYS}
    parts = {part: spans(zone, day="", part=part, now=MONDAY) for part in PARTS}
    for hours in range(24, 24 * 27):
        at = MONDAY + timedelta(hours=hours)
        for found in (days, parts):
            assert sum(begin <= at < end for those in found.values() for begin, end in those) == 1


def test_a_night_goes_on_after_midnight() -> None:
    nights = spans(LONDON, day="", part="night", now=MONDAY)
    assert len(nights) == AHEAD.days + 1
    assert nights[1] == (datetime(2026, 11, 16, 22, tzinfo=UTC), datetime(2026, 11, 17, 5, tzinfo=UTC))


def test_seven_in_the_evening_stays_in_the_evening_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 20, 12, tzinfo=UTC)
    for day, hour in ((20, 18), (27, 19)):  # 19:00 in London: British Summer Time ends on 25 October
        assert falls(datetime(2026, 10, day, hour, tzinfo=UTC), LONDON, day="tuesday", part="evening", now=before)
    for day, hour in ((20, 21), (27, 22)):  # 22:00
        assert not falls(datetime(2026, 10, day, hour, tzinfo=UTC), LONDON, part="evening", now=before)


def test_today_counts_from_its_beginning() -> None:
    assert falls(MONDAY - timedelta(hours=2), LONDON, day="monday", part="morning")
    assert not falls(MONDAY - timedelta(days=7), LONDON, day="monday")
