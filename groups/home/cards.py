"""Groups as strangers and members read of them: the facts of many at once, in as few questions as of one."""

import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language_info

from groups.joining.access import NO_GROUP, seats_held
from groups.joining.models import Offer
from groups.membership.access import Person
from groups.membership.models import GroupQuerySet, Membership, MembershipQuerySet, SupportGroup
from groups.people import moments
from groups.people.apart import may_not_sit
from groups.people.models import User
from groups.people.quiet import Clock
from groups.schedule.models import PlanStep, Series, Session, WeekOfMonth
from groups.schedule.planning import Step


@dataclass(frozen=True)
class Card:
    """One group: honest facts."""

    group: SupportGroup
    people: Sequence[Membership]
    next_session: Session | None
    zone: zoneinfo.ZoneInfo
    """The reader's; a reader who is not signed in gets the group's."""
    free_seats: int
    """For this reader: to somebody who may not meet one of the group's people it is full. Strangers are not told."""

    @property
    def facilitators(self) -> list[str]:
        return [one.name for one in self.people if one.is_facilitator and not one.is_paused]

    @property
    def languages(self) -> list[str]:
        """The one that is spoken, then those that are understood, each by its own name."""
        return [language_name(code) for code in (self.group.language, *self.group.other_languages.split())]

    @property
    def rhythm(self) -> str:
        """When the sessions are, as a sentence; empty when none is laid out or they follow no rule."""
        one = self.next_session
        if one is None or one.series is None:
            return ""
        start = one.meant_for or one.moved_from or one.starts_at
        with timezone.override(self.zone):
            return _rhythm(one.series, start, start + (one.ends_at - one.starts_at))


def _rhythm(series: Series, start: datetime, end: datetime) -> str:
    if series.week_of_month is None:
        return moments.weekly(start, end, every_weeks=series.every_weeks)
    week = str(WeekOfMonth(series.week_of_month).label)
    return moments.monthly(start, end, week=week, zone=Clock.of(series.time_zone, None, None).zone)


def language_name(code: str) -> str:
    """Its name in itself; a code that nobody knows stays a code."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def zone_for(user: object, group: SupportGroup) -> zoneinfo.ZoneInfo:
    """The reader's own, where it is known; the group's for everybody else."""
    if not isinstance(user, User):
        return moments.chosen_zone() or Clock.of(group.time_zone, None, None).zone
    return Clock.of(user.time_zone, None, None).zone


def cards(
    groups: Iterable[SupportGroup], *, user: Person, now: datetime, with_seats: slice | None = None
) -> list[Card]:
    """The cards of these groups, in their order; as many questions to the database for many as for one.

    *with_seats*: only this part of those with a free seat.
    """
    groups = list(groups)
    people: dict[UUID, list[Membership]] = {group.pk: [] for group in groups}
    for one in people_of(*groups).only("group_id", "user_id", "role", "name", "paused_at", "guest_until"):
        people[one.group_id].append(one)
    free = free_seats(groups, people, user=user)
    if with_seats is not None:
        groups = [one for one in groups if free[one.pk]][with_seats]
    coming = next_sessions(groups, now=now)
    return [Card(one, people[one.pk], coming.get(one.pk), zone_for(user, one), free[one.pk]) for one in groups]


def people_of(*groups: SupportGroup) -> MembershipQuerySet:
    """Those who belong to these groups now, whoever came first before the others."""
    ids = [NO_GROUP, *(group.pk for group in groups)]
    return Membership.objects.current().filter(group__in=ids).order_by("joined_at", "name", "pk")


def free_seats(
    groups: Sequence[SupportGroup], people: Mapping[UUID, Sequence[Membership]], *, user: Person
) -> dict[UUID, int]:
    """How many seats of each group are free for this reader."""
    held = seats_held(groups, but_for=user if isinstance(user, User) else None)
    full = _full_for(user, people)
    free = {}
    for one in groups:
        taken = sum(not seat.is_facilitator and not seat.is_guest for seat in people[one.pk]) + held.get(one.pk, 0)
        free[one.pk] = 0 if one.pk in full else max(one.capacity - taken, 0)
    return free


def _full_for(user: Person, people: Mapping[UUID, Sequence[Membership]]) -> set[UUID]:
    """The groups in which this person may not sit. Whoever has a seat there reads how many there are."""
    barred = may_not_sit(user, {group_id: [one.user_id for one in those] for group_id, those in people.items()})
    return {group_id for group_id in barred if all(one.user_id != user.pk for one in people[group_id])}


def with_a_free_seat(groups: GroupQuerySet, *, user: Person) -> GroupQuerySet:
    """Those in which a seat is neither taken nor kept for somebody else."""
    seated = Membership.objects.current().members().staying().filter(group=OuterRef("pk")).order_by().values("group")
    others = Offer.objects.open().exclude(request__user=user.pk)
    offers = others.filter(request__group=OuterRef("pk")).order_by().values("request__group")
    gone = [Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0) for rows in (seated, offers)]
    return groups.filter(capacity__gt=gone[0] + gone[1])


def published() -> GroupQuerySet:
    """The groups that everybody may read about, by name."""
    return SupportGroup.objects.published().order_by("name", "pk")


def plan_of(group: SupportGroup) -> list[Step]:
    """The steps of the group's sessions."""
    return PlanStep.objects.filter(group=group).in_order()


def next_sessions(groups: Sequence[SupportGroup], *, now: datetime) -> dict[UUID, Session]:
    """The session of each group that comes next (or is going on)."""
    coming = Session.objects.going_ahead().upcoming(now=now).filter(group=OuterRef("pk")).values("pk")
    first = SupportGroup.objects.filter(pk__in=[group.pk for group in groups]).values(first=Subquery(coming[:1]))
    sessions = Session.objects.select_related("series").filter(pk__in=first)
    return {session.group_id: session for session in sessions}
