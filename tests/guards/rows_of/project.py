"""Addresses of project. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
    sees("healthz", "", "ok ok ok ok ok ok"),
    does("mail_events", "", "no no no no no no"),  # no provider is named, so there is no such page
    sees("readyz", "", "503 503 503 503 503 503"),  # no worker has answered in a test
]
