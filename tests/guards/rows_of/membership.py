"""Addresses of membership. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
    sees("membership:leaving", "group", "in no ok ok no no"),
    does("membership:leaving", "group", "in no go go no no"),
]
