"""Shells that Celery calls: each looks for what is due, and may run twice or late."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.standby import actions


@shared_task(name="standby.offer_seats")
def offer_seats(**_: Any) -> None:
    """Keep seats that are free today for those who would come, and end what is over."""
    actions.offer_seats(now=timezone.now())
