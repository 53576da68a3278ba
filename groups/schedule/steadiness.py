"""How steady a group has been: the service's own record, never a word about members (S0-29).

Facts about sessions that are over go in, counts and one mark a session come out; nothing else is read or kept.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

ON_TIME = timedelta(minutes=2)
"""Who opens the room no later than this after the start has begun on time."""

IN_GOOD_TIME = timedelta(hours=48)
"""A change is in good time when it is announced at least so long before it matters."""

LAST = 12
"""So many sessions are looked back at."""


@dataclass(frozen=True, slots=True)
class News:
    """One change: when it was announced, and the first instant that was not as people knew it."""

    made_at: datetime
    first_at: datetime
    session: UUID | None = None

    @property
    def is_in_good_time(self) -> bool:
        return self.first_at - self.made_at >= IN_GOOD_TIME


@dataclass(frozen=True, slots=True)
class Fact:
    """One session whose time has gone by, as it was."""

    session: UUID
    starts_at: datetime
    meant_for: datetime | None
    """The start by the rule; None: it follows none."""
    opened_at: datetime | None
    """When a facilitator opened its room; None: nobody did."""
    was_called_off: bool
    was_moved: bool
    stayed: frozenset[UUID] | None
    """The facilitators who were there for it; None: that is known no more."""

    @property
    def took_place(self) -> bool:
        return self.opened_at is not None and not self.was_called_off

    @property
    def is_on_time(self) -> bool:
        return self.opened_at is not None and self.opened_at <= self.starts_at + ON_TIME

    @property
    def is_at_its_hour(self) -> bool:
        return self.starts_at == self.meant_for if self.meant_for is not None else not self.was_moved


class Shape(Enum):
    """How a mark is drawn: never told by its colour alone."""

    FULL = "full"
    HALF = "half"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Mark:
    """One session of the strip. What does not apply, or is known no more, is None."""

    starts_at: datetime
    took_place: bool
    was_called_off: bool
    is_on_time: bool
    is_at_its_hour: bool
    has_the_same: bool | None
    was_told_in_time: bool | None

    @property
    def shape(self) -> Shape:
        if not self.took_place:
            return Shape.OPEN
        as_promised = self.is_on_time and self.is_at_its_hour and self.has_the_same is not False
        return Shape.FULL if as_promised and self.was_told_in_time is not False else Shape.HALF


@dataclass(frozen=True, slots=True)
class Count:
    """So many, of so many."""

    yes: int
    of: int

    @property
    def is_all(self) -> bool:
        return self.yes == self.of

    @property
    def lacking(self) -> int:
        return self.of - self.yes


@dataclass(frozen=True, slots=True)
class Record:
    """What the service did of what it promised a group, lately."""

    marks: tuple[Mark, ...]
    """The oldest first."""
    held: Count
    on_time: Count
    same: Count
    usual: int
    """How many facilitators "the same" are; 0: nobody knows."""
    at_the_hour: Count
    told: Count
    nobody_opened: int
    """Sessions that were not called off beforehand, and whose room nobody opened."""


def record(facts: Iterable[Fact], news: Iterable[News] = ()) -> Record:
    """The last `LAST` of these sessions, and what was announced of them and of the group since the first of them."""
    last = sorted(facts, key=lambda one: (one.starts_at, one.session))[-LAST:]
    usual = usual_facilitators(last)
    told = _since(last, news)
    marks = tuple(_mark(one, usual, [said for said in told if said.session == one.session]) for one in last)
    took_place = [one for one in marks if one.took_place]
    known = [one for one in took_place if one.has_the_same is not None]
    return Record(
        marks=marks,
        held=Count(len(took_place), len(marks)),
        on_time=Count(sum(one.is_on_time for one in took_place), len(took_place)),
        same=Count(sum(one.has_the_same is True for one in known), len(known)),
        usual=len(usual),
        at_the_hour=Count(sum(one.is_at_its_hour for one in took_place), len(took_place)),
        told=Count(sum(one.is_in_good_time for one in told), len(told)),
        nobody_opened=sum(not one.took_place and not one.was_called_off for one in marks),
    )


def usual_facilitators(facts: Sequence[Fact]) -> frozenset[UUID]:
    """Those who were most often there together; of two that are as frequent, those who were there last."""
    known = [one.stayed for one in facts if one.took_place and one.stayed]
    times = Counter(known)
    place = {who: n for n, who in enumerate(known)}
    return max(known, key=lambda who: (times[who], place[who]), default=frozenset())


def _since(last: Sequence[Fact], news: Iterable[News]) -> list[News]:
    if not last:
        return []
    shown = {one.session for one in last}
    return [one for one in news if one.session in shown or (one.session is None and one.first_at >= last[0].starts_at)]


def _mark(fact: Fact, usual: frozenset[UUID], told: Sequence[News]) -> Mark:
    # Somebody more than the usual ones is no change for those who come: the same faces are there.
    known = fact.took_place and fact.stayed is not None
    return Mark(
        starts_at=fact.starts_at,
        took_place=fact.took_place,
        was_called_off=fact.was_called_off,
        is_on_time=fact.is_on_time,
        is_at_its_hour=fact.is_at_its_hour,
        has_the_same=bool(usual) and usual <= (fact.stayed or frozenset()) if known else None,
        was_told_in_time=all(one.is_in_good_time for one in told) if told else None,
    )


class Mend(Enum):
    """What an admin can do something about, the most pressing first."""

    NOTHING_AHEAD = "nothing_ahead"
    NOBODY_OPENED = "nobody_opened"
    TOLD_LATE = "told_late"
    BEGAN_LATE = "began_late"
    CALLED_OFF = "called_off"
    OTHER_FACES = "other_faces"
    OTHER_HOURS = "other_hours"


OFTEN = 4
"""Once now and then is life; what is so for more than one session in so many is worth a look."""


def to_mend(found: Record, *, has_next: bool) -> list[tuple[Mend, int]]:
    """What to look at in this group, and how often it was so."""
    off = found.held.lacking - found.nobody_opened
    often = {
        Mend.BEGAN_LATE: found.on_time,
        Mend.CALLED_OFF: Count(found.held.of - off, found.held.of),
        Mend.OTHER_FACES: found.same,
        Mend.OTHER_HOURS: found.at_the_hour,
    }
    needs = {Mend.NOTHING_AHEAD: int(not has_next), Mend.NOBODY_OPENED: found.nobody_opened}
    needs[Mend.TOLD_LATE] = found.told.lacking
    needs |= {what: count.lacking if count.lacking * OFTEN > count.of else 0 for what, count in often.items()}
    return [(what, number) for what, number in needs.items() if number]
