"""Makes mails of the day that are due now: `python -m tests.faults.daily GROUPS MAILS`. Prints their ids."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up before what follows

from groups.people.models import User  # noqa: E402
from groups.people.wishes import Channel  # noqa: E402
from groups.reminders import digests  # noqa: E402
from groups.reminders.actions import plan  # noqa: E402
from groups.reminders.models import Digest, Reminder  # noqa: E402
from tests.load.world import grow  # noqa: E402

PEOPLE = 10


def make(mails: int) -> dict[str, list[str]]:
    now = timezone.now()
    its_time = now - timedelta(minutes=2)
    grow(groups=mails // PEOPLE, members=PEOPLE, starts_at=now + timedelta(days=4), now=now)
    User.objects.update(time_zone="UTC", quiet_from=None, quiet_to=None, digest_at=its_time.time())
    plan(now=now)
    Reminder.objects.exclude(channel=Channel.MAIL).delete()
    Reminder.objects.update(due_at=its_time)
    digests.make(now=now)
    return {"mail": [str(pk) for pk in Digest.objects.values_list("pk", flat=True)], "in_app": []}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(int(sys.argv[2]))))
