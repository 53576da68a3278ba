"""A shell that Celery calls. It may run twice, or late: rows say what is due."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from groups.invitations import actions


@shared_task(name="invitations.purge")
def purge(**_: Any) -> None:
    """Forget addresses that were invited long ago."""
    actions.purge(now=timezone.now())
