"""Many groups at once, straight into the tables: what an installation holds when it is large."""

import uuid
from datetime import datetime, timedelta

from groups.membership.models import Membership, Part, SupportGroup
from groups.people.models import User
from groups.room.models import Message, Room
from groups.schedule.models import Session

BATCH = 5_000
WORDS = "The walk by the river was slow and it helped a little. Tea first, then the window, then the quiet."


def grow(*, groups: int, members: int, starts_at: datetime, now: datetime, words: int = 0) -> list[Session]:
    """Groups with a session each at `starts_at`; with `words`, an earlier one in which so many messages were said."""
    made: list[Session] = []
    for begin in range(0, groups, 1_000):
        made += _some(min(1_000, groups - begin), members, starts_at=starts_at, now=now, words=words)
    return made


def _some(count: int, members: int, *, starts_at: datetime, now: datetime, words: int) -> list[Session]:
    joined = now - timedelta(days=90)
    circles = [
        SupportGroup(name=f"Circle {uuid.uuid4().hex[:8]}", purpose=WORDS, is_published=True) for _ in range(count)
    ]
    SupportGroup.objects.bulk_create(circles, BATCH)
    rooms = Room.objects.bulk_create([Room(group=one, tick=words, state_tick=0) for one in circles], BATCH)
    seats = _seats(circles, members, joined=joined)
    sessions = Session.objects.bulk_create([_session(one, starts_at) for one in circles], BATCH)
    if words:
        earlier = Session.objects.bulk_create([_session(one, now - timedelta(days=7)) for one in circles], BATCH)
        for at in range(0, count, 100):
            _talk(rooms[at : at + 100], earlier[at : at + 100], seats, words=words, at=now - timedelta(days=7))
    return sessions


def _session(group: SupportGroup, starts_at: datetime) -> Session:
    return Session(group=group, kind=group.kind, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


def _seats(circles: list[SupportGroup], members: int, *, joined: datetime) -> dict[uuid.UUID, Membership]:
    """One member of each group, by group; the first person of each group facilitates it."""
    people = [
        User(email=f"{uuid.uuid4().hex}@example.org", chosen_name=f"M{i}", quiet_from=None, quiet_to=None)
        for _ in circles
        for i in range(members)
    ]
    User.objects.bulk_create(people, BATCH)
    seats = [
        Membership(
            group=circles[i // members],
            user=person,
            name=person.chosen_name,
            role=Part.MEMBER if i % members else Part.FACILITATOR,
            joined_at=joined,
        )
        for i, person in enumerate(people)
    ]
    Membership.objects.bulk_create(seats, BATCH)
    return {seat.group_id: seat for seat in seats}


def _talk(
    rooms: list[Room], sessions: list[Session], seats: dict[uuid.UUID, Membership], *, words: int, at: datetime
) -> None:
    said = [
        Message(
            id=uuid.uuid4(),
            room=room,
            session=session,
            author=seats[room.group_id],
            text=WORDS,
            at=at,
            position=place,
            changed=place,
        )
        for room, session in zip(rooms, sessions, strict=True)
        for place in range(1, words + 1)
    ]
    Message.objects.bulk_create(said, BATCH)
