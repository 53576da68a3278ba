"""Doors to who came, for those who look after the group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from groups.attendance.models import Export
from groups.attendance.policy import Holder
from groups.membership.access import Person, facilitator_for, memberships_of
from groups.membership.models import Membership, Part, State, SupportGroup
from groups.people.models import Role, User
from groups.schedule.models import Attendance, Session


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who could have come to a session, and what is known of it."""

    seat: Membership
    attendance: Attendance | None

    @property
    def came(self) -> bool:
        return self.attendance is not None and self.attendance.attended is True

    @property
    def by_hand(self) -> bool:
        return self.attendance is not None and self.attendance.marked_at is not None


def session_for(user: Person, session_id: UUID) -> tuple[Session, Membership]:
    """A session of a group that this person facilitates, and what they are to it."""
    mine = memberships_of(user).facilitators().staying()
    sessions = Session.objects.select_related("group").filter(group__in=mine.values("group_id"))
    session = get_object_or_404(sessions, pk=session_id)
    return session, facilitator_for(user, session.group_id)


def people_of(session: Session) -> list[Seen]:
    """The members who had a seat then and have it still, and whoever was in the room; by name."""
    found = {one.membership_id: one for one in session.attendances.all()}
    seated = Q(state=State.SEATED, guest_until=None, joined_at__lt=session.ends_at)
    seats = Membership.objects.filter(seated | Q(pk__in=found), group=session.group_id, role=Part.MEMBER)
    by_name = sorted(seats, key=lambda one: (one.name.casefold(), str(one.pk)))
    return [Seen(one, found.get(one.pk)) for one in by_name]


def facilitator(user: User, group_id: UUID) -> Holder:
    """Somebody who facilitates this group."""
    seat = facilitator_for(user, group_id)
    return Holder(user, seat.group, seat)


def admin(user: User, group_id: UUID) -> Holder:
    """An admin, whom `for_admins` has let in."""
    return Holder(user, get_object_or_404(SupportGroup, pk=group_id))


def export_of_facilitator(user: User, export_id: UUID) -> tuple[Export, Holder]:
    """A table of a group that this person facilitates, and who they are to it."""
    mine = memberships_of(user).facilitators().staying()
    export = get_object_or_404(Export.objects.filter(group__in=mine.values("group_id")), pk=export_id)
    return export, facilitator(user, export.group_id)


def export_of_admin(user: User, export_id: UUID) -> tuple[Export, Holder]:
    """The same for an admin."""
    export = get_object_or_404(Export.objects.select_related("group"), pk=export_id)
    return export, Holder(user, export.group)


def holder(user: User, group: SupportGroup) -> Holder | None:
    """What somebody is to a group now: its facilitator, an admin, or nothing."""
    seat = memberships_of(user).facilitators().staying().filter(group=group).first()
    if not user.is_active or (seat is None and not user.is_staff):
        return None
    return Holder(user, group, seat)


def others_who_may_agree(by: Holder) -> list[User]:
    """Whom to ask: the group's other facilitators who are there; where there are none, the admins."""
    held = by.group.memberships.present().facilitators().staying().filter(user__is_active=True)
    held = held.exclude(user=by.user).select_related("user")
    others = [one.user for one in held.order_by("joined_at", "pk")]
    if others or not by.facilitates:
        return others
    return list(User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=by.user.pk).order_by("pk"))


def waits(group: SupportGroup, *, now: datetime) -> bool:
    """Whether somebody has asked for a table of this group, and may still be answered."""
    return Export.objects.filter(group=group, agreed_at=None, ended_at=None, expires_at__gt=now).exists()


def waiting_for(user: User, held: Iterable[Membership], *, now: datetime) -> QuerySet[Export]:
    """The tables of groups that this person holds to which somebody else has asked them to agree."""
    open_still = Export.objects.filter(agreed_at=None, ended_at=None, expires_at__gt=now)
    theirs = open_still.filter(group__in=[one.group_id for one in held]).exclude(asked_by=user)
    return theirs.select_related("group").order_by("expires_at", "pk")


def asked_since(group: SupportGroup, since: datetime) -> int:
    return Export.objects.filter(group=group, asked_at__gt=since).count()


def exports_of(group: SupportGroup) -> QuerySet[Export]:
    """The tables of a group that were asked for, the newest first."""
    return Export.objects.filter(group=group).select_related("asked_by", "agreed_by").order_by("-asked_at", "pk")


def names_in(group: SupportGroup, users: Iterable[UUID | None]) -> dict[UUID, str]:
    """What the group calls these people; who never belonged to it is not there."""
    seats = Membership.objects.filter(group=group, user__in=[one for one in users if one is not None])
    return dict(seats.order_by("joined_at", "pk").values_list("user_id", "name"))


def sessions_between(group: SupportGroup, first: datetime, last: datetime, *, now: datetime) -> QuerySet[Session]:
    """Those that began from *first* on and before *last*, and whose time has gone by."""
    found = Session.objects.filter(group=group, starts_at__gte=first, starts_at__lt=last, ends_at__lte=now)
    return found.order_by("starts_at", "pk")


def who_came(sessions: Sequence[Session]) -> QuerySet[Attendance]:
    """Presence that counts, with its people, by name."""
    found = Attendance.objects.filter(session__in=sessions, attended=True).select_related("membership")
    return found.order_by("membership__role", "membership__name", "pk")
