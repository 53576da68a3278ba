"""Where mail goes when nobody configured a server: files that a person can read at `/dev/mail/`."""

import uuid
from collections.abc import Sequence
from datetime import UTC

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class KeptMail(BaseEmailBackend):
    """Keeps each message as one `.eml` file (RFC 5322) in `MAIL_DIR`, readable by this user alone."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            stamp = timezone.now().astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")
            path = settings.MAIL_DIR / f"{stamp}-{uuid.uuid4().hex[:8]}.eml"
            part = path.with_suffix(".part")
            part.write_bytes(message.message().as_bytes())
            part.rename(path)  # A reader never sees half a letter.
        return len(email_messages)
