"""The one next thing on somebody's page: values in, one value out (S1-09)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models

from groups.attendance.models import Export
from groups.facilitation.models import Handover
from groups.joining.models import JoinRequest, Offer
from groups.membership.models import Membership
from groups.schedule.models import Answer, Session
from groups.staffing.access import Holders
from groups.staffing.models import BackupCall, SubstituteAsk
from groups.standby.models import Standby


class Thing(models.TextChoices):
    """What a page may lead to, the most urgent first."""

    ROOM = "room"
    CALL = "call"
    STANDBY = "standby"
    OFFER = "offer"
    ANSWER = "answer"
    AGREEMENT = "agreement"
    FIT = "fit"
    STAND_IN = "stand_in"
    REQUESTS = "requests"
    HANDOVER = "handover"
    EXPORT = "export"
    SESSION = "session"
    WAITING = "waiting"
    PAUSE = "pause"
    FIND = "find"


@dataclass(frozen=True)
class Coming:
    """A session of one of my groups that is not over yet."""

    session: Session
    is_mine_to_open: bool
    room_is_open: bool
    answer: str
    day: date
    holders: Holders | None = None
    """Who facilitates it, where that was read."""
    room_id: UUID | None = None

    def doors_are_open(self, now: datetime) -> bool:
        """Members find an open door; facilitators one that they may open."""
        due = self.session.doors_at <= now < self.session.ends_at
        return due and (self.room_is_open or self.is_mine_to_open)

    @property
    def answer_words(self) -> str:
        return str(Answer(self.answer).label) if self.answer else ""

    @property
    def is_wanted(self) -> bool:
        # "Not today is fine": who has said so is not led to the door.
        return self.answer != Answer.NOT_TODAY


@dataclass(frozen=True)
class Next:
    thing: Thing
    coming: Coming | None = None
    asked: JoinRequest | None = None
    offer: Offer | None = None
    seat: Membership | None = None
    handover: Handover | None = None
    call: BackupCall | None = None
    ask: SubstituteAsk | None = None
    export: Export | None = None
    standby: Standby | None = None
    is_over: bool = False
    """The time of the pause."""

    @property
    def partial(self) -> str:
        """The template that says it."""
        return f"home/next/_{self.thing}.html"


@dataclass(frozen=True)
class Situation:
    """What is true for somebody now; each list in the order in which it would be dealt with."""

    today: date
    now: datetime
    coming: Sequence[Coming] = ()
    standbys: Sequence[Standby] = ()
    """Seats that are kept for me for a few minutes, for one session."""
    offers: Sequence[Offer] = ()
    to_agree: Sequence[Membership] = ()
    """Seats whose agreement, or its newest version, has not been agreed to yet."""
    unanswered: Sequence[JoinRequest] = ()
    """My own, in which a facilitator had the last word."""
    others: Sequence[JoinRequest] = ()
    """Those that wait for me as a facilitator."""
    calls: Sequence[BackupCall] = ()
    """To rooms that nobody has opened, the newest last."""
    asks: Sequence[SubstituteAsk] = ()
    """To stand in."""
    handovers: Sequence[Handover] = ()
    """Those that I am asked to take."""
    exports: Sequence[Export] = ()
    """Tables that somebody asks me to open together."""
    mine: Sequence[JoinRequest] = ()
    paused: Sequence[Membership] = ()

    @property
    def wanted(self) -> list[Coming]:
        return [one for one in self.coming if one.is_wanted]


def _room(here: Situation) -> Next | None:
    is_open = next((one for one in here.wanted if one.doors_are_open(here.now)), None)
    return Next(Thing.ROOM, coming=is_open) if is_open else None


def _call(here: Situation) -> Next | None:
    return Next(Thing.CALL, call=here.calls[-1]) if here.calls else None


def _standby(here: Situation) -> Next | None:
    return Next(Thing.STANDBY, standby=here.standbys[0]) if here.standbys else None


def _offer(here: Situation) -> Next | None:
    return Next(Thing.OFFER, offer=here.offers[0]) if here.offers else None


def _answer(here: Situation) -> Next | None:
    unsaid = (one for one in here.coming if one.day == here.today and not one.answer and not one.is_mine_to_open)
    first = next(unsaid, None)
    return Next(Thing.ANSWER, coming=first) if first else None


def _agreement(here: Situation) -> Next | None:
    return Next(Thing.AGREEMENT, seat=here.to_agree[0]) if here.to_agree else None


def _fit(here: Situation) -> Next | None:
    return Next(Thing.FIT, asked=here.unanswered[0]) if here.unanswered else None


def _requests(here: Situation) -> Next | None:
    return Next(Thing.REQUESTS, asked=here.others[0]) if here.others else None


def _stand_in(here: Situation) -> Next | None:
    return Next(Thing.STAND_IN, ask=here.asks[0]) if here.asks else None


def _handover(here: Situation) -> Next | None:
    return Next(Thing.HANDOVER, handover=here.handovers[0]) if here.handovers else None


def _export(here: Situation) -> Next | None:
    return Next(Thing.EXPORT, export=here.exports[0]) if here.exports else None


def _session(here: Situation) -> Next | None:
    return Next(Thing.SESSION, coming=here.wanted[0]) if here.wanted else None


def _waiting(here: Situation) -> Next | None:
    return Next(Thing.WAITING, asked=here.mine[0]) if here.mine else None


def _pause(here: Situation) -> Next | None:
    if not here.paused:
        return None
    until = here.paused[0].paused_until
    return Next(Thing.PAUSE, seat=here.paused[0], is_over=until is not None and until <= here.now)


RULES: Sequence[Callable[[Situation], Next | None]] = (
    _room,
    _call,
    _standby,
    _offer,
    _answer,
    _agreement,
    _fit,
    _stand_in,
    _requests,
    _handover,
    _export,
    _session,
    _waiting,
    _pause,
)
"""In the order of `Thing`."""


def next_thing(here: Situation) -> Next:
    """Choose it: the first rule that finds something; else there is a group to find."""
    return next((found for rule in RULES if (found := rule(here)) is not None), Next(Thing.FIND))
