"""Doors to sessions, for those who belong to their group."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from groups.membership.access import Person, memberships_of
from groups.membership.models import Membership
from groups.schedule.models import Session


def session_for(user: Person, session_id: UUID) -> tuple[Session, Membership]:
    """A session of a group of this person, and what they are to it."""
    mine = memberships_of(user)
    sessions = Session.objects.select_related("group__room", "series").filter(group__in=mine.values("group_id"))
    session = get_object_or_404(sessions, pk=session_id)
    return session, get_object_or_404(mine, group_id=session.group_id)
