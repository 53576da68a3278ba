"""The control of the fault tests: a worker that marks what goes by mail as sent before it sends it, as one must not."""

import re
from collections.abc import Sequence

import django

django.setup()

from django.core.mail import EmailMessage  # noqa: E402 - Django must be set up before what follows
from django.core.mail.backends.smtp import EmailBackend  # noqa: E402
from django.utils import timezone  # noqa: E402

from groups.people.models import Letter  # noqa: E402
from groups.reminders.models import Notice, Reminder  # noqa: E402
from supportgroup.celery import app  # noqa: E402

__all__ = ["app"]

sends = EmailBackend.send_messages


def mark_then_send(self: EmailBackend, messages: Sequence[EmailMessage]) -> int:
    name = re.split("[.@]", messages[0].extra_headers["Message-ID"].strip("<>"))[0]
    for table in (Reminder, Notice, Letter):
        table._default_manager.filter(pk=name).update(state="sent", sent_at=timezone.now(), lease=None)
    news = Notice.objects.filter(pk=name).select_related("change").first()
    if news is not None:
        # It spoke for all of its person's news of this session; they are settled with it.
        same = Notice.objects.filter(membership=news.membership_id, change__session=news.change.session)
        same.filter(state="pending", channel=news.channel).update(state="dropped", lease=None)
    return sends(self, messages)


EmailBackend.send_messages = mark_then_send  # type: ignore[method-assign,assignment] # for this process alone
