"""The control of the fault tests of reminders: a worker that marks a mail as sent before it sends it."""

import django

django.setup()

from uuid import UUID  # noqa: E402 - Django must be set up before what follows

from groups.reminders import delivery  # noqa: E402
from groups.reminders.models import Reminder  # noqa: E402
from supportgroup.celery import app  # noqa: E402

__all__ = ["app"]

tries = delivery._try


def mark_then_send(row: Reminder, lease: UUID) -> bool:
    ours = tries(row, lease)
    if ours:
        delivery._mark(row, lease, now=row.session.starts_at)
    return ours


delivery._try = mark_then_send
"""It runs in the transaction that ends just before the mail goes out."""
