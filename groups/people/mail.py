"""How mail leaves: one connection for a batch, one neutral sender, an id that stays the same for each try."""

import re
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
from django.template.loader import render_to_string
from django.urls import reverse

from groups.organisation.models import Organisation
from groups.people.tokens import LONG

TROUBLE = (smtplib.SMTPException, OSError)

GONE = frozenset({550, 551, 553})
DETAIL = re.compile(r"5\.(\d{1,3}\.\d{1,3})\b")
ABOUT_A_MAILBOX = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""No such mailbox, host or syntax, moved away, a host that takes none, closed (RFC 3463 § 3.2, 3.3; RFC 7505 § 4.2)."""

PLACE = "_" * LONG
"""Stands for the token that stops mail, until each mail gets its own."""


class ServerIsAway(Exception):
    """No mail can be sent at all now: nobody's try."""


class NotNow(ServerIsAway):
    """The same, known only from a mail that was handed over: not its try either."""


class NotTaken(Exception):
    """This one mail was not taken. *for_good*: there is no such mailbox (any more), so that no other try will do."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.for_good = reason, for_good


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
        raise NotTaken("refused", for_good=_no_such_mailbox(refused)) from refused
    except (*TROUBLE, ValueError) as trouble:
        _hang_up(kept)
        _open(kept)
        raise NotTaken(type(trouble).__name__) from trouble


def _no_such_mailbox(refused: smtplib.SMTPRecipientsRefused) -> bool:
    """Whether the answer speaks of the mailbox (RFC 5321 § 4.2.3, RFC 3463 § 3.2), not of ours, nor of this moment."""
    # A server that relays nothing for us refuses everybody: their addresses would all be marked, by our mistake.
    [(code, words)] = refused.recipients.values() if len(refused.recipients) == 1 else [(0, b"")]
    said = words.decode(errors="replace").lower()
    detail = DETAIL.match(said)
    is_about_the_mailbox = detail is None or detail.group(1) in ABOUT_A_MAILBOX
    return code in GONE and is_about_the_mailbox and "relay" not in said


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

    def put_in(self, place: str, token: str) -> "Said":
        """Write somebody's own token where the words, which are the same for many, left a place for it."""
        return self._replace(text=self.text.replace(place, token), html=self.html.replace(place, token))


def one_line(neutral_name: str) -> Said:
    """What somebody gets whose mail others may read, whatever it is about: no date, and the front page as its link."""
    context = {
        "neutral_name": neutral_name,
        "is_shared": True,
        "is_expected": True,
        "page_url": f"{settings.SITE_URL}/",
    }
    return rendered("people/mail/letter", context)


def rendered(name: str, context: dict[str, object]) -> Said:
    """The three templates of a mail: subject, text, HTML."""
    subject, text, html = (render_to_string(f"{name}{part}", context) for part in ("_subject.txt", ".txt", ".html"))
    return Said(" ".join(subject.split()), text, html)


def stop_url(token: str = PLACE) -> str:
    """Where mail is stopped without signing in; without a token, with a place for it (`Said.put_in`)."""
    return f"{settings.SITE_URL}{reverse('people:stop', args=[token])}"


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

    def message(self, said: Said, *, to: str, name: str, stop: str = "") -> EmailMultiAlternatives:
        """A mail. *name* is the same for each try, so that a mailbox can tell a repetition (RFC 5322 § 3.6.4).

        *stop*: the token of the way out (`tokens.stop_token`); none, where only an address is known.
        """
        headers = {"Message-ID": f"<{name}@{self.host}>", "Auto-Submitted": "auto-generated"}  # RFC 3834 § 5
        if stop:  # RFC 2369 § 3.2; RFC 8058 § 3.1
            headers["List-Unsubscribe"] = f"<{stop_url(stop)}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            said = said.put_in(PLACE, stop)
        mail = EmailMultiAlternatives(said.subject, said.text, self.address, [to], headers=headers)
        mail.attach_alternative(said.html, "text/html")
        return mail
