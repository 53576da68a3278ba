"""Addresses of changes. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import sees

ROWS = [
    sees("changes:log", "group", "in no ok ok no no"),
]
