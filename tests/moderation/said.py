"""Words in a room, and papers about them, for tests."""

import uuid
from datetime import datetime
from typing import Any

from groups.membership.models import Membership
from groups.room.models import Message, Room, Visibility
from moderation.holds.models import Hold
from moderation.reports.actions import report
from moderation.reports.models import Behaviour, Report


def said(
    room: Room, author: Membership, *, now: datetime, text: str = "You should just move on.", **fields: Any
) -> Message:
    """A message that stands in the room."""
    room.refresh_from_db()
    room.tick += 1
    room.save(update_fields=["tick"])
    given = {"session": room.session, "position": room.tick, "changed": room.tick, "at": now, "text": text}
    return Message.objects.create(id=uuid.uuid4(), room=room, author=author, **given | fields)


def held(room: Room, author: Membership, *, now: datetime, reason: str = "contact", page: bool = False) -> Hold:
    """A message that waits for a look."""
    message = said(
        room, author, now=now, text="Call 0151 2345678.", visibility=Visibility.HELD, was_shown=False, held_for=reason
    )
    return Hold.objects.create(message=message, reason=reason, page=page, held_at=now)


def reported(message: Message, by: Membership, *, now: datetime, behaviour: str = Behaviour.ADVICE) -> Report:
    return report(reporter=by, subject=message.author, message=message, behaviour=behaviour, now=now)


def reported_person(subject: Membership, by: Membership, *, now: datetime) -> Report:
    return report(reporter=by, subject=subject, behaviour=Behaviour.PRESSURE, now=now)
