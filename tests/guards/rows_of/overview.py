"""Addresses of the overview of all groups. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import sees

ADMIN = "in no no no no ok"

ROWS = [
    sees("overview:steadiness", "", ADMIN),
    sees("overview:week", "", ADMIN),
]
