"""Shells that Celery calls: each looks for what is due, and may run twice or late."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.joining import actions


@shared_task(name="joining.offer_seats")
def offer_seats(**_: Any) -> None:
    """End offers whose time is over, and keep free seats for those who are next in line."""
    actions.offer_seats(now=timezone.now())


@shared_task(name="joining.purge")
def purge(**_: Any) -> None:
    """Words about a seat go when thirty days are over."""
    actions.purge(now=timezone.now())
