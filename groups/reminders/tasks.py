"""Shells that Celery calls. Each may run twice, or late: rows say what is due."""

import time
from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.reminders import actions, intentions, returns

LONGEST = 60
"""Seconds after which a run leaves the rest to the next."""


@shared_task(name="reminders.plan")
def plan(**_: Any) -> None:
    """Make the rows of all sessions of the coming days."""
    actions.plan(now=timezone.now())


@shared_task(name="reminders.follow_wishes")
def follow_wishes(**_: Any) -> None:
    """Let what waits for people follow what they wish now."""
    actions.follow_wishes(now=timezone.now())


@shared_task(name="reminders.send_due")
def send_due(**_: Any) -> None:
    """Send until nothing is due, or a minute has gone by."""
    end = time.monotonic() + LONGEST
    while actions.send_due(now=timezone.now()) and time.monotonic() < end:
        pass


@shared_task(name="reminders.ring")
def ring(**_: Any) -> None:
    """Ring devices until nothing is due, or a minute has gone by."""
    end = time.monotonic() + LONGEST
    while actions.ring(now=timezone.now()) and time.monotonic() < end:
        pass


@shared_task(name="reminders.tell_changes")
def tell_changes(**_: Any) -> None:
    """Make notices of what has changed."""
    actions.tell_changes(now=timezone.now())


@shared_task(name="reminders.after_sessions")
def after_sessions(**_: Any) -> None:
    """Make the rows of what is said to whoever did not come to a session that is over."""
    returns.after_sessions(now=timezone.now(), back=returns.LATELY)


@shared_task(name="reminders.after_sessions_of_days")
def after_sessions_of_days(**_: Any) -> None:
    """The same for all sessions to which a word may still come: it finds what a machine that was off has left."""
    returns.after_sessions(now=timezone.now())


@shared_task(name="reminders.purge_words")
def purge_words(**_: Any) -> None:
    """Delete what facilitators wrote to somebody a month ago."""
    returns.purge(now=timezone.now())


@shared_task(name="reminders.let_words_go")
def let_words_go(**_: Any) -> None:
    """Let go of what people wrote to themselves, once it was sent back, put aside, and its session is over."""
    intentions.tidy(now=timezone.now())


@shared_task(name="reminders.send_digests")
def send_digests(**_: Any) -> None:
    """Make and send the mails of the day, until nothing is due or a minute has gone by."""
    end = time.monotonic() + LONGEST
    while actions.send_digests(now=timezone.now()) and time.monotonic() < end:
        pass
