"""Shells that Celery calls. Each may run twice, or late: rows say what is due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.facilitation.actions import announcements, handovers


@shared_task(name="facilitation.finish_handovers")
def finish_handovers(**_: Any) -> None:
    """Let those go whose last day is over."""
    handovers.finish_due(now=timezone.now())


@shared_task(name="facilitation.tell_asked")
def tell_asked(**_: Any) -> None:
    """Write to colleagues who were asked by their address."""
    handovers.tell_asked(now=timezone.now())


@shared_task(name="facilitation.purge")
def purge(**_: Any) -> None:
    """Delete words to groups whose days are over."""
    announcements.purge(now=timezone.now())
