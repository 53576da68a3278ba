"""How mail leaves: one connection for a batch, one neutral sender, an id that stays the same for each try."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formataddr
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from groups.organisation.models import Organisation

TROUBLE = (smtplib.SMTPException, OSError)


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


class Said(NamedTuple):
    """The words of a mail: both parts say the same (RFC 2046 § 5.1.4)."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mail comes from: neutral, as the organisation wants it now."""

    name: str
    address: str
    host: str

    @classmethod
    def current(cls) -> "Sender":
        organisation = Organisation.objects.current()
        address = formataddr((organisation.mail_from_name or organisation.neutral_name, settings.DEFAULT_FROM_EMAIL))
        return cls(organisation.neutral_name, address, str(urlsplit(settings.SITE_URL).hostname))

    def message(self, said: Said, *, to: str, name: str) -> EmailMultiAlternatives:
        """A mail. *name* is the same for each try, so that a mailbox can tell a repetition (RFC 5322 § 3.6.4)."""
        headers = {"Message-ID": f"<{name}@{self.host}>", "Auto-Submitted": "auto-generated"}  # RFC 3834 § 5
        mail = EmailMultiAlternatives(said.subject, said.text, self.address, [to], headers=headers)
        mail.attach_alternative(said.html, "text/html")
        return mail
