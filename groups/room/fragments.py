"""One message as different people see it: encoded once for each kind of viewer, joined per viewer.

This is the one place that decides what of a message leaves the server.
"""

import functools
import uuid
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from typing import Any

from groups import gate
from groups.room.frames import encode
from groups.room.ledger import Words
from groups.room.models import Message, Visibility
from groups.room.seats import Seat

Json = dict[str, Any]


class Entry:
    """A message in the list of changes, with its encoded views."""

    __slots__ = ("__dict__", "at", "author", "changed", "held_for", "id", "position", "text", "visibility", "was_shown")

    def __init__(self, message: Message | Words) -> None:
        self.id: uuid.UUID = message.pk
        self.position, self.changed = message.position, message.changed
        self.author: uuid.UUID = message.author_id
        self.text, self.at = message.text, message.at
        self.visibility, self.was_shown = message.visibility, message.was_shown
        self.held_for = message.held_for

    @property
    def is_plain(self) -> bool:
        """Everybody but the author sees the very same of it."""
        return self.visibility == Visibility.SHOWN

    def seen_by(self, seat: Seat) -> str | None:
        """This message as JSON for one viewer; None when they may not know of it."""
        mine = seat.membership_id == self.author
        if self.is_plain and (mine or self.at >= seat.joined_at):
            return self.own if mine else self.shared
        return self._withheld(seat, mine=mine)

    def _withheld(self, seat: Seat, *, mine: bool) -> str | None:
        if mine:
            return self.own
        if seat.is_facilitator:
            return self.shared
        # Whoever came to the group later does not read what was said before they came.
        return self.stone if self.was_shown and self.at >= seat.joined_at and not self.is_plain else None

    @functools.cached_property
    def shared(self) -> str:
        return self._encoded(self.text)

    @functools.cached_property
    def own(self) -> str:
        # The first one is ours: all that stands before it was made by us.
        return self.shared.replace('"mine":false', '"mine":true', 1)

    @functools.cached_property
    def stone(self) -> str:
        """What the group keeps of a message that went: its place."""
        return self._encoded("")

    def _encoded(self, text: str) -> str:
        reason = f',"reason":{encode(gate.sentence(self.held_for))}' if self.held_for and text else ""
        return (
            f'{{"id":"{self.id}","position":{self.position},"changed":{self.changed},"author":"{self.author}",'
            f'"mine":false,"text":{quoted(text)},"visibility":"{self.visibility}","at":"{instant(self.at)}"{reason}}}'
        )


@functools.lru_cache(maxsize=256)
def instant(at: datetime) -> str:
    """An instant in UTC, to the millisecond (RFC 3339)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
