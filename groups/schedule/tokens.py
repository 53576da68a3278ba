"""The address of a session's meeting, for groups that want voice. Pure."""

import secrets

PLACE = "{token}"
"""Where it stands in a group's link, each session has another random word."""


def new_token() -> str:
    """256 random bits, as they may stand in an address (RFC 4648 § 5)."""
    return secrets.token_urlsafe(32)


def address(link: str, token: str) -> str:
    """Where a session meets by voice; empty where the group has no link, or the session no word of its own yet."""
    return link.replace(PLACE, token) if token or PLACE not in link else ""
