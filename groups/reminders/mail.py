"""The mail of a reminder: a neutral subject, the day and hour, one link to act, one to stop. Nobody else's name.

Nothing in it tells what kind of meeting this is (product.md § 4): not the subject, not the sender, not the words. Who
shares a mailbox gets fewer words still. The words of both parts are the same (RFC 2046 § 5.1.4).
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.organisation.models import Organisation
from groups.people.models import User
from groups.people.quiet import Clock
from groups.reminders.models import Reminder, ReminderKind
from groups.schedule.models import Session

TROUBLE = (smtplib.SMTPException, OSError)
TEMPLATES = {ReminderKind.CANCELLED: "cancelled", ReminderKind.MOVED: "moved"}


class ServerIsAway(Exception):
    """No mail can be sent at all now: nobody's try."""


class NotTaken(Exception):
    """This one mail was not taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def connection() -> Iterator[BaseEmailBackend]:
    """One connection for a whole batch."""
    kept: BaseEmailBackend = get_connection()
    _open(kept)
    try:
        yield kept
    finally:
        with suppress(*TROUBLE):
            kept.close()


def send(kept: BaseEmailBackend, message: EmailMessage) -> None:
    """Send one mail; raise NotTaken with a reason code. Where the connection broke, the next mail gets a new one."""
    try:
        kept.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        raise NotTaken("refused") from refused
    except (*TROUBLE, ValueError) as trouble:
        _hang_up(kept)
        _open(kept)
        raise NotTaken(type(trouble).__name__) from trouble


def _open(kept: BaseEmailBackend) -> None:
    try:
        kept.open()
    except TROUBLE as trouble:
        raise ServerIsAway from trouble


def _hang_up(kept: BaseEmailBackend) -> None:
    # Without a goodbye: after a time-out it would wait for the answer as long again.
    if isinstance(kept, EmailBackend) and kept.connection is not None:
        kept.connection.close()
        kept.connection = None


@dataclass(frozen=True, slots=True)
class Words:
    """What the mails of a batch have in common."""

    name: str
    sender: str
    host: str
    said: dict[tuple[object, ...], tuple[str, str, str]] = field(default_factory=dict)

    @classmethod
    def current(cls) -> "Words":
        """As the organisation wants them now."""
        organisation = Organisation.objects.current()
        sender = formataddr((organisation.mail_from_name or organisation.neutral_name, settings.DEFAULT_FROM_EMAIL))
        return cls(organisation.neutral_name, sender, str(urlsplit(settings.SITE_URL).hostname))

    def message(self, reminder: Reminder) -> EmailMultiAlternatives:
        """The mail of this row, in the member's own time."""
        person, session = reminder.membership.user, reminder.session
        key = (reminder.kind, session.pk, session.version, person.time_zone, person.mail_is_private)
        if key not in self.said:
            self.said[key] = self._say(reminder.kind, session, person)
        subject, text, html = self.said[key]
        headers = {"Message-ID": self.message_id(reminder), "Auto-Submitted": "auto-generated"}  # RFC 3834 § 5
        mail = EmailMultiAlternatives(subject, text, self.sender, [person.email], headers=headers)
        mail.attach_alternative(html, "text/html")
        return mail

    def message_id(self, reminder: Reminder) -> str:
        """The same for each try, so that a mailbox can tell a repetition (RFC 5322 § 3.6.4)."""
        return f"<{reminder.pk}.{reminder.session_version}@{self.host}>"

    def _say(self, kind: str, session: Session, person: User) -> tuple[str, str, str]:
        """Subject, text and HTML: the same for everybody of a group who lives by the same clock."""
        context = {
            "neutral_name": self.name,
            "session": session,
            "zone": person.time_zone,
            "says_more": person.mail_is_private,
            "session_url": settings.SITE_URL + reverse("home:session", args=[session.pk]),
            "settings_url": settings.SITE_URL + reverse("people:settings"),
        }
        template = f"reminders/mail/{TEMPLATES.get(ReminderKind(kind), 'before')}"
        with timezone.override(Clock.of(person.time_zone, None, None).zone):
            text, html = (render_to_string(template + ending, context) for ending in (".txt", ".html"))
            return self._subject(kind, timezone.localtime(session.starts_at)), text, html

    def _subject(self, kind: str, start: datetime) -> str:
        words = {
            ReminderKind.CANCELLED: _("{name}: {day} does not take place"),
            ReminderKind.MOVED: _("{name}: now on {day}, {time}"),
        }.get(ReminderKind(kind), _("{name}: {day}, {time}"))
        day, hour = date_format(start, "l j F", use_l10n=False), date_format(start, "H:i", use_l10n=False)
        return words.format(name=self.name, day=day, time=hour)
