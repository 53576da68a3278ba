"""A beat that tells of nothing but sending: the rows of these tests are due because they say so, not by a plan."""

import django

django.setup()

from supportgroup import beat  # noqa: E402 - Django must be set up before what follows
from supportgroup.celery import app  # noqa: E402

__all__ = ["app"]

SENDS = {"reminders.send_due", "people.send_letters", "people.ring", "supportgroup.pulse"}

for name in [name for name, line in beat.SCHEDULE.items() if line["task"] not in SENDS]:
    del beat.SCHEDULE[name]
