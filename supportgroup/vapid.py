"""The key by which push services know who rings (RFC 8292): one for an installation, in base64url (RFC 4648 § 5)."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
KEY_BYTES = 32


def new_key() -> str:
    """A new private key: 43 characters."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return _text(number.to_bytes(KEY_BYTES, "big"))


def public_key(private: str) -> str:
    """What browsers are given beside a subscription, 87 characters. ValueError: this is no private key."""
    raw = base64.b64decode(private + "=" * (-len(private) % 4), altchars=b"-_", validate=True)
    if len(raw) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    key = ec.derive_private_key(int.from_bytes(raw, "big"), CURVE).public_key()
    return _text(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
