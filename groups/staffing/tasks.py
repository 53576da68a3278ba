"""Shells that Celery calls. Each may run twice, or late: rows say what is due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.staffing.actions import duties


@shared_task(name="staffing.lay_down")
def lay_down(**_: Any) -> None:
    """Lay down who facilitates the sessions of the next four weeks."""
    duties.lay_down(now=timezone.now())
