"""Real services for tests: a Valkey of its own for every pytest process, a PostgreSQL, a browser.

`make test` chooses the database before pytest starts. The address of the Valkey is settled when Django's settings
are read; the server itself starts with the first test.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from supportgroup.local import chromium
from supportgroup.local.postgres import Postgres
from supportgroup.local.valkey import Valkey


@pytest.fixture(scope="session", autouse=True)
def valkey() -> Iterator[Valkey]:
    """The server that REDIS_URL names. A test that ends it starts it again."""
    with Valkey(Path(settings.REDIS_URL.removeprefix("unix://")).parent) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL in which a test may make databases."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    with Postgres() as server:
        yield server.url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser's program."""
    found = chromium.find()
    if found is None:
        pytest.fail(f"No chromium is here. {chromium.HOW}")
    return found
