"""The mail providers that MAIL_URL can name: where each has its key, and how it proves what it tells us.

Each is here because our own Message-ID and our headers pass through it, so that a mailbox can tell a repetition and
offer to stop (RFC 8058), and because it can be told, for each mail, to track nothing. One more that keeps both promises
is a line here, and a word in `.env.example`.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote, urlsplit

SCHEME = "anymail+"
SHORTEST_SECRET = 24


@dataclass(frozen=True, slots=True)
class Provider:
    """What django-anymail calls things of one provider."""

    backend: str
    webhook: str
    key: str
    """The setting of its key, the part of MAIL_URL before the @."""
    domain: str = ""
    """The setting of the domain that it sends for, the part behind the @; empty where it needs none."""
    signing_key: str = ""
    """The setting of the key with which it signs what it tells us; empty where it brings a name and a password."""
    extra: tuple[tuple[str, Any], ...] = ()
    soft: frozenset[str] = frozenset()
    """Its own words for a bounce that may be over soon."""


PROVIDERS = {
    "postmark": Provider(
        "anymail.backends.postmark.EmailBackend",
        "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
        key="POSTMARK_SERVER_TOKEN",
        # Without this header it writes its own Message-ID over ours.
        extra=(("POSTMARK_SEND_DEFAULTS", {"extra_headers": {"X-PM-KeepID": "true"}}),),
        soft=frozenset({"SoftBounce", "VirusNotification"}),
    ),
    "mailgun": Provider(
        "anymail.backends.mailgun.EmailBackend",
        "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
        key="MAILGUN_API_KEY",
        domain="MAILGUN_SENDER_DOMAIN",
        signing_key="MAILGUN_WEBHOOK_SIGNING_KEY",
    ),
}


def named_in(mail_url: str) -> str:
    """The provider's name; none, where mail goes by SMTP or is kept."""
    scheme = urlsplit(mail_url).scheme
    return scheme.removeprefix(SCHEME) if scheme.startswith(SCHEME) else ""


def what_is_wrong(mail_url: str) -> str:
    """What a MAIL_URL that names a provider lacks, as the end of a sentence; nothing, where it is right."""
    parts, provider = urlsplit(mail_url), PROVIDERS[named_in(mail_url)]
    if not parts.username:
        return (
            f"should have the provider's key before an @, such as {parts.scheme}://KEY@{provider.domain and 'DOMAIN'}"
        )
    if provider.domain and not parts.hostname:
        return f"should have the domain that it sends for behind the @, such as {parts.scheme}://KEY@mail.example.org"
    if find_spec("anymail") is None:
        return "names a provider; for that, django-anymail has to be installed (the extra [mail])"
    return ""


def what_is_wrong_with_the_secret(secret: str, mail_url: str) -> str:
    """The same, of what a provider proves itself with; without one, its address for that answers nothing."""
    name = named_in(mail_url)
    if secret and not name:
        return "is for a provider, and MAIL_URL names none"
    if secret and not PROVIDERS[name].signing_key and not all(secret.partition(":")[::2]):
        return "should be a name and a password with a colon between them, as they stand in the provider's address"
    if secret and (len(secret) < SHORTEST_SECRET or not secret.isascii() or not secret.isprintable()):
        return f"should have at least {SHORTEST_SECRET} plain characters"
    return ""


def anymail_settings(mail_url: str, secret: str) -> dict[str, Any]:
    """Django's ANYMAIL for this address: nothing is tracked, and nobody waits long."""
    parts, provider = urlsplit(mail_url), PROVIDERS[named_in(mail_url)]
    given: dict[str, Any] = {
        "REQUESTS_TIMEOUT": 10,
        "SEND_DEFAULTS": {"track_clicks": False, "track_opens": False},
        provider.key: unquote(parts.username or ""),
        **dict(provider.extra),
    }
    if provider.domain:
        given[provider.domain] = parts.hostname
    if secret:
        given[provider.signing_key or "WEBHOOK_SECRET"] = secret
    return given
