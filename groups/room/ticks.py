"""The counter that orders everything: whoever changes a room takes its next tick, under its lock."""

import uuid

from django.db.models import F

from groups.room import hints
from groups.room.models import Room


def locked(room_id: uuid.UUID) -> Room:
    """The room, ours until commit; what was read before may have changed since."""
    return Room.objects.select_for_update(of=("self",)).select_related("session", "group").get(pk=room_id)


def next_tick(room: Room, *, state: bool = False) -> int:
    """Take the room's next tick; `state` says that more than messages changed."""
    # The update locks the row until commit: without it, a reader who has seen tick 43
    # would never be shown a slower 42.
    if state:
        Room.objects.filter(pk=room.pk).update(tick=F("tick") + 1, state_tick=F("tick") + 1)
    else:
        Room.objects.filter(pk=room.pk).update(tick=F("tick") + 1)
    room.refresh_from_db(fields=["tick", "state_tick"])
    hints.after_commit(room.pk, room.tick)
    return room.tick
