"""The secret of a link by which one person answers about one session, without signing in.

It follows from the two ids, so that nothing of it is stored: not in a row, not in a queue.
"""

import base64
import binascii
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

SIGNED = 16
"""Bytes of the HMAC that stand in the link: 128 bits (RFC 2104 § 5)."""

LONG = 64
"""Characters of a token."""


PLACE = "0" * LONG
"""Stands for the token where the same words are written to many, until each gets their own."""


def answer_token(membership_id: UUID, session_id: UUID) -> str:
    """Both ids and HMAC-SHA256 over them with our key, as 64 characters of base64url (RFC 4648 § 5)."""
    ids = membership_id.bytes + session_id.bytes
    return base64.urlsafe_b64encode(ids + _signature(ids)).decode()


def read_answer_token(token: str) -> tuple[UUID, UUID] | None:
    """(membership id, session id) of a token that we have made; None for everything else."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True) if len(token) == LONG else b""
    except (binascii.Error, ValueError):
        return None
    ids = raw[:32]
    # A token that is too short is compared, too: no answer comes sooner than another.
    if not constant_time_compare(raw[32:], _signature(ids)):
        return None
    return UUID(bytes=ids[:16]), UUID(bytes=ids[16:])


def _signature(ids: bytes) -> bytes:
    return salted_hmac("groups.schedule.answer", ids, algorithm="sha256").digest()[:SIGNED]
