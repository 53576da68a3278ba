"""Addresses of membership. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import agreement_stands, pause_long_over, resting

SEAT = {"name": "Wren", "pronouns": "they", "boundary": "no_advice", "may_be_written_to": "on"}

ROWS = [
    sees("membership:mine", "group", "in no ok ok no no"),
    does("membership:mine", "group", "in no go go no no", data=SEAT),
    sees("membership:agreement", "group", "in no ok ok no no"),
    sees("membership:agreement", "group", "in no ok ok no no", before=agreement_stands),
    does("membership:agreement", "group", "in no go go no no", data={"version": 1}, before=agreement_stands),
    does("membership:agreement", "group", "in no why why no no", data={"version": 2}, before=agreement_stands),
    sees("membership:pause", "group", "in no ok ok no no"),
    does("membership:pause", "group", "in no go go no no", data={"weeks": 2}),
    sees("membership:return", "group", "in no ok ok no no"),
    sees("membership:return", "group", "in no go go no no", before=resting),
    does("membership:return", "group", "in no go go no no", before=resting),
    sees("membership:release", "group seat_of_other", "in no no ok no no", before=pause_long_over),
    sees("membership:release", "group seat_of_other", "in no no why no no"),
    does("membership:release", "group seat_of_other", "in no no go no no", before=pause_long_over),
    does("membership:release", "group seat_of_other", "in no no why no no"),
    sees("membership:keeping_apart", "group seat_of_other", "in no ok ok no no"),
    does("membership:keeping_apart", "group seat_of_other", "in no go go no no", data={"label": "Them"}),
    # From oneself nobody is kept apart.
    sees("membership:keeping_apart", "group seat", "in no no ok no no"),
    does("membership:keeping_apart", "group seat", "in no no go no no", data={"label": "Them"}),
    sees("membership:leaving", "group", "in no ok ok no no"),
    does("membership:leaving", "group", "in no go go no no"),
]
