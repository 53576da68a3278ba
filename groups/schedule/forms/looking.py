"""What follows from a change is shown before it is made; what differs from what was shown is shown anew."""

import hashlib
from collections.abc import Mapping


def mark_of(*shown: object) -> str:
    """What a page hands back with the second tap: these answers, and this that follows from them."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def was_shown(data: Mapping[str, str], mark: str) -> bool:
    return data.get("seen", "") == mark
