"""Addresses of attendance. How a row is written: `tests/guards/matrix.py`."""

from datetime import timedelta

from django.utils import timezone

from tests.guards.rows import does, sees
from tests.guards.world import export_open, nothing_asked, session_over

FACILITATOR = "in no no ok no no"
DONE = "in no no go no no"
NOT_NOW = "in no no why no no"
ADMIN = "in no no no no ok"
DONE_BY_ADMIN = "in no no no no go"
NOT_NOW_BY_ADMIN = "in no no no no why"
TODAY = timezone.now().date()
DAYS = {"first_on": (TODAY - timedelta(days=30)).isoformat(), "last_on": TODAY.isoformat()}

ROWS = [
    # Of a session that is going on nobody says who came.
    sees("attendance:hand", "session", NOT_NOW),
    sees("attendance:hand", "session", FACILITATOR, before=session_over),
    does("attendance:hand", "session", NOT_NOW),
    does("attendance:hand", "session", DONE, data=lambda it: {"came": [it["seat"].pk]}, before=session_over),
    # Ada has asked for a table: a facilitator of the group opens it with her, and nobody of another group.
    sees("attendance:exports", "group", FACILITATOR),
    sees("attendance:exports", "group", FACILITATOR, before=export_open),
    sees("attendance:exports", "group", FACILITATOR, before=nothing_asked),
    does("attendance:exports", "group", "in no no 422 no no", data=DAYS),
    does("attendance:exports", "group", DONE, data=DAYS, before=nothing_asked),
    does("attendance:agreement", "export", DONE),
    does("attendance:agreement", "export", NOT_NOW, before=export_open),
    does("attendance:export_end", "export", DONE),
    does("attendance:table", "export", NOT_NOW),
    does("attendance:table", "export", FACILITATOR, before=export_open),
    # An admin looks after all groups, and never opens a table without a facilitator.
    sees("attendance:exports_of_admin", "group", ADMIN, ADMIN),
    does("attendance:exports_of_admin", "group", DONE_BY_ADMIN, DONE_BY_ADMIN, data=DAYS, before=nothing_asked),
    does("attendance:agreement_of_admin", "export", NOT_NOW_BY_ADMIN, NOT_NOW_BY_ADMIN),
    does("attendance:export_end_of_admin", "export", DONE_BY_ADMIN, DONE_BY_ADMIN),
    does("attendance:table_of_admin", "export", NOT_NOW_BY_ADMIN, NOT_NOW_BY_ADMIN),
    does("attendance:table_of_admin", "export", ADMIN, ADMIN, before=export_open),
]
