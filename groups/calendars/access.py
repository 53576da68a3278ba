"""Doors to calendars: of one's own seat or role, and of whoever holds an address."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.shortcuts import get_object_or_404

from groups.calendars.models import Feed
from groups.changes.models import Change
from groups.membership.access import Person, memberships_of
from groups.membership.models import Membership, State
from groups.people import tokens
from groups.people.models import Role, User
from groups.schedule.models import Session, SessionState

Owner = Membership | User
"""Whose calendar it is: a seat's, with the sessions of its group; or an admin's, with those of all groups."""

KEPT = timedelta(weeks=4)
"""How long a session that is over stays in a calendar; one that was called off goes once its time is past."""

OF_GROUP = ("group__name", "group__time_zone", "group__created_at")
FACTS = ("starts_at", "ends_at", "kind", "state", "version", "cancelled_at", *OF_GROUP)
"""What an entry says; nothing else is read."""

LIVE = Q(membership__state=State.SEATED, membership__guest_until=None, membership__user__is_active=True) | Q(
    admin__role=Role.ADMIN, admin__is_active=True
)
"""It answers as long as the seat is held, or the role."""


def seat_for(user: Person, group_id: UUID) -> Membership:
    """A seat whose sessions come back. Who sits in for one session has that session's page."""
    return get_object_or_404(memberships_of(user).staying(), group_id=group_id)


def feed_of(owner: Owner) -> Feed | None:
    """The address that answers now, if there is one."""
    return feeds_of(owner).filter(ended_at=None).first()


def feeds_of(owner: Owner) -> QuerySet[Feed]:
    return Feed.objects.filter(membership=owner) if isinstance(owner, Membership) else Feed.objects.filter(admin=owner)


def feed_for(secret: str) -> Feed:
    """What the address opens. One that ended and one that never was are the same question with the same answer."""
    feeds = Feed.objects.filter(LIVE, ended_at=None).select_related("membership__group", "admin")
    return get_object_or_404(feeds, token_hash=tokens.hashed(secret))


def secret_of(feed: Feed) -> str:
    """What stands in the address: 256 bits that follow from the row; only their hash is stored."""
    return tokens.token_for("calendar", feed.pk)


def sessions_in(feed: Feed, *, now: datetime) -> QuerySet[Session]:
    """What stands in a calendar: nothing of before there was a seat, and nothing while somebody is on a pause."""
    still = Q(ends_at__gt=now) | Q(~Q(state=SessionState.CANCELLED), ends_at__gt=now - KEPT)
    sessions = Session.objects.filter(still).select_related("group").only(*FACTS).order_by("starts_at", "pk")
    seat = feed.membership
    if seat is None:
        return sessions
    if seat.is_paused:
        return sessions.none()
    return sessions.filter(group=seat.group_id, ends_at__gt=seat.joined_at)


def changed_at(sessions: QuerySet[Session]) -> Mapping[tuple[UUID, UUID | None], datetime]:
    """When the log of changes last spoke of each session, or (None) of all that are to come: by group and session."""
    those = sessions.order_by()
    spoken = Change.objects.filter(
        Q(session=None) | Q(session__in=those.values("pk")), group__in=those.values("group_id")
    )
    rows = spoken.order_by().values_list("group_id", "session").annotate(last=Max("made_at"))
    return {(group_id, session_id): last for group_id, session_id, last in rows}
