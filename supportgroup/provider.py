"""Mail through a provider's web service (django-anymail), in the words that `groups.people.mail` has for SMTP; and what
the provider tells us afterwards. Read only where MAIL_URL names a provider."""

from collections.abc import Iterator, Sequence
from typing import Any

from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
    AnymailWebhookValidationFailure,
)
from anymail.signals import EventType, RejectReason
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.utils.module_loading import import_string

from groups.people.mail import NotNow, NotTaken
from groups.people.models import MailTrouble
from supportgroup.providers import PROVIDERS

NOT_NOW = frozenset({401, 402, 403, 429, 503})
"""Our key, our account, too many at once, or away: nothing about this mail."""

TAKEN = {"sent", "queued"}

GONE = frozenset({RejectReason.BOUNCED, RejectReason.INVALID})


class NotFromTheProvider(Exception):
    """It does not prove that it comes from there."""


class CannotBeRead(Exception):
    """It proves that, but says nothing that we know."""


class ProviderMail(BaseEmailBackend):
    """Hands mail to the provider over one kept connection."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.service = import_string(PROVIDERS[settings.MAIL_PROVIDER].backend)()

    def open(self) -> bool:
        return bool(self.service.open())

    def close(self) -> None:
        self.service.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            number = int(self.service.send_messages(email_messages))
        except AnymailRecipientsRefused as refused:
            raise NotTaken("refused", for_good=True) from refused
        except AnymailRequestsAPIError as error:
            raise _judged(error) from error
        except AnymailError as error:
            raise NotTaken(type(error).__name__) from error
        # Of an answer that it cannot read, anymail says "unknown", and goes on as if the mail were out.
        if any(set(message.anymail_status.status or ()) - TAKEN for message in email_messages):  # type: ignore[attr-defined] # anymail puts it there
            raise NotTaken("provider_unclear")
        return number


def _judged(error: AnymailRequestsAPIError) -> Exception:
    if error.status_code is not None:
        return NotNow() if error.status_code in NOT_NOW else NotTaken(f"provider_{error.status_code}")
    # Who was heard but did not answer may have taken it: that is a try. Who was not reached has not.
    return NotTaken("ReadTimeout") if type(error.__cause__).__name__ == "ReadTimeout" else NotNow()


def told_by(request: HttpRequest) -> Iterator[tuple[str, MailTrouble]]:
    """(address, what is wrong with it) of everything in this request that stops mail to somebody."""
    provider = PROVIDERS[settings.MAIL_PROVIDER]
    view = import_string(provider.webhook)()
    try:
        view.run_validators(request)
        events = view.parse_events(request)
    except AnymailWebhookValidationFailure as no:
        raise NotFromTheProvider from no
    except (AnymailError, AnymailConfigurationError, ValueError, KeyError, TypeError, AttributeError) as strange:
        raise CannotBeRead from strange
    for event in events:
        trouble = _trouble_in(event, provider.soft)
        if trouble and isinstance(event.recipient, str):
            yield event.recipient, trouble


def _trouble_in(event: Any, soft: frozenset[str]) -> MailTrouble:
    if event.event_type == EventType.COMPLAINED:
        return MailTrouble.COMPLAINED
    is_refused = event.event_type in (EventType.BOUNCED, EventType.REJECTED) and event.reject_reason in GONE
    is_soft = bool(soft & {event.esp_event.get("Type"), event.esp_event.get("event")})
    return MailTrouble.BOUNCED if is_refused and not is_soft else MailTrouble.NONE
