"""Secrets of links: each follows from what it opens, and nothing but its hash is ever stored.

The job that sends a link makes its secret again, so that no table and no queue ever holds it. What a mail carries to
stop others like it says in itself whose it is, and what it stops: of that nothing is stored at all.
"""

import base64
import binascii
import hashlib
import uuid
from typing import NamedTuple

from django.utils.crypto import constant_time_compare, salted_hmac

from groups.people.wishes import Topic

SIGNED = 16
"""Bytes of the HMAC in a link that stops mail: 128 bits (RFC 2104 § 5)."""

LONG = 44
"""Characters of its token."""

EVERYTHING = ""
"""In place of a topic: all mail."""

TOPIC_CODES = {
    EVERYTHING: 0,
    Topic.FIRST: 1,
    Topic.SECOND: 2,
    Topic.OPEN: 3,
    Topic.INTENTION: 4,
    Topic.NEWS: 5,
    Topic.PLACE: 6,
    Topic.AFTER: 7,
    Topic.WORDS: 8,
    Topic.PREPARE: 9,
    Topic.DEBRIEF: 10,
    Topic.STAND_IN: 11,
    Topic.OTHER: 12,
}
"""A number for each, for ever: mails lie in mailboxes for years. In words, the address would tell."""


class Stop(NamedTuple):
    """Whose mail, and of which topic; `EVERYTHING` for all."""

    user_id: uuid.UUID
    topic: str


def token_for(purpose: str, about: uuid.UUID) -> str:
    """The secret of the link that opens this row: HMAC-SHA256 (RFC 2104) with our key, as 64 hex digits."""
    return salted_hmac(f"groups.link.{purpose}", about.bytes, algorithm="sha256").hexdigest()


def hashed(token: str) -> str:
    """What is stored of a secret: its SHA-256, as 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def stop_token(user_id: uuid.UUID, topic: str = EVERYTHING) -> str:
    """Whom, what, and HMAC-SHA256 over both with our key, as 44 characters of base64url (RFC 4648 § 5)."""
    said = user_id.bytes + bytes([TOPIC_CODES[topic]])
    return base64.urlsafe_b64encode(said + _signature(said)).decode()


def read_stop_token(token: str) -> Stop | None:
    """What a token says that we have made; None for everything else."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True) if len(token) == LONG else b""
    except (binascii.Error, ValueError):
        return None
    said = raw[:17]
    # A token that is too short is compared, too: no answer comes sooner than another.
    if not constant_time_compare(raw[17:], _signature(said)):
        return None
    topic = next((topic for topic, code in TOPIC_CODES.items() if code == said[16]), EVERYTHING)
    return Stop(uuid.UUID(bytes=said[:16]), str(topic))


def _signature(said: bytes) -> bytes:
    return salted_hmac("groups.people.stop", said, algorithm="sha256").digest()[:SIGNED]
