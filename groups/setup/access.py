"""Doors to what admins set up. Who they are is judged by `for_admins`, which stands before every page."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from groups.invitations.models import Invitation
from groups.membership.models import Agreement, Membership, SupportGroup
from groups.room.models import Message
from groups.schedule.models import PlanStep, Series, Session
from groups.schedule.planning import Step
from groups.setup.standing import with_standing

A_DAY = timedelta(days=1)
SHOWN = 6
"""Coming sessions on the page of the hours."""


def groups(*, words: str = "", now: datetime) -> QuerySet[SupportGroup]:
    """All groups, published or not, by name."""
    found = SupportGroup.objects.filter(name__icontains=words) if words else SupportGroup.objects.all()
    return with_standing(found, now=now).order_by("name", "pk")


def group(group_id: UUID, *, now: datetime) -> SupportGroup:
    """One of them."""
    return get_object_or_404(with_standing(SupportGroup.objects.all(), now=now), pk=group_id)


def names() -> list[str]:
    """Of all groups."""
    return list(SupportGroup.objects.values_list("name", flat=True))


def whole_groups() -> QuerySet[SupportGroup]:
    """All groups with their plans, agreements and hours; four questions, however many they are."""
    return SupportGroup.objects.prefetch_related("plan", "agreements", "series").order_by("name", "pk")


def has_words(group: SupportGroup) -> bool:
    """Whether anything is kept of what was said in its room."""
    return Message.objects.filter(room__group=group).exists()


def facilitators(group: SupportGroup) -> QuerySet[Membership]:
    """Who holds the group, the longest first. Members are nobody's business here."""
    return group.memberships.current().facilitators().order_by("joined_at", "pk")


def facilitator(group: SupportGroup, membership_id: UUID) -> Membership:
    """One of them."""
    return get_object_or_404(facilitators(group), pk=membership_id)


def invitations(group: SupportGroup, *, now: datetime) -> QuerySet[Invitation]:
    """Who was asked to come and has not answered."""
    waiting = Invitation.objects.waiting().filter(group=group, expires_at__gt=now)
    return waiting.order_by("invited_as", "made_at", "pk")


def invitation(group: SupportGroup, invitation_id: UUID) -> Invitation:
    """One of them."""
    return get_object_or_404(Invitation.objects.waiting().filter(group=group), pk=invitation_id)


def plan(group: SupportGroup) -> list[Step]:
    """What its sessions are made of."""
    return PlanStep.objects.filter(group=group).in_order()


def agreement(group: SupportGroup) -> Agreement | None:
    """What stands now."""
    return group.agreements.filter(version=group.agreement_version).first()


def hours(group: SupportGroup, *, now: datetime) -> QuerySet[Series]:
    """The group's series that are not over everywhere, the newest first."""
    going_on = group.series.filter(Q(ends_on=None) | Q(ends_on__gte=now.date() - A_DAY))
    return going_on.select_related("group").order_by("-starts_on", "pk")


def hour(group: SupportGroup, series_id: UUID) -> Series:
    """One of them."""
    return get_object_or_404(group.series.select_related("group"), pk=series_id)


def coming(group: SupportGroup, *, now: datetime) -> list[Session]:
    """The sessions that come next."""
    return list(Session.objects.going_ahead().upcoming(now=now).filter(group=group)[:SHOWN])


def ahead(group: SupportGroup, *, now: datetime) -> QuerySet[Session]:
    """All that is laid and not over, called-off ones too."""
    return Session.objects.upcoming(now=now).filter(group=group).select_related("series")


def days_to_come(series: Series, *, now: datetime) -> list[date]:
    """The days of its rule for which sessions are laid that have not begun."""
    laid = series.sessions.filter(starts_at__gt=now, laid_for__isnull=False).order_by("laid_for")
    return [day for day in laid.values_list("laid_for", flat=True) if day is not None]
