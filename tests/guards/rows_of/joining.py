"""Addresses of joining. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import asked_by_olu, kept_for_olu, run_out

WORDS = {"words": "A quiet hour would be good."}
NOBODY = "in no no no no no"
OLU_READS, OLU_ACTS = "in ok no no no no", "in go no no no no"
FACILITATOR_READS, FACILITATOR_ACTS = "in no no ok no no", "in no no go no no"
ROWS = [
    # Whoever is signed in may ask for a seat; the facilitators of the group read who asks at the same address.
    sees("joining:requests", "group", "in ok ok ok ok ok", "in ok ok ok ok ok"),
    does("joining:requests", "group", "in go 422 ok go go", "in go go go go go", data={"name": "Wren"}),
    # The same conversation has one page for each side.
    sees("joining:request", "request", NOBODY),
    sees("joining:request", "request", OLU_READS, OLU_READS, before=asked_by_olu),
    sees("joining:request", "in_line", OLU_READS, OLU_READS, before=kept_for_olu),
    does("joining:request", "request", NOBODY, data=WORDS),
    does("joining:request", "request", OLU_ACTS, OLU_ACTS, data=WORDS, before=asked_by_olu),
    sees("joining:conversation", "request", FACILITATOR_READS),
    sees("joining:conversation", "request", FACILITATOR_READS, before=asked_by_olu),
    sees("joining:conversation", "in_line", FACILITATOR_READS),
    does("joining:conversation", "request", FACILITATOR_ACTS, data=WORDS),
    does("joining:withdrawal", "request", NOBODY),
    does("joining:withdrawal", "request", OLU_ACTS, OLU_ACTS, before=asked_by_olu),
    does("joining:withdrawal", "in_line", OLU_ACTS, OLU_ACTS, before=kept_for_olu),
    sees("joining:place", "in_line", NOBODY),
    sees("joining:place", "in_line", OLU_READS, OLU_READS, before=kept_for_olu),
    sees("joining:place", "request", OLU_ACTS, OLU_ACTS, before=asked_by_olu),  # no place in line yet: back to the page
    does("joining:seat", "request", FACILITATOR_ACTS),
    does("joining:waiting", "request", FACILITATOR_ACTS),
    sees("joining:refusal", "request", FACILITATOR_READS),
    does("joining:refusal", "request", FACILITATOR_ACTS),
    # What is kept for somebody is nobody else's business, not even a facilitator's.
    sees("joining:offer", "offer", NOBODY),
    sees("joining:offer", "offer", OLU_READS, OLU_READS, before=kept_for_olu),
    sees("joining:offer", "offer", OLU_READS, OLU_READS, before=run_out),
    does("joining:acceptance", "offer", NOBODY),
    does("joining:acceptance", "offer", OLU_ACTS, OLU_ACTS, before=kept_for_olu),
    does("joining:acceptance", "offer", "in why no no no no", "in why no no no no", before=run_out),
    does("joining:postponement", "offer", NOBODY),
    does("joining:postponement", "offer", OLU_ACTS, OLU_ACTS, before=kept_for_olu),
]
