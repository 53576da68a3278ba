"""Sessions as bytes: what every calendar program reads out of them is what went in, to the second."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups.calendars.icalendar import Entry, calendar, changes
from groups.people.quiet import instant
from tests.groups.calendars.reading import READERS, Read, by_icalendar, by_vobject, unfolded, with_strange_zones

pytestmark = pytest.mark.one_engine

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ZONES = [
    "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Kolkata", "Asia/Kathmandu",
    "America/Santiago", "America/New_York", "America/St_Johns", "Europe/Dublin", "Pacific/Chatham", "UTC",
]  # fmt: skip
Reader = Callable[[bytes], dict[str, Read]]


# vobject takes a zone that was told nothing of before 2020, and is at UTC in winter, for UTC itself.
WITHOUT_ZONES = [(by_icalendar, zone) for zone in ZONES] + [(by_vobject, zone) for zone in ZONES[1:]]


def entry(starts_at: datetime, *, zone: str = "Europe/London", minutes: int = 60, **fields: object) -> Entry:
    given = {"title": "Evenings", "words": "https://x.org/", "url": "https://x.org/", "sequence": 0, "stamp": NOW}
    ends_at = starts_at + timedelta(minutes=minutes)
    whole = {"uid": "1@x.org", "is_called_off": False, "zone": zone, "starts_at": starts_at, "ends_at": ends_at}
    return Entry(**(whole | given | fields))  # type: ignore[arg-type]


def drawn(*entries: Entry, name: str = "Evenings", zones: tuple[str, ...] = ()) -> bytes:
    return calendar(entries, name=name, host="x.org", zones=zones, now=NOW)


def edges(zone: str, year: int) -> list[datetime]:
    """Around each change of the zone's clock in a year: sessions that begin in, end in and span it."""
    first = datetime(year, 1, 1, tzinfo=UTC)
    onsets = changes(ZoneInfo(zone), first, first + timedelta(days=366)) or [first + timedelta(days=90)]
    steps = (-1441, -90, -60, -45, -30, -15, -1, 0, 1, 15, 30, 45, 60, 90, 1440)
    return [onset + timedelta(minutes=step) for onset in onsets for step in steps]


@pytest.mark.slow  # thousands of sessions through three parsers
@pytest.mark.parametrize("zone", ZONES)
def test_every_program_reads_the_same_instants_around_changes_of_the_clock(zone: str) -> None:
    starts = [one for year in (2024, 2026) for one in edges(zone, year)]
    sessions = [entry(one, zone=zone, uid=f"{n}@x.org") for n, one in enumerate(starts)]
    body = drawn(*sessions)
    for read in READERS:
        found = read(body)
        assert [(found[one.uid].starts_at, found[one.uid].ends_at) for one in sessions] == [
            (one.starts_at, one.ends_at) for one in sessions
        ]


@pytest.mark.slow  # the same
@pytest.mark.parametrize(("read", "zone"), WITHOUT_ZONES)
def test_a_program_that_knows_no_zones_reads_the_same_instants(zone: str, read: Reader) -> None:
    for year in (2024, 2026):
        for n, one in enumerate(edges(zone, year)):
            session = entry(one, zone=zone, uid=f"{n}@x.org")
            found = read(with_strange_zones(drawn(session)))[session.uid]
            assert (found.starts_at, found.ends_at) == (session.starts_at, session.ends_at), one


def test_the_day_that_samoa_skipped_is_skipped() -> None:
    last, first = (
        instant(datetime.combine(date(2011, 12, day), time(19)), ZoneInfo("Pacific/Apia")) for day in (29, 31)
    )
    assert first - last == timedelta(days=1)
    sessions = [entry(one, zone="Pacific/Apia", uid=f"{n}@x.org") for n, one in enumerate((last, first))]
    found = by_vobject(with_strange_zones(drawn(*sessions)))
    assert [found[one.uid].starts_at for one in sessions] == [last, first]


def test_the_clock_of_a_zone_is_told_on_the_clock_that_ends() -> None:
    """RFC 5545 § 3.6.5: the onset's local time is that of the offset before it."""
    body = drawn(entry(datetime(2026, 3, 28, 19, tzinfo=UTC)), entry(datetime(2026, 10, 25, 19, tzinfo=UTC)))
    lines = unfolded(body)
    spring, autumn = lines.index("DTSTART:20260329T010000"), lines.index("DTSTART:20261025T020000")
    assert {"TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "TZNAME:BST"} <= set(lines[spring : spring + 4])
    assert {"TZOFFSETFROM:+0100", "TZOFFSETTO:+0000", "TZNAME:GMT"} <= set(lines[autumn : autumn + 4])


def test_a_session_that_meets_a_change_of_the_clock_is_told_in_utc() -> None:
    """Of a time that stands on the wall twice, programs take the one or the other (RFC 5545 § 3.3.5: the first)."""
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for one in (first, second):
        assert f"DTSTART:{one:%Y%m%dT%H%M%S}Z" in unfolded(drawn(entry(one, minutes=15)))
    spring = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert {"DTSTART:20260329T003000Z", "DTEND:20260329T013000Z"} <= set(unfolded(drawn(entry(spring))))
    assert "DTSTART;TZID=Europe/London:20261025T020000" in unfolded(drawn(entry(second + timedelta(minutes=30))))


def test_a_calendar_without_sessions_is_a_calendar_still() -> None:
    body = drawn(zones=("Asia/Kolkata",))
    assert "TZID:Asia/Kolkata" in unfolded(body)
    assert by_vobject(body) == by_icalendar(body) == {}


@pytest.mark.parametrize(
    "text", ["; , \\ : \" '", "two\nlines", "🌿👩‍👩‍👧 " * 30, "ü" * 80, "\\n", "a" * 75, "é" * 37 + "x"]
)
@pytest.mark.parametrize("read", READERS)
def test_words_come_back_as_they_were(text: str, read: Reader) -> None:
    body = drawn(entry(NOW, words=text, title=text))
    [found] = read(body).values()
    assert found.description == text
    assert found.summary == " ".join(text.split())


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=200, deadline=None)
@pytest.mark.slow  # two hundred calendars
def test_no_words_end_a_line_or_make_it_longer_than_75_octets(text: str) -> None:
    body = drawn(entry(NOW, words=text, title=text), name=text)
    lines = body.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    names = {line.split(":")[0].split(";")[0] for line in unfolded(body)}
    assert names <= {
        "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL",
        "TZID", "DTSTART", "DTEND", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "UID", "DTSTAMP", "SUMMARY", "DESCRIPTION",
        "URL", "SEQUENCE", "STATUS", "TRANSP", "CLASS",
    }  # fmt: skip
    for read in READERS:
        assert list(read(body)) == ["1@x.org"]


def test_what_is_called_off_says_so_and_leaves_the_time_free() -> None:
    lines = unfolded(drawn(entry(NOW, is_called_off=True, sequence=3)))
    assert {"STATUS:CANCELLED", "TRANSP:TRANSPARENT", "SEQUENCE:3", "CLASS:PRIVATE"} <= set(lines)


def test_the_same_sessions_are_the_same_bytes_whenever_somebody_asks() -> None:
    session = entry(datetime.combine(date(2026, 12, 1), time(19), tzinfo=UTC))
    later = calendar([session], name="Evenings", host="x.org", zones=(), now=NOW + timedelta(days=300))
    assert later == drawn(session)
