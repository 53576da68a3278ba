"""Shells that Celery calls. Each may run twice, or late: rows say what is due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.overview import actions


@shared_task(name="overview.purge_notes")
def purge_notes(**_: Any) -> None:
    """Forget the notes of a month ago."""
    actions.purge(now=timezone.now())
