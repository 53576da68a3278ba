"""Addresses of calendars. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import ended_feed

ADMINS, DONE = "in no no no no ok", "in no no no no go"
TITLE = {"title": "plain"}
ROWS = [
    # The address is the key: whoever has it reads, whoever they are.
    sees("calendars:feed", "feed_secret", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    sees("calendars:feed", "feed_secret", "no no no no no no", "no no no no no no", before=ended_feed),
    sees("calendars:session", "coming", "in no ok ok no no"),
    sees("calendars:mine", "group", "in no ok ok no no"),
    does("calendars:mine", "group", "in no go go no no", data=TITLE),
    does("calendars:renewal", "group", "in no go go no no"),
    does("calendars:end", "group", "in no go go no no"),
    sees("calendars:all_groups", "", ADMINS),
    does("calendars:all_groups", "", DONE, data=TITLE),
    does("calendars:renewal_for_all", "", DONE),
    does("calendars:end_for_all", "", DONE),
]
