"""Addresses of home. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import unpublished

ROWS = [
    sees("home:start", "", "ok ok ok ok ok ok"),
    sees("home:directory", "", "ok ok ok ok ok ok"),
    sees("home:group", "group", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    sees("home:group", "group", "no no ok ok no no", before=unpublished),
    sees("home:preview", "group", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    sees("home:preview", "group", "no no ok ok no no", before=unpublished),
    sees("home:practice", "", "ok ok ok ok ok ok"),
    does("home:practice", "", "ok ok ok ok ok ok", data={"id": "1", "text": "Hello."}),
    sees("home:practice_of_group", "group", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    sees("home:practice_of_group", "group", "no no ok ok no no", before=unpublished),
    does("home:practice_of_group", "group", "ok ok ok ok ok ok", "ok ok ok ok ok ok", data={"state": "listening"}),
    does("home:practice_of_group", "group", "no no ok ok no no", data={"take_back": "1"}, before=unpublished),
    sees("home:sessions", "", "in ok ok ok ok ok"),
    sees("home:session", "session", "in no ok ok no no"),
    sees("home:session", "coming", "in no ok ok no no"),
]
