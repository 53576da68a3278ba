"""Addresses of project. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import sees

ROWS = [
    sees("healthz", "", "ok ok ok ok ok ok"),
    sees("readyz", "", "503 503 503 503 503 503"),  # no worker has answered in a test
]
