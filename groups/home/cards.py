"""Groups as strangers and members read of them: the facts of many at once, in as few questions as of one."""

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language_info

from groups.membership.models import GroupQuerySet, Membership, SupportGroup
from groups.people import moments
from groups.people.models import User
from groups.schedule.models import PlanStep, Session


@dataclass(frozen=True)
class Card:
    """One group: honest facts."""

    group: SupportGroup
    people: Sequence[Membership]
    next_session: Session | None
    zone: zoneinfo.ZoneInfo
    """The reader's; a reader who is not signed in gets the group's."""

    @property
    def facilitators(self) -> list[str]:
        return [one.name for one in self.people if one.is_facilitator]

    @property
    def seats_taken(self) -> int:
        return sum(not one.is_facilitator for one in self.people)

    @property
    def free_seats(self) -> int:
        return max(self.group.capacity - self.seats_taken, 0)

    @property
    def language(self) -> str:
        """Its name in itself; a code that nobody knows stays a code."""
        try:
            return str(get_language_info(self.group.language)["name_local"]).capitalize()
        except KeyError:
            return self.group.language

    @property
    def rhythm(self) -> str:
        """When the sessions are, as a sentence; empty when none is laid out or they follow no rule."""
        one = self.next_session
        if one is None or one.series is None:
            return ""
        start = one.moved_from or one.starts_at
        with timezone.override(self.zone):
            return moments.weekly(start, start + (one.ends_at - one.starts_at), every_weeks=one.series.every_weeks)


def zone_for(user: object, group: SupportGroup) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(user.time_zone if isinstance(user, User) else group.time_zone)


def cards(groups: Iterable[SupportGroup], *, user: object, now: datetime) -> list[Card]:
    """The cards of these groups, in their order; two questions to the database, however many they are."""
    groups = list(groups)
    people: dict[UUID, list[Membership]] = defaultdict(list)
    for one in Membership.objects.current().filter(group__in=groups).order_by("joined_at", "name", "pk"):
        people[one.group_id].append(one)
    coming = next_sessions(groups, now=now)
    return [Card(group, people[group.pk], coming.get(group.pk), zone_for(user, group)) for group in groups]


def published() -> GroupQuerySet:
    """The groups that everybody may read about, by name."""
    return SupportGroup.objects.published().order_by("name", "pk")


def plan_of(group: SupportGroup) -> list[tuple[int, str]]:
    """The steps of the group's sessions: minutes and words."""
    return list(PlanStep.objects.filter(group=group).order_by("place").values_list("minutes", "words"))


def next_sessions(groups: Sequence[SupportGroup], *, now: datetime) -> dict[UUID, Session]:
    """The session of each group that comes next (or is going on)."""
    coming = Session.objects.going_ahead().upcoming(now=now).filter(group=OuterRef("pk")).values("pk")
    first = SupportGroup.objects.filter(pk__in=[group.pk for group in groups]).values(first=Subquery(coming[:1]))
    sessions = Session.objects.select_related("series").filter(pk__in=first)
    return {session.group_id: session for session in sessions}
