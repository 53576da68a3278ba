"""Rules for the tests themselves, loaded by every call of pytest (`tests/conftest.py`).

Sockets reach this machine only: a test that calls the world tells the world, and depends on it. And whoever
takes more than 0.1 s says so with the mark `slow`: the others are named at the end of the run.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

LIMIT = 0.1
EXCUSED = ("slow", "browser", "postgres", "faults_long")
connect, connect_ex = socket.socket.connect, socket.socket.connect_ex


class Outside(RuntimeError):
    """A test tried to leave this machine."""


def is_here(address: Any) -> bool:
    """Unix sockets and loopback."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


DATABASES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for no database of Django's runs once, and not on each engine again."""
    for item in items:
        asked = DATABASES & set(getattr(item, "fixturenames", ()))
        marked = {mark.name for mark in item.iter_markers()} & {"django_db", "postgres"}
        if not asked and not marked:
            item.add_marker("one_engine")


def _guarded(original: Any) -> Any:
    def to_here(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_here(address):
            raise Outside(f"A test reached for {address[0]}. Sockets in tests go to loopback only.")
        return original(self, address)

    return to_here


def pytest_configure(config: pytest.Config) -> None:
    # Names that have to be looked up are refused as well: whoever asks for one has left already.
    socket.socket.connect = _guarded(connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded(connect_ex)  # type: ignore[method-assign]


def pytest_unconfigure(config: pytest.Config) -> None:
    socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    began = time.process_time()  # work, not waiting for a busy machine
    try:
        return (yield)
    finally:
        took = time.process_time() - began
        if took > LIMIT and not any(item.get_closest_marker(mark) for mark in EXCUSED):
            item.user_properties.append(("unmarked", f"{took:.2f} s  {item.nodeid}"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [report for group in terminalreporter.stats.values() for report in group if hasattr(report, "when")]
    slow = [
        line for report in reports if report.when == "call" for key, line in report.user_properties if key == "unmarked"
    ]
    if slow:
        terminalreporter.section(f"took more than {LIMIT} s without the mark `slow`")
        for line in sorted(slow, reverse=True):
            terminalreporter.write_line(line)
