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


def test_whoever_asks_for_no_database_runs_once_and_the_others_on_each_engine() -> None:
    class Asks:
        fixturenames = ("db",)
        marks: list[str] = []

        def iter_markers(self) -> list[pytest.Mark]:
            return []

        def add_marker(self, name: str) -> None:
            self.marks.append(name)

    asks, asks_not = Asks(), Asks()
    asks_not.fixturenames, asks_not.marks = (), []
    plugin.pytest_collection_modifyitems(items=[asks, asks_not])  # type: ignore[list-item]
    assert (asks.marks, asks_not.marks) == ([], ["one_engine"])
