"""Secrets of links: each follows from what it opens, 256 bits long, and only its hash is stored.

The job that sends a link makes its secret again, so that no table and no queue ever holds it.
"""

import hashlib
import uuid

from django.utils.crypto import salted_hmac


def token_for(purpose: str, about: uuid.UUID) -> str:
    """The secret of the link that opens this row: HMAC-SHA256 (RFC 2104) with our key, as 64 hex digits."""
    return salted_hmac(f"groups.link.{purpose}", about.bytes, algorithm="sha256").hexdigest()


def hashed(token: str) -> str:
    """What is stored of a secret: its SHA-256, as 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()
