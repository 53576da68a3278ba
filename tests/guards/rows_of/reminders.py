"""Addresses of reminders. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
    sees("reminders:now", "", "in ok ok ok ok ok"),
    sees("reminders:intention", "group", "in no ok ok no no"),
    does("reminders:intention", "group", "in no go go no no", data={"words": "Breathe first."}),
    sees("reminders:list", "", "in ok ok ok ok ok"),
    does("reminders:reading", "reminder", "in no go no no no"),
    does("reminders:reading", "notice", "in no go no no no"),
]
