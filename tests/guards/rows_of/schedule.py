"""Addresses of schedule. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
    does("schedule:answer", "coming", "in no go go no no", data={"answer": "quietly"}),
    # A seat is a member's: facilitators take none, so there is nothing that they say of it as usual.
    sees("schedule:usual", "group", "in no ok no no no"),
    does("schedule:usual", "group", "in no go no no no", data={"answer": "quietly"}),
    # Whoever holds the link of a mail answers by it, for one seat and one session.
    sees("schedule:by_mail", "answer_link", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    does("schedule:by_mail", "answer_link", "go go go go go go", "go go go go go go", data={"answer": "quietly"}),
    sees("schedule:note", "session", "in no ok ok no no"),
    does("schedule:note", "session", "in no go go no no", data={"words": "What I want to say."}),
]
