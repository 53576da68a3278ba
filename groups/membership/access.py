"""Doors to a group, from the person outward: who may not pass gets the same 404 as for a group that is not there."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.shortcuts import get_object_or_404

from groups.membership.models import Agreement, Membership, MembershipQuerySet, State, SupportGroup
from groups.people.models import User

Person = User | AnonymousUser

REMEMBERED = timedelta(days=60)
"""How long somebody is told of a seat of theirs that was given on."""


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


def member_for(user: Person, group_id: UUID) -> Membership:
    """The seat of somebody who is a member of the group, and not for one session alone."""
    return get_object_or_404(memberships_of(user).members().staying(), group_id=group_id)


def fellow_for(mine: Membership, membership_id: UUID) -> Membership:
    """Somebody else of the same group now."""
    fellows = mine.group.memberships.current().select_related("user").exclude(pk=mine.pk)
    return get_object_or_404(fellows, pk=membership_id)


def facilitator_for(user: Person, group_id: UUID) -> Membership:
    """The same, for somebody who facilitates the group; who stands in for one session looks after that one alone."""
    return get_object_or_404(memberships_of(user).facilitators().staying(), group_id=group_id)


def seat_or_given_on(user: Person, group_id: UUID) -> Membership:
    """What this person is to the group; or their seat that was given on after a pause, so that they can read of it."""
    mine = Membership.objects.filter(user=user) if isinstance(user, User) else Membership.objects.none()
    mine = mine.filter(Q(state=State.SEATED) | Q(state=State.RELEASED)).select_related("group", "user")
    seat = mine.filter(group_id=group_id).order_by("-joined_at", "pk").first()
    return seat or membership_for(user, group_id)


def other_facilitators(seat: Membership) -> int:
    """How many facilitators the group has beside this seat who are not on a pause."""
    return Membership.objects.present().facilitators().staying().filter(group=seat.group_id).exclude(pk=seat.pk).count()


def seat_for_facilitator(user: Person, group_id: UUID, membership_id: UUID) -> tuple[Membership, Membership]:
    """A seat of a group that this person facilitates, and what they are to the group."""
    by = facilitator_for(user, group_id)
    seats = Membership.objects.current().select_related("group", "user")
    return get_object_or_404(seats, group_id=group_id, pk=membership_id), by


def agreements_of(group: SupportGroup) -> list[Agreement]:
    """All versions of what was agreed in this group, the newest first."""
    return list(Agreement.objects.filter(group=group).order_by("-version"))


def agreement_of(group: SupportGroup) -> Agreement | None:
    """What stands now; asks nothing where there is no agreement."""
    if not group.agreement_version:
        return None
    return Agreement.objects.filter(group=group, version=group.agreement_version).first()


def locked(group_id: UUID) -> SupportGroup:
    """The group, its row locked until the transaction ends."""
    # Without its key: rows that only name the group (a line in its log) need not wait for this, so that whoever holds
    # another lock and writes one does not wait for somebody who waits for them.
    return SupportGroup.objects.select_for_update(no_key=True).get(pk=group_id)
