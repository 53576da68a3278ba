"""Sessions as a calendar program reads them (RFC 5545, RFC 7986). Values in, bytes out; the words are given.

Times are wall-clock times of the group's zone, and the zone's changes of clock are written beside them, so that a
program that knows no zones reads the same instants. A wall-clock time that comes twice means the first (RFC 5545
§ 3.3.5), but not every program keeps to that, and some add an hour on the wall where a clock is set in the middle of a
session: such sessions are written in UTC.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

FRESH = timedelta(hours=1)
"""How often a program may look again; many look less often, whatever is asked of them."""

A_LOOK = timedelta(hours=12)
"""No zone has ever changed its clock twice within so little time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One session: aware instants, the zone whose clock its group lives by, how often people were told of a change."""

    uid: str
    title: str
    words: str
    url: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    sequence: int
    stamp: datetime
    is_called_off: bool


def calendar(entries: Sequence[Entry], *, name: str, host: str, zones: Iterable[str], now: datetime) -> bytes:
    """A whole calendar: CRLF, lines of at most 75 octets, UTF-8. *zones* are told even where no session is (RFC 5545
    § 3.6 asks for one component at least); *now* says which part of such a zone."""
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", f"-//{host}//EN")
    whole.add("calscale", "GREGORIAN")
    for label in ("name", "x-wr-calname"):
        whole.add(label, _line(name))
    whole.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", "PT1H")
    for zone in sorted({*zones, *(one.zone for one in entries)}):
        whole.add_component(_zone(zone, *_span([one for one in entries if one.zone == zone], now=now)))
    head, end = whole.to_ical()[: -len(END)], END
    return b"".join([head, *map(_event, entries), end])


END = b"END:VCALENDAR\r\n"


def _span(entries: Sequence[Entry], *, now: datetime) -> tuple[datetime, datetime]:
    """From when until when the clock of a zone is told: whole years, and one more, for programs that remember zones."""
    years = [moment.astimezone(UTC).year for one in entries for moment in (one.starts_at, one.ends_at)] or [now.year]
    return datetime(min(years) - 1, 12, 30, tzinfo=UTC), datetime(max(years) + 2, 1, 2, tzinfo=UTC)


# An admin's calendar holds thousands of sessions, and is asked for every hour; hardly any of them has changed.
@lru_cache(maxsize=16_384)
def _event(entry: Entry) -> bytes:
    event, zone = Event(), ZoneInfo(entry.zone)
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    clock = UTC if _meets_a_change(entry, zone) else zone
    event.add("dtstart", entry.starts_at.astimezone(clock))
    event.add("dtend", entry.ends_at.astimezone(clock))
    event.add("summary", _line(entry.title))
    event.add("description", _clean(entry.words))
    event.add("url", entry.url)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_called_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_called_off else "OPAQUE")
    # Whoever shares a calendar shares that they are busy, and no more.
    event.add("class", "PRIVATE")
    return bytes(event.to_ical())


def _meets_a_change(entry: Entry, zone: ZoneInfo) -> bool:
    """Whether the clock is set during the session, or its start or end stands on the wall twice that day."""
    walls = [moment.astimezone(zone) for moment in (entry.starts_at, entry.ends_at)]
    return len({wall.replace(fold=fold).utcoffset() for wall in walls for fold in (0, 1)}) > 1


@lru_cache(maxsize=256)
def _zone(name: str, first: datetime, last: datetime) -> Timezone:
    """How the zone's clock goes, as one observance for each change: its onset is told on the clock that it ends
    (RFC 5545 § 3.6.5). A rule that comes back each year would say more than is known."""
    whole, zone = Timezone(), ZoneInfo(name)
    whole.add("tzid", name)
    before = first.astimezone(zone)
    whole.add_component(_observance(before, was=before))
    for change in changes(zone, first, last):
        after = change.astimezone(zone)
        whole.add_component(_observance(after, was=(change - timedelta(seconds=1)).astimezone(zone)))
    return whole


def _observance(at: datetime, *, was: datetime) -> TimezoneStandard | TimezoneDaylight:
    observance = TimezoneDaylight() if at.dst() else TimezoneStandard()
    offset, before = at.utcoffset() or timedelta(), was.utcoffset() or timedelta()
    observance.add("dtstart", (at.astimezone(UTC) + before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", offset)
    observance.add("tzname", at.tzname() or "")
    return observance


def changes(zone: ZoneInfo, first: datetime, last: datetime) -> list[datetime]:
    """The instants (UTC) later than *first* and not later than *last* at which the zone's clock is set differently."""
    found, at = [], first.astimezone(UTC)
    while at < last:
        then = min(at + A_LOOK, last)
        if _offset(at, zone) != _offset(then, zone):
            found.append(_onset(zone, at, then))
        at = then
    return found


def _onset(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second between the two at which the clock goes as it does afterwards."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // timedelta(seconds=2) * timedelta(seconds=1)
        before, after = (before, middle) if _offset(middle, zone) == _offset(after, zone) else (middle, after)
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def _clean(text: str) -> str:
    """Without what no program expects in a text (RFC 5545 § 3.3.11): controls, and other ends of line than ours."""
    lines = ["".join(" " if _is_odd(sign) else sign for sign in line) for line in text.split("\n")]
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _is_odd(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}
