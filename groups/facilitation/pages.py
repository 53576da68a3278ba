"""What facilitators' pages show, read in few questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from groups.facilitation import sentences
from groups.facilitation.models import FacilitatorCard, Handover
from groups.facilitation.policy import why_not_accept
from groups.joining.access import seats_held
from groups.membership.access import memberships_of
from groups.membership.models import Membership, Part, SupportGroup
from groups.membership.policy import can_give_on
from groups.people.models import User
from groups.refusals import Refused


@dataclass(frozen=True)
class Line:
    """Somebody of the group, as its facilitators read of them: what they chose, and how long they have been here."""

    seat: Membership
    with_us: str
    can_give_on: bool
    pause_is_over: bool
    is_me: bool

    @property
    def has_agreed(self) -> bool:
        return not self.seat.is_asked_to_agree


@dataclass(frozen=True)
class Roster:
    """One group, for one of its facilitators."""

    members: Sequence[Line]
    facilitators: Sequence[Line]
    offered: int
    to_answer: int
    in_line: int
    asked_of_me: Handover | None
    mine: Handover | None
    card: FacilitatorCard | None
    capacity: int

    @property
    def taken(self) -> int:
        return len(self.members)

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken - self.offered, 0)

    @property
    def to_give_on(self) -> list[Line]:
        return [one for one in self.members if one.can_give_on]

    @property
    def something_waits(self) -> bool:
        return bool(self.to_answer or self.to_give_on or self.asked_of_me or self.mine)


def roster(by: Membership, *, now: datetime) -> Roster:
    """In the order of names: nothing here compares one member with another."""
    group = by.group
    people = group.memberships.current().select_related("group", "user", "card")
    lines = [_line(one, by, now=now) for one in sorted(people, key=lambda one: (one.name.casefold(), str(one.pk)))]
    handovers = list(group.handovers.open().with_people())
    mine = next((one for one in handovers if one.leaving_id == by.pk), None)
    # Most of the time nobody hands over: then nobody is asked, and nothing has to be looked for.
    asked_of_me = Handover.objects.asked_of(by.user, now=now).filter(group=group) if handovers else []
    return Roster(
        members=[one for one in lines if not one.seat.is_facilitator],
        facilitators=[one for one in lines if one.seat.is_facilitator],
        offered=seats_held([group]).get(group.pk, 0),
        to_answer=group.requests.to_answer().count(),
        in_line=group.requests.in_line().count(),
        asked_of_me=next(iter(asked_of_me), None),
        mine=mine,
        card=next((getattr(one.seat, "card", None) for one in lines if one.is_me), None),
        capacity=group.capacity,
    )


def _line(seat: Membership, by: Membership, *, now: datetime) -> Line:
    return Line(
        seat=seat,
        with_us=sentences.with_us(seat.joined_at, now=now),
        can_give_on=can_give_on(seat, by, now=now),
        pause_is_over=seat.paused_until is not None and seat.paused_until <= now,
        is_me=seat.pk == by.pk,
    )


@dataclass(frozen=True)
class Held:
    """A group that I facilitate."""

    seat: Membership
    next_at: datetime | None


@dataclass(frozen=True)
class Load:
    """What somebody carries."""

    words: str
    held: Sequence[Held]
    asked: Sequence[Handover]
    most: int

    @property
    def is_more_than_enough(self) -> bool:
        return len(self.held) > self.most


def load(user: User, seats: Sequence[Membership], asked: Sequence[Handover], *, now: datetime) -> Load:
    starts = _next_starts([one.group_id for one in seats], now=now)
    return Load(
        words=sentences.load(len(seats), user.most_groups),
        held=[Held(seat, starts.get(seat.group_id)) for seat in seats],
        asked=asked,
        most=user.most_groups,
    )


def _next_starts(groups: Sequence[UUID], *, now: datetime) -> dict[UUID, datetime | None]:
    """When each group meets next. Sessions belong to a domain beside this one: their time is all that is asked."""
    coming = Q(sessions__ends_at__gt=now, sessions__state="planned")
    found = SupportGroup.objects.filter(pk__in=groups).annotate(next_at=Min("sessions__starts_at", filter=coming))
    return dict(found.values_list("pk", "next_at"))


@dataclass(frozen=True)
class Readers:
    """Who reads what is written to everybody."""

    members: int
    facilitators: int


def readers(by: Membership) -> Readers:
    others = by.group.memberships.current().exclude(pk=by.pk)
    counted = others.aggregate(
        members=Count("pk", filter=Q(role=Part.MEMBER)), facilitators=Count("pk", filter=Q(role=Part.FACILITATOR))
    )
    return Readers(**counted)


@dataclass(frozen=True)
class Asked:
    """A handover, for the one who is asked to go on."""

    load: str
    holds_it: bool
    facilitators: Sequence[str]
    members: int
    next_at: datetime | None
    refusal: Refused | None


def asked(handover: Handover, user: User, *, now: datetime) -> Asked:
    current = list(handover.group.memberships.current())
    hold = [one for one in current if one.is_facilitator]
    return Asked(
        load=sentences.load(memberships_of(user).facilitators().count(), user.most_groups),
        holds_it=any(one.user_id == user.pk for one in hold),
        facilitators=[one.name for one in hold if one.pk != handover.leaving_id and one.user_id != user.pk],
        members=len(current) - len(hold),
        next_at=_next_starts([handover.group_id], now=now).get(handover.group_id),
        refusal=why_not_accept(handover, user, current, now=now),
    )
