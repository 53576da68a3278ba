"""What changed in a room after a tick: the one question that pages, sockets and reloads ask."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from groups.membership.models import Membership
from groups.room import frames
from groups.room.fragments import Entry
from groups.room.ledger import ledger
from groups.room.models import Message, Presence, Room
from groups.room.seats import Seat
from groups.room.state import RoomState, state_of, you

RECENT = 50
"""How many messages a fresh page shows."""
BATCH = 200
"""How many changes one answer carries at most."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some changes of a room, for one viewer or for all (before `Entry.seen_by` is asked)."""

    state: RoomState
    entries: list[Entry]
    tick: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What a hub has not seen of a room: messages, the tick that they reach, and the state if it is another now."""

    entries: list[Entry]
    tick: int
    state: RoomState | None


def states(room_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, RoomState]:
    """The states of these rooms, in four queries however many they are."""
    rooms = list(Room.objects.select_related("session", "group").filter(pk__in=list(room_ids)))
    members: dict[uuid.UUID, list[Membership]] = defaultdict(list)
    for member in Membership.objects.present().filter(group_id__in=[room.group_id for room in rooms]):
        members[member.group_id].append(member)
    presences: dict[uuid.UUID, list[Presence]] = defaultdict(list)
    for presence in Presence.objects.filter(session_id__in=[room.session_id for room in rooms if room.session_id]):
        presences[presence.session_id].append(presence)
    return {
        room.pk: state_of(room, members[room.group_id], presences[room.session_id] if room.session_id else [])
        for room in rooms
    }


def changes_after(known: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, Changes]:
    """Everything that changed in these rooms (room id → last tick known), whoever may see it.

    The state of a room is read only where it changed: people say far more than they come and go.
    """
    rooms = Room.objects.filter(pk__in=list(known)).values_list("pk", "tick", "state_tick")
    ticks = {room_id: (tick, state_tick) for room_id, tick, state_tick in rooms}
    # What commits while we read belongs to the next answer: this one ends where the rooms stood.
    spans = {room_id: (known[room_id], tick) for room_id, (tick, _) in ticks.items()}
    found: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    for words in ledger().changes(spans):
        found[words.room_id].append(Entry(words))
    changed = states([room_id for room_id, (_, state_tick) in ticks.items() if state_tick > known[room_id]])
    return {room_id: Changes(found[room_id], tick, changed.get(room_id)) for room_id, (tick, _) in ticks.items()}


def opening(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Page]:
    """The rooms as a fresh page begins: their state and their last messages, whoever may see them."""
    pages = {}
    for room_id, state in states(room_ids).items():
        rows = Message.objects.filter(room_id=room_id, position__lte=state.tick).order_by("-position")[:RECENT]
        pages[room_id] = Page(state, [Entry(message) for message in reversed(rows)], state.tick)
    return pages


def page(room_id: uuid.UUID, seat: Seat, *, after: int | None, now: datetime) -> Page:
    """One viewer's answer to "what is there after `after`?"; None asks for a fresh page."""
    if after is None:
        return _kept(opening([room_id])[room_id], now=now)
    state = states([room_id])[room_id]
    if after > state.tick:
        # A tick that this room has never reached (it was restored from yesterday, say): begin anew.
        return _kept(opening([room_id])[room_id], now=now)
    changes = Message.objects.filter(room_id=room_id, changed__lte=state.tick).visible_to(seat).changed_after(after)
    rows = list(changes[: BATCH + 1])
    more = len(rows) > BATCH
    rows = rows[:BATCH]
    return _kept(Page(state, [Entry(row) for row in rows], rows[-1].changed if more else state.tick, more), now=now)


def _kept(page: Page, *, now: datetime) -> Page:
    since = page.state.kept_since(now=now)
    return replace(page, entries=[entry for entry in page.entries if entry.at >= since])


def encoded(page: Page, seat: Seat, *, now: datetime, with_state: bool = True) -> str:
    """A page as one frame for one viewer."""
    seen = (entry.seen_by(seat) for entry in page.entries)
    room = page.state.encoded() if with_state else ""
    mine = frames.encode(you(page.state, seat, now=now)) if with_state else ""
    return frames.changes(
        tick=page.tick, messages=[one for one in seen if one is not None], room=room, you=mine, more=page.more
    )
