"""Doors to a session, from the person outward."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from groups.membership.access import facilitator_for, membership_for, memberships_of
from groups.membership.models import Membership
from groups.people.models import User
from groups.schedule.models import Session


def session_for(user: User, session_id: UUID) -> tuple[Session, Membership]:
    """A session of a group to which this person belongs, and what they are to it."""
    mine = Session.objects.filter(group__in=memberships_of(user).values("group_id"))
    session = get_object_or_404(mine, pk=session_id)
    return session, membership_for(user, session.group_id)


def session_to_change(user: User, session_id: UUID) -> tuple[Session, Membership]:
    """The same, for somebody who facilitates the group."""
    mine = Session.objects.filter(group__in=memberships_of(user).facilitators().values("group_id"))
    session = get_object_or_404(mine, pk=session_id)
    return session, facilitator_for(user, session.group_id)
