"""A calendar as other programs read it: two parsers that know nothing of ours, and the bytes themselves."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import icalendar
import recurring_ical_events
import vobject

ZONE = re.compile(rb"TZID([=:])([A-Za-z_/+\-0-9]+)")


@dataclass(frozen=True)
class Read:
    """One entry."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    sequence: int
    status: str


def unfolded(body: bytes) -> list[str]:
    """Its content lines (RFC 5545 § 3.1)."""
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def with_strange_zones(body: bytes) -> bytes:
    """The same with zones of names that nobody knows, so that a reader has nothing but what the calendar tells.

    The parsers remember a zone by its name, so that each calendar has names of its own.
    """
    own = f"Strange-{uuid4().hex[:8]}-".encode()
    return ZONE.sub(lambda hit: b"TZID" + hit[1] + own + hit[2].replace(b"/", b"-"), body)


def by_vobject(body: bytes) -> dict[str, Read]:
    # It takes the zones of the last calendar that it read for those of this one, where the names are the same.
    known = vars(vobject.icalendar)["__tzidMap"]
    for name in set(known) - {"UTC"}:
        del known[name]
    whole = vobject.readOne(body.decode())
    return {one.uid.value: _of_vobject(one) for one in whole.contents.get("vevent", [])}


def _of_vobject(one: Any) -> Read:
    start, end = (moment.value.astimezone(UTC) for moment in (one.dtstart, one.dtend))
    text = one.summary.value, one.description.value
    return Read(one.uid.value, start, end, *text, int(one.sequence.value), one.status.value)


def by_icalendar(body: bytes) -> dict[str, Read]:
    whole = icalendar.Calendar.from_ical(body)
    return {str(one["uid"]): _of_icalendar(one) for one in whole.walk("VEVENT")}


def by_recurring(body: bytes) -> dict[str, Read]:
    """Through the library that unrolls rules; here there are none, and each session is one entry."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).all()
    return {str(one["uid"]): _of_icalendar(one) for one in found}


def _of_icalendar(one: Any) -> Read:
    start, end = (one[name].dt.astimezone(UTC) for name in ("dtstart", "dtend"))
    text = str(one["summary"]), str(one["description"])
    return Read(str(one["uid"]), start, end, *text, int(one["sequence"]), str(one["status"]))


READERS = [by_vobject, by_icalendar, by_recurring]
