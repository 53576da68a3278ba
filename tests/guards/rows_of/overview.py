"""Addresses of the overview of all groups. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ADMIN, DONE = "in no no no no ok", "in no no no no go"

ROWS = [
    sees("overview:steadiness", "", ADMIN),
    sees("overview:week", "", ADMIN),
    sees("overview:notes", "", ADMIN),
    does("overview:another_try", "parked", DONE, DONE),
    does("overview:note_end", "parked", DONE, DONE),
]
