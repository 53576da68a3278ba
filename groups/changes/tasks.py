"""Shells that Celery calls. Each may run twice, or late: rows say what is due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.changes import actions


@shared_task(name="changes.follow_holders")
def follow_holders(**_: Any) -> None:
    """Write down who has come to facilitate a group, or does so no more, where nobody has."""
    actions.follow_holders(now=timezone.now())
