"""Every time names its zone, in the reader's zone; summer and winter are right."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from groups.people import moments

WINTER, SUMMER = datetime(2026, 11, 24, 19, 0, tzinfo=UTC), datetime(2026, 7, 14, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "value", "words"),
    [
        ("Europe/London", WINTER, "Tuesday 24 November, 19:00 (Europe/London)"),
        ("Europe/London", SUMMER, "Tuesday 14 July, 20:00 (Europe/London)"),
        ("America/New_York", WINTER, "Tuesday 24 November, 14:00 (America/New York)"),
        ("Pacific/Auckland", WINTER, "Wednesday 25 November, 08:00 (Pacific/Auckland)"),
        ("UTC", WINTER, "Tuesday 24 November, 19:00 (UTC)"),
    ],
)
def test_a_moment_stands_in_the_readers_zone(zone: str, value: datetime, words: str) -> None:
    with timezone.override(zone):
        assert moments.moment(value) == words


def test_hours_say_when_it_ends() -> None:
    with timezone.override("Europe/Paris"):
        words = moments.hours(WINTER, WINTER + timedelta(minutes=90))
    assert words == "Tuesday 24 November, 20:00 to 21:30 (Europe/Paris)"


@pytest.mark.parametrize(("weeks", "ending"), [(1, "every week"), (2, "every 2 weeks")])
def test_a_rhythm_says_how_often(weeks: int, ending: str) -> None:
    with timezone.override("Europe/London"):
        words = moments.weekly(WINTER, WINTER + timedelta(hours=1), every_weeks=weeks)
    assert words == f"Tuesday, 19:00 to 20:00 (Europe/London), {ending}"


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("Europe/London", "Last Tuesday of the month, 19:00 to 20:00 (Europe/London)"),
        ("America/New_York", "Last Tuesday of the month, 14:00 to 15:00 (America/New York)"),
        ("Asia/Tokyo", "Wednesday, 04:00 to 05:00 (Asia/Tokyo), once a month"),
    ],
)
def test_once_a_month_names_the_day_only_where_it_is_that_day(reader: str, words: str) -> None:
    with timezone.override(reader):
        said = moments.monthly(WINTER, WINTER + timedelta(hours=1), week="last", zone=ZoneInfo("Europe/London"))
    assert said == words


def test_the_day_has_its_year() -> None:
    with timezone.override("Asia/Tokyo"):
        assert (moments.day(WINTER), moments.clock(WINTER)) == ("Wednesday 25 November 2026", "04:00")
