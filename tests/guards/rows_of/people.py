"""Addresses of people. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

SETTINGS = {"chosen_name": "Robin", "time_zone": "Europe/Lisbon", "quiet_from": "", "quiet_to": ""}
ROWS = [
    sees("people:settings", "", "in ok ok ok ok ok"),
    does("people:settings", "", "in go go go go go", data=SETTINGS),
    sees("people:apart", "", "in ok ok ok ok ok"),
    does("people:apart", "", "in go go go go go", data={"address": "robin@example.org", "label": "Robin"}),
    does("people:apart_end", "wish", "in no go no no no"),
    does("people:look", "", "go go go go go go", data={"look": "dark"}),
]
