"""Addresses of invitations. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
    # Whoever holds the link may read; whoever belongs to the group already has nothing to accept.
    sees("invitations:invitation", "invitation secret", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    does(
        "invitations:invitation", "invitation secret", "ok go ok ok go go", "ok go go go go go", data={"name": "Wren"}
    ),
]
