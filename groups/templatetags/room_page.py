"""What the page of the room needs to say the same as the frames do (docs/protocol.md). Pure."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

register = template.Library()
Seat = dict[str, Any]


@register.filter
def name_of(roster: Sequence[Seat], author: str) -> str:
    """The name that an author goes by in this group; whoever has left is "a member"."""
    return next((str(seat["name"]) for seat in roster if seat["author"] == author), _("a member"))


@register.filter
def clock(moment: str | datetime) -> str:
    """Hours and minutes of an instant (ISO 8601 or aware), in the reader's zone."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return timezone.localtime(moment).strftime("%H:%M")


@register.filter
def seated(roster: Sequence[Seat]) -> list[Seat]:
    """The roster, each with the place of its seat in the circle in whole degrees, clockwise from the top."""
    return [{**seat, "angle": (360 * index) // len(roster)} for index, seat in enumerate(roster)]


@register.filter
def here(roster: Sequence[Seat]) -> list[Seat]:
    """Those who are in the room."""
    return [seat for seat in roster if seat["here"]]


@register.filter
def elsewhere(roster: Sequence[Seat]) -> list[Seat]:
    """Those who may read along and are not in the room."""
    return [seat for seat in roster if not seat["here"]]


@register.simple_tag
def new_id() -> str:
    """The id of the next message, so that sending a form twice makes one."""
    return str(uuid.uuid4())
