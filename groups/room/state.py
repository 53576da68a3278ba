"""Everything about a room that is not a message, as pages and sockets show it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from groups.membership.models import Part
from groups.room.fragments import Json, instant
from groups.room.frames import encode
from groups.room.models import Phase, Room
from groups.room.policy import why_not_speak
from groups.room.seats import Seat
from groups.schedule.planning import Step, stages
from groups.schedule.tokens import address

SENTENCES = {
    "closed": _("The room is closed. A facilitator opens it around the session."),
    "open": _("The room is open. Come as you are; quietly is fine."),
    "unattended": _("The room is open. No facilitator is in it at this moment."),
    "paused": _("The room is resting. A facilitator will open it again."),
}
LEADS = _("{name} leads from here on.")
LEADS_FROM_AFAR = _("{name} leads, and is out of the room for a moment.")


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody of the group, as the roster shows them."""

    author: uuid.UUID
    name: str
    role: str
    here: bool
    state: str
    pronouns: str = ""
    boundary: str = ""
    """What they wish from the others when they share something: a `Boundary`."""
    guest: bool = False
    """They came for this session alone: to sit in, or to stand in for a facilitator."""

    def as_json(self) -> Json:
        return {
            "author": str(self.author),
            "name": self.name,
            "role": self.role,
            "here": self.here,
            "state": self.state,
            "pronouns": self.pronouns,
            "boundary": self.boundary,
            "guest": self.guest,
        }


@dataclass(frozen=True, slots=True)
class RoomState:
    """The room at one tick."""

    room_id: uuid.UUID
    group_id: uuid.UUID
    session_id: uuid.UUID | None
    tick: int
    state_tick: int
    phase: str
    paused: bool
    starts_at: datetime | None
    ends_at: datetime | None
    roster: tuple[Face, ...]
    retention: timedelta
    lead_id: uuid.UUID | None = None
    plan: tuple[Step, ...] = ()
    """The steps of the session that is on."""
    link: str = ""
    """Where this session meets by voice."""

    @property
    def lead(self) -> Face | None:
        """Who leads the room, as long as they facilitate the group."""
        those = (face for face in self.roster if face.author == self.lead_id and face.role == Part.FACILITATOR)
        return next(those, None)

    @property
    def leads(self) -> str:
        """The sentence that says who leads."""
        if self.lead is None:
            return ""
        return str(LEADS if self.lead.here else LEADS_FROM_AFAR).format(name=self.lead.name)

    @property
    def here(self) -> frozenset[uuid.UUID]:
        """Those who are in the room."""
        return frozenset(face.author for face in self.roster if face.here)

    @property
    def mood(self) -> str:
        """Which sentence says what state the room is in."""
        if self.phase != Phase.OPEN:
            return "closed"
        if self.paused:
            return "paused"
        return "open" if any(face.here and face.role == Part.FACILITATOR for face in self.roster) else "unattended"

    def kept_since(self, *, now: datetime) -> datetime:
        """What was said earlier is shown to nobody, even before the daily purge has come to it."""
        return now - self.retention

    def encoded(self) -> str:
        """The `room` part of a frame; the same for everybody."""
        return encode(self.as_json())

    def as_json(self) -> Json:
        return {
            "phase": self.phase,
            "paused": self.paused,
            "say": str(SENTENCES[self.mood]),
            "starts_at": instant(self.starts_at) if self.starts_at else None,
            "ends_at": instant(self.ends_at) if self.ends_at else None,
            "lead": str(self.lead.author) if self.lead else "",
            "leads": self.leads,
            "link": self.link,
            "plan": self._plan(),
            "roster": [face.as_json() for face in self.roster],
        }

    def _plan(self) -> list[Json]:
        """The steps, each with the instants between which it is on."""
        return [
            {"kind": one.kind, "words": one.words, "starts_at": instant(one.starts_at), "ends_at": instant(one.ends_at)}
            for one in stages(self.plan, starts_at=self.starts_at)
            if one.starts_at and one.ends_at
        ]


def state_of(room: Room, faces: Sequence[Face], plan: Sequence[Step]) -> RoomState:
    """The state of a room whose group, and session (if it is open), were loaded with it."""
    session = room.session
    return RoomState(
        room_id=room.pk,
        group_id=room.group_id,
        session_id=room.session_id,
        tick=room.tick,
        state_tick=room.state_tick,
        phase=room.phase,
        paused=room.paused_at is not None,
        starts_at=session.starts_at if session else None,
        ends_at=room.closes_at,
        roster=tuple(
            sorted(faces, key=lambda face: (face.role != Part.FACILITATOR, face.name.casefold(), face.author))
        ),
        retention=timedelta(days=room.group.retention_days),
        lead_id=room.lead_id,
        plan=tuple(plan) if session else (),
        link=address(room.group.meeting_link, session.link_token) if session else "",
    )


def you(state: RoomState, seat: Seat, *, now: datetime) -> Json:
    """What one viewer may do now, with the words that say why not."""
    refusal = why_not_speak(state.phase, paused=state.paused, quiet_until=seat.quiet_until, now=now)
    return {"can_speak": refusal is None, "why_not": str(refusal) if refusal else ""}
