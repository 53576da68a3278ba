"""Makes rings that are due now, each for a person with a device: `python -m tests.faults.rung GROUPS RINGS`."""

import json
import sys
import uuid
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up before what follows

from groups.people.models import LetterKind, PushDevice, Ring, User  # noqa: E402
from groups.people.tokens import hashed  # noqa: E402
from tests.faults.ringing import SERVICE  # noqa: E402


def make(rings: int) -> dict[str, list[str]]:
    """By mail nothing is sent here; what is expected are the names of the devices."""
    now = timezone.now()
    names = [uuid.uuid4().hex for _ in range(rings)]
    people = User.objects.bulk_create(
        User(email=f"{name}@example.org", chosen_name="Ana", quiet_from=None, quiet_to=None) for name in names
    )
    places = [f"{SERVICE}{name}" for name in names]
    PushDevice.objects.bulk_create(
        PushDevice(user=one, endpoint=place, endpoint_hash=hashed(place), keys="{}", made_at=now)
        for one, place in zip(people, places, strict=True)
    )
    given = {
        "kind": LetterKind.OFFER,
        "path": "/",
        "made_at": now,
        "due_at": now,
        "expires_at": now + timedelta(days=1),
    }
    Ring.objects.bulk_create(Ring(user=one, about=uuid.uuid4(), **given) for one in people)
    return {"mail": names, "in_app": []}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(int(sys.argv[2]))))
