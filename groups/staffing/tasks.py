"""Shells that Celery calls. Each may run twice, or late: rows say what is due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.staffing.actions import asking, calling, duties


@shared_task(name="staffing.lay_down")
def lay_down(**_: Any) -> None:
    """Lay down who facilitates the sessions of the next four weeks."""
    duties.lay_down(now=timezone.now())


@shared_task(name="staffing.search")
def search(**_: Any) -> None:
    """Ask on for those who stand in, where somebody cannot come."""
    asking.search(now=timezone.now())


@shared_task(name="staffing.call")
def call(**_: Any) -> None:
    """Call somebody to the rooms that are closed, and call off what nobody could open."""
    calling.give_up(now=timezone.now())
    calling.call(now=timezone.now())
