"""The look that a web process takes every two seconds, whatever Redis does: ticks, access, rosters, the schedule."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from groups.membership.models import Membership, Part
from groups.people.access import devices_signed_in
from groups.room.access import NOT_A_MEMBER, SIGNED_OUT, sent_away
from groups.room.models import Room
from groups.room.seats import Seat, comes_now
from groups.room.state import RoomState
from groups.room.ticks import locked, next_tick


class Known(NamedTuple):
    """What the others of a group are shown of somebody, wherever they are."""

    author: uuid.UUID
    name: str
    role: str
    pronouns: str
    boundary: str
    guest: bool


class Row(NamedTuple):
    """Somebody who belongs to a group now, and is not on a pause."""

    pk: uuid.UUID
    group_id: uuid.UUID
    name: str
    role: str
    pronouns: str
    boundary: str
    quiet_until: datetime | None
    password: str
    is_active: bool
    guest_until: datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: how far each room is, who may stay, whom each group has, which rooms are past their time."""

    ticks: dict[uuid.UUID, int]
    seats: dict[Seat, Seat | int]
    rosters: dict[uuid.UUID, frozenset[Known]]
    past: list[uuid.UUID] = field(default_factory=list)


def look(states: Collection[RoomState], seats: Collection[Seat], *, now: datetime) -> Look:
    """Four queries, however many rooms and sockets."""
    rooms = Room.objects.filter(pk__in=[state.room_id for state in states])
    ticks: dict[uuid.UUID, int] = {}
    past: list[uuid.UUID] = []
    for room_id, tick, closes_at in rooms.values_list("pk", "tick", "closes_at"):
        ticks[room_id] = tick
        if closes_at is not None and closes_at <= now:
            past.append(room_id)
    rows = _rows({state.group_id: state.ends_at for state in states})
    rosters: dict[uuid.UUID, set[Known]] = defaultdict(set)
    for row in rows.values():
        guest = row.guest_until is not None
        rosters[row.group_id].add(Known(row.pk, row.name, row.role, row.pronouns, row.boundary, guest))
    devices = devices_signed_in({seat.device for seat in seats}, now=now)
    away = {member for _, member in sent_away({s.session_id for s in states if s.session_id}, set(rows))}
    return Look(
        ticks=ticks,
        seats={seat: _looked_at(seat, rows.get(seat.membership_id), devices, away) for seat in seats},
        rosters={group_id: frozenset(roster) for group_id, roster in rosters.items()},
        past=past,
    )


def _rows(closing: Mapping[uuid.UUID, datetime | None]) -> dict[uuid.UUID, Row]:
    """Those of these groups (group → when its room closes) who may be in their rooms now."""
    # Not asked here: what they agreed to. A new agreement is for whoever comes in, and sends nobody out.
    members = Membership.objects.present().filter(group_id__in=closing)
    fields = (
        "pk",
        "group_id",
        "name",
        "role",
        "pronouns",
        "boundary",
        "quiet_until",
        "user__password",
        "user__is_active",
        "guest_until",
    )
    rows = (Row(*row) for row in members.values_list(*fields))
    return {row.pk: row for row in rows if comes_now(row.guest_until, closes_at=closing[row.group_id])}


def _looked_at(seat: Seat, row: Row | None, devices: set[str], away: set[uuid.UUID]) -> Seat | int:
    """The seat as it is now, or the code to close its sockets with."""
    if seat.device not in devices or (row is not None and row.password != seat.lock):
        return SIGNED_OUT
    if row is None or not row.is_active or row.pk in away:
        return NOT_A_MEMBER
    return replace(seat, name=row.name, quiet_until=row.quiet_until, is_facilitator=row.role == Part.FACILITATOR)


def roster_of(state: RoomState) -> frozenset[Known]:
    return frozenset(
        Known(face.author, face.name, face.role, face.pronouns, face.boundary, face.guest) for face in state.roster
    )


@transaction.atomic
def note_new_roster(*, room_id: uuid.UUID, seen: int) -> None:
    """People came to the group or left it: that is a change of the room. Only the first process to see it counts it."""
    room = locked(room_id)
    if room.state_tick == seen:
        next_tick(room, state=True)
