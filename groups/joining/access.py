"""Doors to what somebody asked for and is offered: their own, and those of the groups that one facilitates."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count
from django.shortcuts import get_object_or_404

from groups.joining.models import JoinRequest, Offer
from groups.membership.access import Person, facilitator_for, memberships_of
from groups.membership.models import Membership, SupportGroup
from groups.people.models import User

NO_GROUP = UUID(int=0)
"""Has no people and no offers, and stands in every question about groups, so that it is asked about none, too."""


def request_for(user: User, request_id: UUID) -> JoinRequest:
    """What this person asked for."""
    return get_object_or_404(JoinRequest.objects.of(user).select_related("group").with_offer(), pk=request_id)


def request_to_answer(user: Person, request_id: UUID) -> tuple[JoinRequest, Membership]:
    """What somebody asked of a group that this person facilitates, and who answers."""
    groups = memberships_of(user).facilitators().values("group_id")
    requests = JoinRequest.objects.select_related("group", "user").with_offer()
    asked = get_object_or_404(requests.filter(group__in=groups), pk=request_id)
    return asked, facilitator_for(user, asked.group_id)


def offer_for(user: User, offer_id: UUID) -> Offer:
    """A seat that is, or was, kept for this person."""
    mine = Offer.objects.filter(request__user=user).select_related("request__group", "request__user")
    return get_object_or_404(mine, pk=offer_id)


def seats_held(groups: Iterable[SupportGroup], *, but_for: User | None = None) -> dict[UUID, int]:
    """How many seats open offers hold, by the group's id; groups without any are left out.

    Free seats are capacity − members (`current()`, paused ones too) − these. *but_for*: leaves out what is kept for
    this person.
    """
    # A list in which nothing stands costs as much as one in which all groups are full for this reader alone.
    held = Offer.objects.open().filter(request__group__in=[NO_GROUP, *(group.pk for group in groups)])
    if but_for is not None:
        held = held.exclude(request__user=but_for)
    return dict(held.values_list("request__group_id").annotate(Count("pk")))
