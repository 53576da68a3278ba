"""Signing in is the default: what anybody may open stands here by name, with its reason."""

from tests.guards.addresses import every_address

PUBLIC = {
    "healthz": "a supervisor asks; nothing about anybody is told",
    "readyz": "the same",
}


def public_names() -> set[str]:
    return {address.name for address in every_address() if address.is_public}


def test_whatever_anybody_may_open_is_listed_with_a_reason() -> None:
    assert public_names() - set(PUBLIC) == set()
    assert all(PUBLIC.values())


def test_nothing_is_listed_that_has_closed_since() -> None:
    assert set(PUBLIC) - public_names() == set()
