"""Addresses of joining. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import asked_by_olu

ROWS = [
    # Whoever is signed in may ask for a seat; the facilitators of the group read who asks at the same address.
    sees("joining:requests", "group", "in ok ok ok ok ok", "in ok ok ok ok ok"),
    does("joining:requests", "group", "in go ok ok go go", "in go go go go go", data={"name": "Wren"}),
    sees("joining:request", "request", "in no no no no no"),
    sees("joining:request", "request", "in ok no no no no", "in ok no no no no", before=asked_by_olu),
    does("joining:withdrawal", "request", "in no no no no no"),
    does("joining:withdrawal", "request", "in go no no no no", "in go no no no no", before=asked_by_olu),
    does("joining:seat", "request", "in no no go no no"),
    does("joining:refusal", "request", "in no no go no no"),
]
