"""Group commit: what many people say, in many rooms, becomes one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from groups import gate
from groups.refusals import Refused
from groups.room.ledger import LockedRoom, Words, ledger
from groups.room.models import Message, Visibility
from groups.room.policy import why_not_speak
from groups.room.seats import Seat

HELD, SHOWN = str(Visibility.HELD), str(Visibility.SHOWN)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One judged message on its way to the disk."""

    room_id: uuid.UUID
    seat: Seat
    message_id: uuid.UUID
    text: str
    judgement: gate.Judgement

    def is_plain(self, *, now: datetime) -> bool:
        """Nothing about it needs deciding, in a room that is open."""
        quiet = self.seat.quiet_until
        return not (self.judgement.hold or self.judgement.page) and (quiet is None or quiet <= now)


@dataclass(frozen=True, slots=True)
class Said:
    """What became of it: stored at `tick` (now, or by an earlier try), or refused."""

    tick: int = 0
    repeat: bool = False
    refused: Refused | None = None
    words: Words | None = None


def spoken(*, room_id: uuid.UUID, seat: Seat, command_id: str, text: str) -> Spoken:
    """Judge a draft, before any transaction."""
    judgement = gate.judge(gate.Draft(group_id=seat.group_id, author_id=seat.membership_id, text=text))
    return Spoken(room_id, seat, Message.id_for(seat.membership_id, command_id), text, judgement)


@transaction.atomic
def say_all(*, spoken: Sequence[Spoken], now: datetime) -> list[Said]:
    """Store these messages, each with the next tick of its room; one outcome each, in their order.

    Rooms are locked in the order of their ids, so that two processes never wait for each other. A message that is
    there already answers with its first tick and keeps its first words.
    """
    book = ledger()
    rooms, known = book.lock({one.room_id for one in spoken}, [one.message_id for one in spoken])
    said = [_said(one, rooms.get(one.room_id), known, now=now) for one in spoken]
    fresh = [outcome.words for outcome in said if outcome.words is not None]
    if fresh:
        book.store(fresh, {words.room_id: rooms[words.room_id].tick for words in fresh})
        gate.admitted(_to_be_looked_at(spoken, said, now=now))
    return said


def _said(one: Spoken, room: LockedRoom | None, known: dict[uuid.UUID, int], *, now: datetime) -> Said:
    if one.message_id in known:
        return Said(known[one.message_id], repeat=True)
    refused = _refused(one, room, now=now)
    if refused is not None or room is None or room.session_id is None:
        return Said(refused=refused)
    room.tick += 1
    known[one.message_id] = room.tick
    held = one.judgement.hold
    words = Words(
        pk=one.message_id,
        room_id=room.pk,
        session_id=room.session_id,
        author_id=one.seat.membership_id,
        position=room.tick,
        changed=room.tick,
        text=one.text,
        visibility=HELD if held else SHOWN,
        was_shown=not held,
        held_for=one.judgement.reason if held else "",
        at=now,
    )
    return Said(room.tick, words=words)


def _refused(one: Spoken, room: LockedRoom | None, *, now: datetime) -> Refused | None:
    if room is None:
        return why_not_speak("closed", paused=False, quiet_until=None, now=now)
    return why_not_speak(
        room.phase,
        paused=room.paused_at is not None,
        quiet_until=one.seat.quiet_until,
        now=now,
        closes_at=room.closes_at,
    )


def _to_be_looked_at(spoken: Sequence[Spoken], said: Sequence[Said], *, now: datetime) -> list[gate.Admitted]:
    return [
        gate.Admitted(one.message_id, one.seat.group_id, one.seat.membership_id, one.judgement, now)
        for one, outcome in zip(spoken, said, strict=True)
        if outcome.words is not None and (one.judgement.hold or one.judgement.page)
    ]
