"""The control of the fault tests of reminders: a worker that marks a mail as sent before it sends it."""

import django

django.setup()

from datetime import datetime  # noqa: E402 - Django must be set up before what follows
from uuid import UUID  # noqa: E402

from django.utils import timezone  # noqa: E402

from groups.reminders import delivery, notices  # noqa: E402
from groups.reminders.models import Reminder  # noqa: E402
from supportgroup.celery import app  # noqa: E402

__all__ = ["app"]

steps, tries = delivery._step, notices._try


def mark_then_send(row: Reminder, lease: UUID, *, done: Reminder | None, now: datetime) -> bool:
    ours = steps(row, lease, done=done, now=now)
    if ours:
        delivery._mark(row, lease, now=now)
    return ours


def mark_news_then_send(letter: notices.Letter, lease: UUID) -> bool:
    ours = tries(letter, lease)
    if ours:
        notices._mark(letter, lease, now=timezone.now())
    return ours


delivery._step = mark_then_send
notices._try = mark_news_then_send
