"""Whom to ask to stand in, and whom to call: never who may not meet somebody there, never who is elsewhere then."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from groups.membership.models import Membership, Part, State
from groups.organisation.models import Organisation
from groups.people.apart import may_not_meet
from groups.people.models import User
from groups.people.quiet import Clock
from groups.schedule.models import Session
from groups.staffing.access import hands_of, usual_facilitators
from groups.staffing.models import AskState, CallAnswer, Duty, DutyState
from groups.staffing.planning import Candidate, asked_until, in_order, week_of

MOST_CALLED = 3
"""How many who stand in elsewhere are called at once: a whole organisation need not run."""


def next_to_ask(session: Session, *, first: UUID | None = None, now: datetime) -> tuple[User, datetime] | None:
    """Who is asked next, and until when they may answer; None: nobody is left, or there is no time to ask.

    *first*: somebody of the group (a person's id) who is asked before the others.
    """
    candidates = {user.pk: (user, candidate) for user, candidate in _candidates(session)}
    order = in_order([candidate for _, candidate in candidates.values()])
    for one in sorted(order, key=lambda one: one.user != first):
        until = asked_until(now, session.starts_at, one.clock)
        if until is not None and (one.of_the_group or not _is_apart(candidates[one.user][0], session)):
            return candidates[one.user][0], until
    return None


def _candidates(session: Session) -> Iterator[tuple[User, Candidate]]:
    asked = session.substitute_asks.exclude(state=AskState.WITHDRAWN).values("user")
    known = session.duties.values("user")
    for seat in _others_of_the_group(session, but=[asked, known]):
        yield seat.user, _candidate(seat.user, since=seat.joined_at, of_the_group=True)
    for user in stand_ins(session).exclude(pk__in=asked).exclude(pk__in=known):
        yield user, _candidate(user, since=user.since, of_the_group=False, duties=user.held)  # type: ignore[attr-defined]


def _others_of_the_group(session: Session, *, but: "Collection[QuerySet[Any, Any]]") -> "QuerySet[Membership]":
    seats = Membership.objects.present().facilitators().staying().filter(group=session.group_id, user__is_active=True)
    for people in but:
        seats = seats.exclude(user__in=people)
    return seats.exclude(Exists(_elsewhere(session, OuterRef("user")))).select_related("user")


def stand_ins(session: Session) -> "QuerySet[User]":
    """Who facilitates another group, is free at that hour, and said that they may be asked.

    With `held`, their sessions of that week on the group's clock, and `since`, how long they have facilitated.
    """
    begins, ends = week_of(session.starts_at, session.group.time_zone)
    in_week = Q(duties__state=DutyState.HOLDS, duties__starts_at__gte=begins, duties__starts_at__lt=ends)
    # A guest who holds another session of the group may be asked for this one, too.
    here = Q(state=State.SEATED, guest_until=None) | Q(state=State.SEATED, role=Part.MEMBER) | Q(state=State.REMOVED)
    of_the_group = Membership.objects.filter(here, group=session.group_id).values("user")
    holds = Membership.objects.present().facilitators().staying().filter(user=OuterRef("pk"))
    people = User.objects.filter(Exists(holds), stands_in=True, is_active=True).exclude(pk__in=of_the_group)
    free = people.exclude(Exists(_elsewhere(session, OuterRef("pk"))))
    seats = Q(memberships__role=Part.FACILITATOR, memberships__state=State.SEATED)
    since = Min("memberships__joined_at", filter=seats)
    return free.annotate(held=Count("duties", filter=in_week, distinct=True), since=since).order_by("pk")


def _elsewhere(session: Session, person: OuterRef) -> "QuerySet[Duty]":
    """What this person holds in the hours of the session."""
    held = Duty.objects.filter(user=person, state=DutyState.HOLDS).exclude(session=session.pk)
    return held.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)


def _candidate(user: User, *, since: datetime, of_the_group: bool, duties: int = 0) -> Candidate:
    return Candidate(user.pk, clock_of(user), of_the_group, since, duties)


def clock_of(user: User) -> Clock:
    return Clock.of(user.time_zone, user.quiet_from, user.quiet_to)


def _is_apart(user: User, session: Session) -> bool:
    return may_not_meet(user, list(session.group.memberships.current().values_list("user_id", flat=True)))


def to_call(session: Session, *, minute: int, now: datetime) -> list[User]:
    """Whom to call at this minute of the plan, the nearest first: those who hold the session and the group's others;
    from −5 on those who may stand in; at last who is on call. Not who said that they cannot come, or are coming."""
    answered = set(session.backup_calls.exclude(answer=CallAnswer.NONE).values_list("user", flat=True))
    found = {user.pk: user for user in _near(session)}
    if minute >= -5:
        found |= {user.pk: user for user in _who_may_come(session, now=now)}
    if minute >= 0 and (on_call := _on_call(session)) is not None:
        found.setdefault(on_call.pk, on_call)
    return [user for user in found.values() if user.is_active and user.pk not in answered]


def _near(session: Session) -> list[User]:
    hands = hands_of(session)
    cannot = {one.user_id for one in hands.cannot}
    seats = [one.membership for one in hands.holding]
    seats += usual_facilitators([session.group_id]).get(session.group_id, [])
    ids = list(dict.fromkeys(seat.user_id for seat in seats if seat.user_id not in cannot))
    people = User.objects.in_bulk(ids)
    return [people[one] for one in ids]


def _who_may_come(session: Session, *, now: datetime) -> list[User]:
    found = {user.pk: user for user in stand_ins(session) if clock_of(user).quiet(now) is None}
    order = in_order([
        _candidate(user, since=user.since, of_the_group=False, duties=user.held)  # type: ignore[attr-defined]
        for user in found.values()
    ])  # fmt: skip
    free = (found[one.user] for one in order if not _is_apart(found[one.user], session))
    return [user for user, _ in zip(free, range(MOST_CALLED), strict=False)]


def _on_call(session: Session) -> User | None:
    """Who is on call for the organisation; not somebody who has a seat in this very group, or may not come there."""
    person = Organisation.objects.select_related("on_call").first()
    user = person.on_call if person else None
    if user is None or _is_apart(user, session):
        return None
    seats = session.group.memberships.filter(user=user)
    return None if seats.filter(Q(state=State.SEATED, role=Part.MEMBER) | Q(state=State.REMOVED)).exists() else user
