"""Addresses of schedule. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does

ROWS = [
    does("schedule:answer", "coming", "in no go go no no", data={"answer": "quietly"}),
]
