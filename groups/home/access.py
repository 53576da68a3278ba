"""Doors to sessions, for those who belong to their group."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from groups.membership.access import Person, memberships_of
from groups.membership.models import Membership
from groups.schedule.access import sessions_within_reach
from groups.schedule.models import Session


def session_for(user: Person, session_id: UUID) -> tuple[Session, Membership]:
    """A session of a group of this person, and what they are to it."""
    sessions = sessions_within_reach(user).select_related("group__room", "series")
    session = get_object_or_404(sessions, pk=session_id)
    mine = memberships_of(user).select_related("group", "user", "intention")
    return session, get_object_or_404(mine, group_id=session.group_id)
