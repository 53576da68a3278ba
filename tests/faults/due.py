"""Makes reminders that are due now: `python -m tests.faults.due GROUPS MAILS`. Prints the ids of both kinds."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up before what follows

from groups.people.wishes import Channel  # noqa: E402
from groups.reminders.actions import plan  # noqa: E402
from groups.reminders.models import Reminder, ReminderKind  # noqa: E402
from tests.load.world import grow  # noqa: E402


def make(groups: int, mails: int) -> dict[str, list[str]]:
    now = timezone.now()
    grow(groups=groups, members=10, starts_at=now + timedelta(days=4), now=now)
    plan(now=now)
    # Only what is true on any day before the session: a note for afterwards would rightly be dropped.
    Reminder.objects.exclude(kind__in=[ReminderKind.THREE_DAYS, ReminderKind.ONE_DAY]).delete()
    kept = Reminder.objects.filter(channel=Channel.MAIL).values_list("pk", flat=True)[:mails]
    Reminder.objects.filter(channel=Channel.MAIL).exclude(pk__in=list(kept)).delete()
    Reminder.objects.update(due_at=now)
    return {
        channel: [str(pk) for pk in Reminder.objects.filter(channel=channel).values_list("pk", flat=True)]
        for channel in Channel.values
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(int(sys.argv[1]), int(sys.argv[2]))))
