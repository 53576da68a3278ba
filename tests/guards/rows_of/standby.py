"""Addresses of standby. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import asked_today, free_for_olu, kept_for_olu

NOBODY = "in no no no no no"
OLU_READS, OLU_ACTS = "in ok no no no no", "in go no no no no"
ROWS = [
    # What somebody wishes is nobody else's business, not even a facilitator's.
    sees("standby:sessions", "in_line", NOBODY),
    sees("standby:sessions", "in_line", OLU_READS, OLU_READS, before=kept_for_olu),
    sees("standby:sessions", "in_line", OLU_READS, OLU_READS, before=free_for_olu),
    does("standby:wish", "in_line coming", NOBODY),
    # A standing roster admits nobody for one day.
    does("standby:wish", "in_line coming", "in why no no no no", "in why no no no no", before=kept_for_olu),
    does("standby:wish", "in_line coming", OLU_ACTS, OLU_ACTS, before=free_for_olu),
    sees("standby:offer", "standby", NOBODY),
    sees("standby:offer", "standby", OLU_READS, OLU_READS, before=free_for_olu),
    sees("standby:offer", "standby", OLU_READS, OLU_READS, before=asked_today),
    does("standby:acceptance", "standby", NOBODY),
    does("standby:acceptance", "standby", "in why no no no no", "in why no no no no", before=free_for_olu),
    does("standby:acceptance", "standby", OLU_ACTS, OLU_ACTS, before=asked_today),
    does("standby:withdrawal", "standby", NOBODY),
    does("standby:withdrawal", "standby", OLU_ACTS, OLU_ACTS, before=asked_today),
]
