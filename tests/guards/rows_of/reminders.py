"""Addresses of reminders. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import note_to_come, resting

ROWS = [
    sees("reminders:now", "", "in ok ok ok ok ok"),
    sees("reminders:intention", "group", "in no ok ok no no"),
    does("reminders:intention", "group", "in no go go no no", data={"words": "Breathe first."}),
    sees("reminders:list", "", "in ok ok ok ok ok"),
    does("reminders:reading", "reminder", "in no go no no no"),
    does("reminders:reading", "notice", "in no go no no no"),
    # What one hears, and how.
    sees("reminders:wishes", "", "in ok ok ok ok ok"),
    sees("reminders:wish", "topic", "in ok ok ok ok ok", "in ok ok ok ok ok"),
    does("reminders:wish", "topic", "in go go go go go", "in go go go go go", data={"by": ["mail"], "hours": "12"}),
    does("reminders:wish_end", "topic", "in go go go go go", "in go go go go go", data={"way": "mail"}),
    does("reminders:wish_again", "topic", "in go go go go go", "in go go go go go", data={"by": ["mail"]}),
    sees("reminders:daily", "", "in ok ok ok ok ok"),
    does("reminders:daily", "", "in go go go go go", data={"how": "daily", "at": "18:00"}),
    sees("reminders:rest", "", "in ok ok ok ok ok"),
    does("reminders:rest", "", "in go go go go go", data={"how_long": "week"}),
    does("reminders:rest_end", "", "in go go go go go"),
    # Whether a pause would be good is asked of members; whom to think of, of those who hold the group.
    sees("reminders:question", "group", "in no ok no no no"),
    sees("reminders:question", "group", "in no go no no no", before=resting),
    does("reminders:question", "group", "in no go no no no", data={"choice": "stay"}),
    does("reminders:question", "group", "in no 422 no no no"),
    sees("reminders:thinking_of", "group", "in no no ok no no"),
    sees("reminders:thinking_of", "group", "in no no ok no no", before=note_to_come),
    # A line goes with a note that is on its way, and with nothing else.
    sees("reminders:word", "group seat", "in no no ok no no", before=note_to_come),
    sees("reminders:word", "group seat", "in no no why no no"),
    does("reminders:word", "group seat", "in no no go no no", data={"words": "A seat is here."}, before=note_to_come),
    does("reminders:word", "group seat", "in no no why no no", data={"words": "A seat is here."}),
    does("reminders:word_end", "group seat", "in no no go no no", before=note_to_come),
    does("reminders:word_end", "group seat", "in no no why no no"),
]
