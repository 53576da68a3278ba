"""Addresses of organisation. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
    sees("organisation:help", "", "ok ok ok ok ok ok"),
    sees("organisation:grounding", "", "ok ok ok ok ok ok"),
    sees("organisation:trust", "", "ok ok ok ok ok ok"),
    sees("organisation:exit", "", "go go go go go go"),
    does("organisation:exit", "", "go go go go go go"),
]
