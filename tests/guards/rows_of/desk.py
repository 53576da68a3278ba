"""Addresses of desk. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import Row

ROWS: list[Row] = []
