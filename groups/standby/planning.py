"""When seats of one session are offered to those who wait, how long, and to whom first: values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from groups.joining.line import Waiting

OPENS, CLOSES = timedelta(minutes=10), timedelta(minutes=10)
"""From so long before the start until so long after it. "Not sure yet" keeps a seat until then, too."""

KEPT = timedelta(minutes=5)
"""How long a seat is kept for whoever is asked; after that the next in line is."""


def window(starts_at: datetime) -> tuple[datetime, datetime]:
    """From when to when seats of a session that starts then are offered."""
    return starts_at - OPENS, starts_at + CLOSES


def is_open(starts_at: datetime, *, now: datetime) -> bool:
    opens, closes = window(starts_at)
    return opens <= now <= closes


def is_closed(starts_at: datetime, *, now: datetime) -> bool:
    """Nobody is asked any more."""
    return now > window(starts_at)[1]


def free_seats(*, capacity: int, held: int, kept: int, sitting_in: int, offered: int) -> int:
    """Seats of one session that nobody has said they need.

    *held*: members who come, or have said nothing; *kept*: seats of the group that somebody in line is being asked to
    take for good; *sitting_in*, *offered*: for this session alone.
    """
    return max(capacity - held - kept - sitting_in - offered, 0)


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody would come to one session."""

    standby: UUID
    person: UUID
    waiting_since: datetime
    """Their place in the group's line."""
    made_at: datetime
    is_offered: bool
    was_asked: bool = False
    """They were asked for this session before, let it pass, and would come after all."""


def in_order(wishes: Sequence[Wish]) -> list[Waiting]:
    """Whoever has waited longest for a seat of their own first; who was asked before comes after the others."""

    def place(one: Wish) -> tuple[bool, datetime, UUID]:
        return one.was_asked, one.made_at if one.was_asked else one.waiting_since, one.standby

    return [Waiting(one.standby, one.person, has_offer=one.is_offered) for one in sorted(wishes, key=place)]
