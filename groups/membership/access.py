"""Doors to a group, from the person outward: who may not pass gets the same 404 as for a group that is not there."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.shortcuts import get_object_or_404

from groups.membership.models import Membership, MembershipQuerySet, SupportGroup
from groups.people.models import User

Person = User | AnonymousUser


def memberships_of(user: Person) -> MembershipQuerySet:
    """What this person is to groups now; nobody signed out is anything to one."""
    seats = Membership.objects.current().select_related("group", "user")
    return seats.filter(user=user) if isinstance(user, User) else seats.none()


def group_for(user: Person, group_id: UUID) -> SupportGroup:
    """A group that everybody may read about, or one that this person belongs to."""
    mine = Q(pk__in=memberships_of(user).values("group_id"))
    return get_object_or_404(SupportGroup.objects.filter(Q(is_published=True) | mine), pk=group_id)


def membership_for(user: Person, group_id: UUID) -> Membership:
    """What this person is to the group now: member or facilitator."""
    return get_object_or_404(memberships_of(user), group_id=group_id)


def fellow_for(mine: Membership, membership_id: UUID) -> Membership:
    """Somebody else of the same group now."""
    fellows = mine.group.memberships.current().select_related("user").exclude(pk=mine.pk)
    return get_object_or_404(fellows, pk=membership_id)


def facilitator_for(user: Person, group_id: UUID) -> Membership:
    """The same, for somebody who facilitates the group."""
    return get_object_or_404(memberships_of(user).facilitators(), group_id=group_id)


def locked(group_id: UUID) -> SupportGroup:
    """The group, its row locked until the transaction ends."""
    return SupportGroup.objects.select_for_update().get(pk=group_id)
