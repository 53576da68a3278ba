"""Shells that Celery calls."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.schedule.actions import laying


@shared_task(name="schedule.lay_sessions")
def lay_sessions(**_: Any) -> None:
    """Lay every series' sessions eight weeks ahead. Twice or late does no harm."""
    laying.lay_all(now=timezone.now())
