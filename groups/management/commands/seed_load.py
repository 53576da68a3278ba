"""`manage.py seed_load`: rooms full of invented people, for tools that measure."""

import json
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from string import ascii_lowercase, digits
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Device
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from groups.membership.models import Membership, Part, SupportGroup
from groups.people.models import User
from groups.room.models import Phase, Room
from groups.schedule.models import Session

LENGTH = timedelta(hours=4)


class Command(BaseCommand):
    help = "Make R groups with M members each (one of them the facilitator), a session of each live now; debug only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rooms", type=int, required=True)
        parser.add_argument("--members", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("seed_load makes people who do not exist: it works only while DEBUG is on.")
        if options["rooms"] < 1 or not 1 <= options["members"] <= 1_000:
            raise CommandError("Ask for at least one room, and for 1 to 1,000 members in each.")
        places = fill(rooms=options["rooms"], members=options["members"], now=timezone.now())
        options["out"].write_text(json.dumps(places))
        self.stdout.write(f"{len(places)} people in {options['rooms']} rooms: {options['out']}")


@transaction.atomic
def fill(*, rooms: int, members: int, now: datetime) -> list[dict[str, str]]:
    """Groups, people, sessions that go on now, open rooms, and a signed-in device for each; one entry a member."""
    groups = SupportGroup.objects.bulk_create(
        SupportGroup(name=f"Load {n}", purpose="Made to measure.", capacity=12) for n in range(rooms)
    )
    sessions = Session.objects.bulk_create(
        Session(group=group, kind=group.kind, starts_at=now, ends_at=now + LENGTH, opened_at=now) for group in groups
    )
    opened = Room.objects.bulk_create(
        Room(group=one.group, session=one, phase=Phase.OPEN, closes_at=one.ends_at, tick=1, state_tick=1)
        for one in sessions
    )
    seats = [seat for room in opened for seat in _seats(room, members, now=now)]
    User.objects.bulk_create([seat.user for seat in seats], batch_size=500)
    Membership.objects.bulk_create(seats, batch_size=500)
    devices = [_device(seat.user, now=now) for seat in seats]
    Device.objects.bulk_create(devices, batch_size=500)
    rooms_of = {room.group_id: str(room.pk) for room in opened}
    return [
        {
            "room": rooms_of[seat.group_id],
            "role": "facilitator" if seat.is_facilitator else "member",
            "cookie": f"{settings.SESSION_COOKIE_NAME}={device.session_key}",
        }
        for seat, device in zip(seats, devices, strict=True)
    ]


def _seats(room: Room, members: int, *, now: datetime) -> list[Membership]:
    return [
        Membership(
            group=room.group,
            user=User(email=f"load-{room.pk.hex}-{n}@example.org", password=f"!{room.pk.hex}", chosen_name=f"Load {n}"),
            role=Part.FACILITATOR if n == 0 else Part.MEMBER,
            name=f"Load {n}",
            joined_at=now,
        )
        for n in range(members)
    ]


def _device(user: User, *, now: datetime) -> Device:
    store = SessionStore()
    signed_in = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    return Device(
        session_key=get_random_string(32, ascii_lowercase + digits),
        session_data=store.encode(signed_in),
        expire_date=now + timedelta(days=1),
    )
