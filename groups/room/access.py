"""Doors to a room, from the person outward: for pages, and in batches for sockets."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare

from groups.membership.access import Person, memberships_of
from groups.membership.models import Membership
from groups.membership.policy import can_enter
from groups.people.access import people_by_device
from groups.room.models import Room
from groups.room.seats import Seat, comes_now, seat_of
from groups.schedule.models import Attendance

SIGNED_OUT, NOT_A_MEMBER = 4401, 4403


class Asked(NamedTuple):
    """Somebody knocks: the key of their device's cookie, and the room."""

    device: str
    room_id: uuid.UUID


def room_for(user: Person, room_id: uuid.UUID) -> tuple[Room, Membership]:
    """The room and who this person is in it; the same 404 for an outsider as for no room."""
    room = get_object_or_404(Room.objects.select_related("session", "group"), pk=room_id)
    asked = Attendance.objects.filter(
        membership=OuterRef("pk"), session=room.session_id, asked_to_leave_at__isnull=False
    )
    mine = memberships_of(user).annotate(is_sent_away=Exists(asked))
    membership = get_object_or_404(mine, group_id=room.group_id)
    if not comes_now(membership.guest_until, closes_at=room.closes_at):
        raise Http404
    return room, membership


def room_open_to(user: Person, room_id: uuid.UUID) -> tuple[Room, Membership]:
    """The same for those who may act there.

    Not for somebody who was asked to leave this session; and whoever is on a pause, or never agreed to the group's
    agreement, gets the answer of an outsider.
    """
    room, membership = room_for(user, room_id)
    if not can_enter(membership):
        raise Http404
    if was_asked_to_leave(membership):
        raise PermissionDenied
    return room, membership


def room_of_group_for(user: Person, group_id: uuid.UUID) -> Room:
    """The room of a group that this person belongs to; made when nobody has been there yet."""
    membership = get_object_or_404(memberships_of(user), group_id=group_id)
    return Room.objects.of(membership.group)


def is_asked_first(room: Room, membership: Membership) -> bool:
    """Whether the page of the room first leads to the agreement: a new version is read before one comes, never in
    the middle of a session in which one is already."""
    if not membership.is_asked_to_agree or not can_enter(membership):
        return membership.is_asked_to_agree
    came = Attendance.objects.filter(session=room.session_id, membership=membership)
    return room.session_id is None or not came.exists()


def was_asked_to_leave(membership: Membership) -> bool:
    """Is this session's room closed to somebody whom `room_for` let in?"""
    return bool(membership.is_sent_away)  # type: ignore[attr-defined]


def admit(asked: Sequence[Asked], *, now: datetime) -> list[Seat | int]:
    """A seat, or the code to close with, for each; four queries however many knock."""
    users = people_by_device({one.device for one in asked}, now=now)
    rooms = {room.pk: room for room in Room.objects.filter(pk__in={one.room_id for one in asked})}
    seats = _memberships({user_id for user_id, _ in users.values()}, {room.group_id for room in rooms.values()})
    away = sent_away({r.session_id for r in rooms.values() if r.session_id}, {m.pk for m in seats.values()})
    return [_admitted(one, users, rooms, seats, away) for one in asked]


def _admitted(
    one: Asked,
    users: dict[str, tuple[uuid.UUID, str]],
    rooms: dict[uuid.UUID, Room],
    seats: dict[tuple[uuid.UUID, uuid.UUID], Membership],
    away: set[tuple[uuid.UUID, uuid.UUID]],
) -> Seat | int:
    if one.device not in users:
        return SIGNED_OUT
    user_id, hashed = users[one.device]
    room = rooms.get(one.room_id)
    seat = seats.get((user_id, room.group_id)) if room else None
    if room is None or seat is None or (room.session_id, seat.pk) in away:
        return NOT_A_MEMBER
    if not comes_now(seat.guest_until, closes_at=room.closes_at):
        return NOT_A_MEMBER
    if not constant_time_compare(hashed, seat.user.get_session_auth_hash()):
        return SIGNED_OUT  # The password was changed since: that ends every device that signed in before.
    return seat_of(seat, device=one.device, lock=seat.user.password)


def _memberships(user_ids: set[uuid.UUID], group_ids: set[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], Membership]:
    seats = Membership.objects.welcome().filter(user_id__in=user_ids, group_id__in=group_ids, user__is_active=True)
    return {(seat.user_id, seat.group_id): seat for seat in seats.select_related("user")}


def sent_away(session_ids: set[uuid.UUID], membership_ids: set[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(session, membership) of those whom a session's room is closed to, until it ends."""
    asked = Attendance.objects.filter(asked_to_leave_at__isnull=False, session_id__in=session_ids)
    return set(asked.filter(membership_id__in=membership_ids).values_list("session_id", "membership_id"))
