"""Who is here. Presence is a lease that each web process renews: a process that dies leaves nobody behind for ever."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from groups.membership.models import Membership
from groups.room.models import Phase, Presence, Room
from groups.room.ticks import locked, next_tick
from groups.schedule.actions import attendance

RENEW = timedelta(seconds=15)
LEASE = timedelta(seconds=50)
"""Three renewals may go astray before somebody's seat is shown as free."""
VISIT = timedelta(minutes=5)
"""Two looks at the page without a socket, no further apart than this, are one stay."""


def arrive(*, room: Room, membership_ids: Collection[uuid.UUID], now: datetime) -> bool:
    """Seat these people in the open room, which the caller has locked; True when the roster changed by it."""
    assert room.session_id is not None
    mine = Presence.objects.filter(session_id=room.session_id, membership_id__in=membership_ids)
    known = dict(mine.values_list("membership_id", "here"))
    new = [m for m in membership_ids if m not in known]
    back = [m for m, here in known.items() if not here]
    if new:
        attendance.arrive(pairs=[(room.session_id, m) for m in new], now=now)
        Presence.objects.bulk_create(
            [Presence(session_id=room.session_id, membership_id=m, seen_at=now) for m in new], ignore_conflicts=True
        )
    if back:
        mine.filter(membership_id__in=back).update(here=True, seen_at=now)
    return bool(new or back)


@transaction.atomic
def arrive_all(*, arrivals: Mapping[uuid.UUID, Collection[uuid.UUID]], now: datetime) -> None:
    """Seat people in several rooms (room id → membership ids), with one tick a room; closed rooms seat nobody."""
    for room_id in sorted(arrivals):
        room = locked(room_id)
        if room.phase == Phase.OPEN and arrive(room=room, membership_ids=arrivals[room_id], now=now):
            next_tick(room, state=True)


@dataclass(frozen=True, slots=True)
class Stayed:
    """What a renewal found: sessions where somebody's lease ran out, and people who are here but have no seat yet."""

    silent: set[uuid.UUID]
    unseated: set[tuple[uuid.UUID, uuid.UUID]]


def stay(*, present: Mapping[uuid.UUID, Collection[uuid.UUID]], now: datetime) -> Stayed:
    """Renew the leases of these people (session id → membership ids) and count their presence."""
    here = Q(pk__in=[])
    for session_id, membership_ids in present.items():
        here |= Q(session_id=session_id, membership_id__in=membership_ids)
    seated = Presence.objects.filter(session_id__in=present, here=True)
    renewed = set(seated.filter(here).values_list("session_id", "membership_id"))
    seated.filter(here).update(seen_at=now)
    attendance.count_presence(present=present, now=now)
    silent = set(seated.filter(seen_at__lt=now - LEASE).values_list("session_id", flat=True))
    everybody = {(session_id, member) for session_id, members in present.items() for member in members}
    return Stayed(silent, everybody - renewed)


@transaction.atomic
def free_silent_seats(*, room_id: uuid.UUID, now: datetime) -> None:
    """Show the seats of those whose lease ran out as free. Twice, or from two processes at once, is as good as once."""
    room = locked(room_id)
    silent = Presence.objects.filter(session=room.session, here=True, seen_at__lt=now - LEASE)
    if silent.update(here=False):
        next_tick(room, state=True)


def free_all_silent_seats(*, now: datetime) -> None:
    """The same for every room: a web process that died can no longer look after its own."""
    silent = Presence.objects.filter(here=True, seen_at__lt=now - LEASE).values("session_id")
    for room_id in Room.objects.filter(session_id__in=silent).values_list("pk", flat=True):
        free_silent_seats(room_id=room_id, now=now)


def visit(*, room: Room, membership: Membership, now: datetime) -> None:
    """Somebody reads or refreshes the page: that is being here, with or without a socket."""
    if room.phase != Phase.OPEN or room.session_id is None:
        return
    seat = Presence.objects.filter(session_id=room.session_id, membership=membership, here=True)
    if not seat.update(seen_at=now):
        arrive_all(arrivals={room.pk: [membership.pk]}, now=now)
    attendance.count_presence(present={room.session_id: [membership.pk]}, now=now, bridging=VISIT)
