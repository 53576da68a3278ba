"""Changes sessions, and tells nobody: `python -m tests.faults.changed GROUPS MAILS`. Prints how many are to be told.

Each session is moved twice, so that what is told of the first is spoken for by the same mail as the second.
"""

import json
import sys
import uuid
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up before what follows

from groups.changes.models import Part  # noqa: E402
from groups.schedule.actions.sessions import move  # noqa: E402
from groups.schedule.facts import Hand  # noqa: E402
from tests.load.world import grow  # noqa: E402

PEOPLE = 10


def make(mails: int) -> dict[str, list[str]]:
    now = timezone.now()
    by = Hand(Part.ADMIN, uuid.uuid4())
    sessions = grow(groups=mails // PEOPLE, members=PEOPLE, starts_at=now + timedelta(days=40), now=now)
    for session in sessions:
        for days in (1, 2):
            move(session=session, by=by, starts_at=session.starts_at + timedelta(days=days), now=timezone.now())
    told = [str(session.pk) for session in sessions for _ in range(PEOPLE)]
    return {"mail": told, "in_app": told * 2}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(int(sys.argv[2]))))
