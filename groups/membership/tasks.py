"""Shells that Celery calls. Each may run twice, or late: rows say what is due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.membership import actions


@shared_task(name="membership.pauses_over")
def pauses_over(**_: Any) -> None:
    """Write to those whose pause has come to its end."""
    actions.ask_after_pauses(now=timezone.now())


@shared_task(name="membership.end_visits")
def end_visits(**_: Any) -> None:
    """Let those go who came for one session."""
    actions.end_visits(now=timezone.now())
