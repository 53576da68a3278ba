"""How long, how many, which day: as a person would say it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from groups.facilitation import planning, sentences

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (NOW - timedelta(days=3), "since this week"),
        (NOW - timedelta(days=7), "for 1 week"),
        (NOW - timedelta(weeks=7, days=6), "for 7 weeks"),
        (NOW - timedelta(weeks=12), "since August"),
        (datetime(2026, 3, 5, tzinfo=UTC), "since March"),
        (datetime(2025, 12, 5, tzinfo=UTC), "since December"),
        (datetime(2025, 11, 5, tzinfo=UTC), "since November 2025"),
        (datetime(2024, 3, 5, tzinfo=UTC), "since March 2024"),
    ],
)
def test_how_long_somebody_is_here(since: datetime, words: str) -> None:
    with timezone.override("UTC"):
        assert sentences.with_us(since, now=NOW) == words


@pytest.mark.parametrize(
    ("holds", "most", "words"),
    [
        (3, 3, "You facilitate three groups; your limit is three."),
        (1, 12, "You facilitate one group; your limit is twelve."),
        (0, 1, "You facilitate no groups; your limit is one."),
        (13, 2, "You facilitate 13 groups; your limit is two."),
    ],
)
def test_what_somebody_carries_is_said_without_blame(holds: int, most: int, words: str) -> None:
    assert sentences.load(holds, most) == words


def test_a_last_day_ends_at_midnight_of_the_group_s_clock() -> None:
    # Berlin is an hour ahead of UTC in November.
    assert planning.end_of(date(2026, 11, 24), "Europe/Berlin") == datetime(2026, 11, 24, 23, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "America/New_York", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 3, 29), date(2026, 10, 25)])
def test_the_day_that_was_chosen_is_the_day_that_is_read(day: date, zone: str) -> None:
    assert planning.last_day(planning.end_of(day, zone), zone) == day


def test_days_begin_tomorrow_where_the_group_is() -> None:
    # In Kiritimati (UTC+14) it is the 21st already.
    assert planning.days_to_choose("Pacific/Kiritimati", now=NOW)[0] == date(2026, 11, 22)
    assert planning.days_to_choose("UTC", now=NOW) == (date(2026, 11, 21), date(2027, 11, 21))
