"""What becomes of a row that says who will be written to: how it is held, tried and judged. Values in, values out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from groups.people.quiet import Clock

LEASE = timedelta(seconds=60)
MOST_TRIES = 3
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

PAUSES = {1: timedelta(minutes=5), 2: timedelta(minutes=30)}
"""After the first and the second try that did not succeed."""

OUTAGE = timedelta(seconds=30)
"""How long to wait when the mail server is away: that is nobody's try."""

SPARE = timedelta(seconds=35)
"""A batch is put down when no more than this is left of its lease: a server may take that long over the next mail."""

KEPT = timedelta(days=30)
"""How long a letter's row stays, as the trust page says."""


class Fate(Enum):
    """What becomes of a row whose time has come."""

    SEND = "send"
    WAIT = "wait"
    EXPIRE = "expire"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a letter in the moment of sending."""

    is_wished: bool
    """The person is here, wants this by mail, and mail arrives; an address alone has no wishes that we know of."""
    expires_at: datetime | None
    clock: Clock | None
    """The person's; none, where only an address is known."""
    rests_until: datetime | None = None
    """They have paused everything until then, urgent or not."""
    is_urgent: bool = False
    """About this very hour: they have said that it need not wait."""


def fate(facts: Facts, *, now: datetime) -> tuple[Fate, datetime]:
    """Judge a letter whose time has come. The instant says until when to wait, and means nothing otherwise.

    A pause of everything and quiet hours are kept: what would be over when they end is not sent at all. Only what is
    urgent does not wait for the end of quiet hours.
    """
    if not facts.is_wished:
        return Fate.DROP, now
    last = facts.expires_at
    if last is not None and last <= now:
        return Fate.EXPIRE, now
    until = _silent_until(facts, now=now)
    if until is None:
        return Fate.SEND, now
    return (Fate.EXPIRE, now) if last is not None and last <= until else (Fate.WAIT, until)


def _silent_until(facts: Facts, *, now: datetime) -> datetime | None:
    if facts.rests_until is not None and facts.rests_until > now:
        return facts.rests_until
    quiet = facts.clock.quiet(now) if facts.clock and not facts.is_urgent else None
    return quiet[1] if quiet else None
