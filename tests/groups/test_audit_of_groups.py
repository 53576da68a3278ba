"""What one person does to another, to a room or to a session leaves a line in the audit log."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from groups.joining import actions as joining
from groups.joining.models import JoinRequest
from groups.people.models import User
from groups.room import actions as room_actions
from groups.room.models import Room
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from moderation.audit.models import AuditLine
from tests.cast import Cast, meeting


def asked(cast: Cast, user: User, *, now: datetime) -> JoinRequest:
    return JoinRequest.objects.create(group=cast.group, user=user, name="Ola", asked_at=now)


def seat(cast: Cast, room: Room, now: datetime) -> object:
    return joining.seat(asked=asked(cast, cast.olu, now=now), by=cast.seat("noor"), now=now)


def decline(cast: Cast, room: Room, now: datetime) -> object:
    return joining.decline(asked=asked(cast, cast.olu, now=now), by=cast.seat("noor"), now=now)


def call_off(cast: Cast, room: Room, now: datetime) -> object:
    later = meeting(cast.group, starts_at=now + timedelta(days=2))
    return sessions.cancel(session=later, by=Hand.facilitator(cast.seat("noor")), now=now)


def move(cast: Cast, room: Room, now: datetime) -> object:
    later = meeting(cast.group, starts_at=now + timedelta(days=2))
    return sessions.move(
        session=later, by=Hand.facilitator(cast.seat("noor")), starts_at=now + timedelta(days=3), now=now
    )


def pause(cast: Cast, room: Room, now: datetime) -> object:
    return room_actions.pause(room=room, by=cast.seat("noor"), now=now)


def close(cast: Cast, room: Room, now: datetime) -> object:
    return room_actions.close(room=room, by=cast.seat("noor"), now=now)


ACTS: dict[str, Callable[[Cast, Room, datetime], object]] = {
    "member.seated": seat,
    "member.declined": decline,
    "session.cancelled": call_off,
    "session.moved": move,
    "room.paused": pause,
    "room.closed": close,
}


@pytest.mark.parametrize("act", ACTS)
def test_the_act_is_written_down_with_who_did_it(cast: Cast, room: Room, now: datetime, act: str) -> None:
    ACTS[act](cast, room, now)
    line = AuditLine.objects.get()
    assert (line.act, line.actor, line.group) == (act, cast.noor.pk, cast.group.pk)
