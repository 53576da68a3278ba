"""Addresses of membership. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
    sees("membership:leaving", "group", "in no ok ok no no"),
    does("membership:leaving", "group", "in no go go no no"),
    sees("membership:keeping_apart", "group seat_of_other", "in no ok ok no no"),
    does("membership:keeping_apart", "group seat_of_other", "in no go go no no", data={"label": "Them"}),
    # From oneself nobody is kept apart.
    sees("membership:keeping_apart", "group seat", "in no no ok no no"),
    does("membership:keeping_apart", "group seat", "in no no go no no", data={"label": "Them"}),
]
