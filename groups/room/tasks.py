"""Shells that Celery calls: each looks for what is due, and may run twice or late."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.room import actions, presence


@shared_task(name="room.close_ended")
def close_ended(**_: Any) -> None:
    """Close rooms whose session is over, and free the seats of those whose device fell silent."""
    now = timezone.now()
    actions.close_ended(now=now)
    presence.free_all_silent_seats(now=now)


@shared_task(name="room.purge")
def purge(**_: Any) -> None:
    """Words go when their group's time for keeping them is over."""
    actions.purge(now=timezone.now())
