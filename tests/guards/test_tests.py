"""Rules for the tests themselves."""

import socket

import pytest

from tests.guards import plugin

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize("address", [("127.0.0.1", 1), ("::1", 1, 0, 0), ("localhost", 1), "/run/valkey.sock"])
def test_this_machine_may_be_reached(address: object) -> None:
    assert plugin.is_here(address)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80), ("2001:db8::1", 80, 0, 0)])
def test_no_test_reaches_the_world(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as plug, pytest.raises(plugin.Outside):
        plug.connect(address)
