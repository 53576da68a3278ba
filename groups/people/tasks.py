"""Shells that Celery calls. Each may run twice, or late: rows say what is due."""

import time
from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.people import actions

LONGEST = 60
"""Seconds after which a run leaves the rest to the next."""


@shared_task(name="people.send_letters")
def send_letters(**_: Any) -> None:
    """Send until nothing is due, or a minute has gone by."""
    end = time.monotonic() + LONGEST
    while actions.send_letters(now=timezone.now()) and time.monotonic() < end:
        pass


@shared_task(name="people.ring")
def ring(**_: Any) -> None:
    """Ring until nothing is due, or a minute has gone by."""
    end = time.monotonic() + LONGEST
    while actions.ring(now=timezone.now()) and time.monotonic() < end:
        pass


@shared_task(name="people.purge_letters")
def purge_letters(**_: Any) -> None:
    """Forget the letters of a month ago."""
    actions.purge_letters(now=timezone.now())
