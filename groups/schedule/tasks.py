"""Shells that Celery calls."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.schedule.actions import clocks, holidays, laying


@shared_task(name="schedule.lay_sessions")
def lay_sessions(**_: Any) -> None:
    """Lay every series' sessions eight weeks ahead. Twice or late does no harm."""
    laying.lay_all(now=timezone.now())


@shared_task(name="schedule.follow_holidays")
def follow_holidays(**_: Any) -> None:
    """Call off sessions on new holidays, and bring back those of holidays that are gone."""
    holidays.follow(now=timezone.now())


@shared_task(name="schedule.follow_clocks")
def follow_clocks(**_: Any) -> None:
    """Lay again what was laid by rules of a time zone that are old."""
    clocks.follow(now=timezone.now())
