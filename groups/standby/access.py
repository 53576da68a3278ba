"""Doors to one's own wishes to come to one session: nobody else's business, not even a facilitator's."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from groups.joining.models import JoinRequest
from groups.membership.models import Membership
from groups.people.models import User
from groups.schedule.models import Session
from groups.standby.models import Standby, StandbyState
from groups.standby.planning import CLOSES
from groups.standby.policy import AHEAD

SHOWN = 4


def request_of(user: User, request_id: UUID) -> JoinRequest:
    """What this person asked for."""
    return get_object_or_404(JoinRequest.objects.of(user).select_related("group", "user"), pk=request_id)


def session_of(asked: JoinRequest, session_id: UUID) -> Session:
    """A session of the group that they wait for."""
    return get_object_or_404(Session.objects.filter(group=asked.group_id), pk=session_id)


def wish_of(user: User, standby_id: UUID) -> Standby:
    """A wish of this person."""
    return get_object_or_404(_wishes(user), pk=standby_id)


def coming_of(asked: JoinRequest, *, now: datetime) -> list[Session]:
    """The next sessions to which somebody may still come."""
    coming = Session.objects.going_ahead().filter(group=asked.group_id, starts_at__gte=now - CLOSES)
    return list(coming.filter(starts_at__lte=now + AHEAD).order_by("starts_at", "pk")[:SHOWN])


def wishes_about(asked: JoinRequest, sessions: list[Session]) -> dict[UUID, Standby]:
    """Session → their wish to come to it."""
    return {one.session_id: one for one in asked.standbys.filter(session__in=sessions)}


def seat_of(wish: Standby, *, now: datetime) -> Membership | None:
    """The seat in which they sit for this session, while they do."""
    here = Membership.objects.current().members().filter(group=wish.request.group_id, user=wish.request.user_id)
    return here.filter(guest_until__gt=now).first() if wish.state == StandbyState.TAKEN else None


def offered_to(user: User, *, now: datetime) -> QuerySet[Standby]:
    """Seats that are kept for this person in these minutes, the one that ends first before the others."""
    return _wishes(user).filter(state=StandbyState.OFFERED, expires_at__gt=now).order_by("expires_at", "pk")


def _wishes(user: User) -> QuerySet[Standby]:
    return Standby.objects.filter(request__user=user).select_related("session", "request__group", "request__user")
