"""Addresses of schedule. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
    does("schedule:answer", "coming", "in no go go no no", data={"answer": "quietly"}),
    sees("schedule:note", "session", "in no ok ok no no"),
    does("schedule:note", "session", "in no go go no no", data={"words": "What I want to say."}),
]
