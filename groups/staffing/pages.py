"""What people read about who facilitates a session, at each stage of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from groups.membership.models import Membership
from groups.people.models import User
from groups.people.moments import zone_name
from groups.refusals import Refused
from groups.schedule.models import Session, SessionState
from groups.staffing import access, policy
from groups.staffing.models import AskState, BackupCall, Duty, SubstituteAsk
from groups.staffing.planning import GIVES_UP, MINUTES, PLACES, clashes
from groups.staffing.policy import Hands


@dataclass(frozen=True)
class Who:
    """Who will be there, as one person of the group reads it; for those who facilitate it, what they can do."""

    session: Session
    names: Sequence[str]
    cannot: Sequence[str]
    guests: Sequence[str]
    searching: bool
    is_called: bool
    """Its room is closed though it is due: people have been called."""
    is_to_come: bool
    is_mine_to_change: bool
    i_hold: bool
    can_give_up: bool
    can_hold: bool

    @property
    def gives_up_at(self) -> datetime:
        return self.session.starts_at + GIVES_UP

    @property
    def zone(self) -> str:
        return zone_name()


def who(session: Session, mine: Membership, people: Sequence[Membership], *, now: datetime) -> Who:
    """*people*: `access.people_at` the session. No question more, unless it is over: who was there may have left."""
    hands = access.hands_of(session) if session.state == SessionState.OVER else _hands(session, people)
    usual = [one for one in people if one.is_facilitator and not one.is_guest][:PLACES]
    holding = [one.membership for one in hands.holding] if hands.duties else usual
    planned = session.state == SessionState.PLANNED
    return Who(
        session=session,
        names=[one.name for one in holding],
        cannot=[one.membership.name for one in hands.cannot],
        guests=[one.name for one in holding if one.is_guest],
        searching=planned and any(one.is_searched for one in people),  # type: ignore[attr-defined] # annotated
        is_called=planned and _is_called(session, now=now),
        is_to_come=planned and session.starts_at > now,
        is_mine_to_change=mine.is_facilitator and not mine.is_guest,
        i_hold=mine.pk in {one.pk for one in holding},
        can_give_up=mine.pk in {one.pk for one in holding} and policy.is_to_come(session, now=now),
        can_hold=policy.can_hold(session, mine, hands, now=now),
    )


def _hands(session: Session, people: Sequence[Membership]) -> Hands:
    """The duties that these people are annotated with."""
    given = ((one, one.duty_state, one.duty_how) for one in people)  # type: ignore[attr-defined] # annotated
    return Hands([
        Duty(session=session, membership=one, user_id=one.user_id, state=state, how=how)
        for one, state, how in given
        if state is not None and one.is_facilitator
    ])  # fmt: skip


def _is_called(session: Session, *, now: datetime) -> bool:
    due = session.starts_at + timedelta(minutes=MINUTES[0]) <= now < min(session.starts_at + GIVES_UP, session.ends_at)
    return due and session.opened_at is None


@dataclass(frozen=True)
class Staffing:
    """One session, for those who facilitate its group."""

    session: Session
    mine: Membership
    hands: Hands
    others: Sequence[Membership]
    """Who facilitates the group too, and holds neither this session nor said that they cannot."""
    asked: SubstituteAsk | None
    answered: int
    """How many were asked before."""
    is_late: bool
    now: datetime

    @property
    def can_give_up(self) -> bool:
        return policy.can_give_up(self.session, self.mine, self.hands, now=self.now)

    @property
    def can_hold(self) -> bool:
        return policy.can_hold(self.session, self.mine, self.hands, now=self.now)

    @property
    def others_hold(self) -> list[str]:
        return [one.membership.name for one in self.hands.holding if one.membership_id != self.mine.pk]


def staffing(session: Session, mine: Membership, *, now: datetime) -> Staffing:
    hands = access.hands_of(session)
    facilitators = access.usual_facilitators([session.group_id]).get(session.group_id, [])
    if not hands.duties:  # further ahead than it is laid down: as it would be
        hands = Hands([Duty(session=session, membership=seat, user_id=seat.user_id) for seat in facilitators[:PLACES]])
    asks = list(session.substitute_asks.exclude(state=AskState.WITHDRAWN))
    return Staffing(
        session=session,
        mine=mine,
        hands=hands,
        others=[one for one in facilitators if hands.of(one) is None],
        asked=next((one for one in asks if one.state == AskState.ASKED), None),
        answered=sum(one.state in {AskState.DECLINED, AskState.EXPIRED} for one in asks),
        is_late=policy.is_late(session, now=now),
        now=now,
    )


@dataclass(frozen=True)
class Line:
    """A session that I hold, or cannot."""

    duty: Duty
    clashes: bool

    @property
    def is_held(self) -> bool:
        return self.duty.state == "holds"


@dataclass(frozen=True)
class Mine:
    """What I hold in the next four weeks, and what is asked of me."""

    lines: Sequence[Line]
    asks: Sequence[SubstituteAsk]
    calls: Sequence[BackupCall]
    facilitates: bool

    @property
    def held(self) -> int:
        return sum(one.is_held for one in self.lines)


def mine(user: User, *, now: datetime) -> Mine | None:
    """None: this person holds nothing, and nothing is asked of them."""
    duties = access.duties_of(user, now=now)
    doubled = clashes([(one.pk, one.starts_at, one.ends_at) for one in duties])
    found = Mine(
        lines=[Line(one, one.pk in doubled) for one in duties],
        asks=access.asks_of(user, now=now),
        calls=access.calls_of(user, now=now),
        facilitates=access.facilitates_somewhere(user),
    )
    return found if found.facilitates or found.asks or found.calls else None


@dataclass(frozen=True)
class Asked:
    """One session in which somebody could stand in, for the one who is asked."""

    ask: SubstituteAsk
    session: Session
    belongs: bool
    with_them: Sequence[str]
    cannot: Sequence[str]
    members: int
    refusal: Refused | None

    @property
    def is_accepted(self) -> bool:
        return self.ask.state == AskState.ACCEPTED

    @property
    def is_over(self) -> bool:
        return self.ask.state not in {AskState.ASKED, AskState.ACCEPTED}


def asked(ask: SubstituteAsk, *, now: datetime) -> Asked:
    session, hands = ask.session, access.hands_of(ask.session)
    people = list(session.group.memberships.current())
    return Asked(
        ask=ask,
        session=session,
        belongs=any(one.user_id == ask.user_id and one.is_facilitator for one in people),
        with_them=[one.membership.name for one in hands.holding if one.user_id != ask.user_id],
        cannot=[one.membership.name for one in hands.cannot],
        members=sum(not one.is_facilitator for one in people),
        refusal=policy.why_not_accept(ask, session, hands, now=now),
    )


@dataclass(frozen=True)
class Called:
    """A room that nobody has opened, for somebody who is called to it."""

    call: BackupCall
    session: Session
    belongs: bool
    refusal: Refused | None

    @property
    def gives_up_at(self) -> datetime:
        return self.session.starts_at + GIVES_UP


def called(call: BackupCall, *, now: datetime) -> Called:
    session = call.session
    belongs = session.group.memberships.current().facilitators().filter(user=call.user_id).exists()
    return Called(call, session, belongs, policy.why_not_answer_call(session, now=now))
