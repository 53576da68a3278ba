"""Notes on devices (RFC 8030): a ring with nothing in it. The device shows one line that is always the same.

Where no key is set, or what speaks to push services is not installed, none of it is offered, and nothing else changes.
"""

import base64
import binascii
from functools import cache
from importlib.util import find_spec
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

LONGEST_ENDPOINT = 1000
AUTH_BYTES = 16


def is_offered() -> bool:
    """Devices can be rung from here."""
    return bool(settings.PUSH_PRIVATE_KEY) and _can_speak()


@cache
def _can_speak() -> bool:
    return find_spec("pywebpush") is not None


def knows(endpoint: str) -> bool:
    """The address is one of a push service that this installation rings (`PUSH_HOSTS`), and of nothing else.

    Whoever gives us an address chooses whom we call: any other host, a port, or a name and password before the host,
    could be a way into a network that trusts us.
    """
    try:
        parts = urlsplit(endpoint)
        plain = parts.scheme == "https" and parts.netloc == (parts.hostname or "") and not parts.fragment
    except ValueError:
        return False
    # Whatever one program reads otherwise than the next has no place in an address (RFC 3986 § 2).
    is_clean = endpoint.isascii() and endpoint.isprintable() and not set(endpoint) & set(' "<>\\^`{|}')
    return plain and is_clean and len(endpoint) <= LONGEST_ENDPOINT and _is_listed(str(parts.hostname))


def _is_listed(host: str) -> bool:
    """`*.example.org` stands for every name below it."""
    return any(host.endswith(one[1:]) if one.startswith("*.") else host == one for one in settings.PUSH_HOSTS)


def are_keys(p256dh: str, auth: str) -> bool:
    """The two keys of a subscription (RFC 8291 § 2): a point of the curve, and a secret of 16 bytes."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _raw(p256dh))
        return len(_raw(auth)) == AUTH_BYTES
    except (binascii.Error, ValueError):
        return False


def _raw(text: str) -> bytes:
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
