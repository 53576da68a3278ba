"""Doors to what facilitators write, and to what they are asked."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from groups.facilitation.models import Announcement, AnnouncementQuerySet, FacilitatorCard, Handover
from groups.membership.access import facilitator_for, memberships_of
from groups.membership.models import Membership, SupportGroup
from groups.people.models import User


def announcement_to_take_back(user: User, announcement_id: UUID) -> tuple[Announcement, Membership]:
    """A word to a group that this person facilitates, and what they are to it."""
    groups = memberships_of(user).facilitators().values("group_id")
    written = get_object_or_404(Announcement.objects.filter(group__in=groups), pk=announcement_id)
    return written, facilitator_for(user, written.group_id)


def announcements_for(seat: Membership, *, now: datetime) -> AnnouncementQuerySet:
    """What this person may read of what was written to everybody in this group, the newest first."""
    return Announcement.objects.for_seat(seat, now=now)


def card_of(membership: Membership) -> FacilitatorCard:
    """A facilitator's own card; a new one is empty and not stored."""
    found = FacilitatorCard.objects.filter(membership=membership).first()
    return found or FacilitatorCard(membership=membership)


def seats_held(user: User, *, now: datetime) -> tuple[list[Membership], list[Handover]]:
    """The groups that this person facilitates, and those that they are asked to go on with. For facilitators alone."""
    seats = list(memberships_of(user).facilitators().order_by("group__name", "pk"))
    if not seats:
        raise Http404
    return seats, list(Handover.objects.asked_of(user, now=now))


def handover_asked_of(user: User, handover_id: UUID, *, now: datetime) -> Handover:
    """One that this person is asked to take."""
    return get_object_or_404(Handover.objects.asked_of(user, now=now), pk=handover_id)


def handover_of(user: User, handover_id: UUID) -> Handover:
    """One by which this person leaves a group that they facilitate."""
    mine = memberships_of(user).facilitators()
    return get_object_or_404(Handover.objects.with_people().filter(leaving__in=mine), pk=handover_id)


def last_handover_of(membership: Membership) -> Handover | None:
    """The one by which somebody leaves this group; the newest, however it ended."""
    return membership.handovers_away.with_people().order_by("-made_at", "-pk").first()


def others_who_hold(membership: Membership) -> list[Membership]:
    """The other facilitators of this group now."""
    held = membership.group.memberships.current().facilitators().exclude(pk=membership.pk)
    return list(held.order_by("joined_at", "name", "pk"))


def holds(user: User, group: SupportGroup) -> bool:
    """Whether this person facilitates the group now."""
    return memberships_of(user).facilitators().filter(group=group).exists()
