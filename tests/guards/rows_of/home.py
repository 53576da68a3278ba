"""Addresses of home. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import sees
from tests.guards.world import unpublished

ROWS = [
    sees("home:start", "", "ok ok ok ok ok ok"),
    sees("home:directory", "", "ok ok ok ok ok ok"),
    sees("home:group", "group", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    sees("home:group", "group", "no no ok ok no no", before=unpublished),
    sees("home:sessions", "", "in ok ok ok ok ok"),
    sees("home:session", "session", "in no ok ok no no"),
    sees("home:session", "coming", "in no ok ok no no"),
]
