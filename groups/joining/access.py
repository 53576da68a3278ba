"""Doors to what somebody asked for: their own, and those of the groups that one facilitates."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from groups.joining.models import JoinRequest
from groups.membership.access import Person, facilitator_for, memberships_of
from groups.membership.models import Membership
from groups.people.models import User


def request_for(user: User, request_id: UUID) -> JoinRequest:
    """What this person asked for."""
    return get_object_or_404(JoinRequest.objects.select_related("group").filter(user=user), pk=request_id)


def request_to_answer(user: Person, request_id: UUID) -> tuple[JoinRequest, Membership]:
    """What somebody asked of a group that this person facilitates, and who answers."""
    groups = memberships_of(user).facilitators().values("group_id")
    asked = get_object_or_404(
        JoinRequest.objects.select_related("group", "user").filter(group__in=groups), pk=request_id
    )
    return asked, facilitator_for(user, asked.group_id)
