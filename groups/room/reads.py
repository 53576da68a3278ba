"""What changed in a room after a tick: the one question that pages, sockets and reloads ask."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import FilteredRelation, Q

from groups.membership.models import Membership
from groups.room import frames
from groups.room.fragments import Entry, instant
from groups.room.ledger import ledger
from groups.room.models import Message, Room
from groups.room.seats import Seat, comes_now
from groups.room.state import Face, RoomState, state_of, you
from groups.schedule.models import PlanStep
from groups.schedule.planning import Step

RECENT = 50
"""How many messages a fresh page shows."""
NONE = uuid.UUID(int=0)
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
    """The states of these rooms, in three queries however many they are."""
    rooms = list(Room.objects.select_related("session", "group").filter(pk__in=list(room_ids)))
    faces, plans = _faces(rooms), _plans(rooms)
    return {room.pk: state_of(room, faces[room.group_id], plans[room.group_id]) for room in rooms}


def _faces(rooms: Sequence[Room]) -> dict[uuid.UUID, list[Face]]:
    """Those who may read in each room, by its group, and who of them is in it."""
    on = [room.session_id for room in rooms if room.session_id]
    seated = Q(presences__session__in=on or [NONE])
    members = Membership.objects.present().filter(group_id__in=[room.group_id for room in rooms])
    fields = ("name", "role", "now__here", "now__state", "pronouns", "boundary", "guest_until")
    rows = members.annotate(now=FilteredRelation("presences", condition=seated)).values_list("group_id", "pk", *fields)
    closes = {room.group_id: room.closes_at for room in rooms}
    faces: dict[uuid.UUID, list[Face]] = defaultdict(list)
    for group_id, pk, name, role, here, state, pronouns, boundary, until in rows:
        if comes_now(until, closes_at=closes[group_id]):
            is_guest = until is not None
            faces[group_id].append(
                Face(pk, name, role, bool(here), state if here else "", pronouns, boundary, is_guest)
            )
    return faces


def _plans(rooms: Sequence[Room]) -> dict[uuid.UUID, list[Step]]:
    """The steps of the sessions that are on, by group."""
    plans: dict[uuid.UUID, list[Step]] = defaultdict(list)
    of_open = PlanStep.objects.filter(group_id__in=[room.group_id for room in rooms if room.session_id])
    for group_id, *step in of_open.order_by("group_id", "place").values_list("group_id", *Step._fields):
        plans[group_id].append(Step(*step))
    return plans


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
    said = [one for one in seen if one is not None]
    return frames.changes(tick=page.tick, messages=said, room=room, you=mine, at=instant(now), more=page.more)
