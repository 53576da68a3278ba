"""Addresses of staffing. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import asked_to_stand_in, called_at_once, noor_cannot

# What is asked of a person is theirs alone, in whichever group it is: here it is Noor.
NOBODY, NOOR, DONE = "in no no no no no", "in no no ok no no", "in no no go no no"

ROWS = [
    sees("staffing:mine", "", "in no no ok no no"),
    does("staffing:mine", "", "in no no go no no", data={"stands_in": "on"}),
    # Who holds a session is laid down by the group's facilitators; Noor holds ours.
    sees("staffing:session", "coming", "in no no ok no no"),
    sees("staffing:session", "coming", "in no no ok no no", before=noor_cannot),
    does("staffing:duty", "coming", "in no no why no no"),
    does("staffing:duty", "coming", "in no no go no no", before=noor_cannot),
    does("staffing:duty_end", "coming", "in no no go no no"),
    does("staffing:duty_end", "coming", "in no no why no no", before=noor_cannot),
    sees("staffing:ask", "ask", NOBODY),
    sees("staffing:ask", "ask", NOOR, NOOR, before=asked_to_stand_in),
    does("staffing:ask_acceptance", "ask", NOBODY, data={"name": "Wren"}),
    does("staffing:ask_acceptance", "ask", DONE, DONE, data={"name": "Wren"}, before=asked_to_stand_in),
    does("staffing:ask_refusal", "ask", NOBODY),
    does("staffing:ask_refusal", "ask", DONE, DONE, before=asked_to_stand_in),
    sees("staffing:call", "call", NOBODY),
    sees("staffing:call", "call", NOOR, NOOR, before=called_at_once),
    does("staffing:call_coming", "call", NOBODY, data={"name": "Wren"}),
    does("staffing:call_coming", "call", DONE, DONE, data={"name": "Wren"}, before=called_at_once),
    does("staffing:call_refusal", "call", NOBODY),
    does("staffing:call_refusal", "call", DONE, DONE, before=called_at_once),
]
