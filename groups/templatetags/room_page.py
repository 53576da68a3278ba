"""What the page of the room needs to say the same as the frames do (docs/protocol.md). Pure."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.schedule.planning import Stage, Step, here_of, stages

register = template.Library()
Json = dict[str, Any]
Seat = Json


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
def laid(plan: Sequence[Json], at: str) -> list[Stage]:
    """The steps of a session in their places, with "we are here" by the room's own clock (*at*)."""
    if not plan:
        return []
    instants = [(datetime.fromisoformat(one["starts_at"]), datetime.fromisoformat(one["ends_at"])) for one in plan]
    steps = [
        Step((ends - starts) // timedelta(minutes=1), one["words"], one["kind"])
        for one, (starts, ends) in zip(plan, instants, strict=True)
    ]
    return stages(steps, starts_at=instants[0][0], now=datetime.fromisoformat(at))


@register.filter
def we_are_in(line: Sequence[Stage]) -> Stage | None:
    """The step that is on now."""
    return here_of(line)


@register.simple_tag
def empty_stage() -> Stage:
    """A step with all its parts, for the script to fill in."""
    return Stage(words="", kind="", first=0, last=0, x=0, width=0, is_here=True)


@register.filter
def may_lead(room: Json) -> list[Seat]:
    """The facilitators in the room who could lead from here on; nobody while it is closed."""
    if room["phase"] != "open":
        return []
    return [seat for seat in here(room["roster"]) if seat["role"] == "facilitator" and seat["author"] != room["lead"]]


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
