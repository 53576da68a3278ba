"""Addresses of the desk of admins. How a row is written: `tests/guards/matrix.py`."""

from datetime import timedelta
from typing import Any

from tests.guards.rows import does, sees

ADMINS, DONE = "in no no no no ok", "in no no no no go"
NAMES = {"name": "Our groups", "neutral_name": "Evenings", "mail_from_name": ""}
LINE = {"country": "GB", "name": "Samaritans", "phone": "116 123"}


def in_a_month(it: dict[str, Any]) -> dict[str, str]:
    return {"name": "Between the years", "first_on": (it["coming"].starts_at + timedelta(days=30)).date().isoformat()}


ROWS = [
    sees("desk:home", "", ADMINS),
    sees("desk:organisation", "", ADMINS),
    sees("desk:section", "section", ADMINS, ADMINS),
    does("desk:section", "section", DONE, DONE, data=NAMES),
    sees("desk:help_lines", "", ADMINS),
    sees("desk:new_help_line", "", ADMINS),
    does("desk:new_help_line", "", DONE, data=LINE),
    sees("desk:help_line", "help_line", ADMINS, ADMINS),
    does("desk:help_line", "help_line", DONE, DONE, data=LINE),
    does("desk:help_line_check", "help_line", DONE, DONE),
    sees("desk:help_line_removal", "help_line", ADMINS, ADMINS),
    does("desk:help_line_removal", "help_line", DONE, DONE),
    sees("desk:holidays", "", ADMINS),
    sees("desk:new_holiday", "", ADMINS),
    does("desk:new_holiday", "", DONE, data=in_a_month),
    sees("desk:holiday", "holiday", ADMINS, ADMINS),
    does("desk:holiday", "holiday", DONE, DONE, data=in_a_month),
    sees("desk:holiday_removal", "holiday", ADMINS, ADMINS),
    does("desk:holiday_removal", "holiday", DONE, DONE),
    sees("desk:people", "", ADMINS),
    sees("desk:person", "person", ADMINS, ADMINS),
    does("desk:person", "person", DONE, DONE, data={"role": "moderator"}),
    does("desk:training", "person", DONE, DONE, data={"what": "First aid", "on": "2026-01-31"}),
    does("desk:training_removal", "person record", DONE, DONE),
    sees("desk:deactivation", "person", ADMINS, ADMINS),
    does("desk:deactivation", "person", DONE, DONE),
    # The account is open, so that there is nothing to open.
    does("desk:reactivation", "person", "in no no no no why", "in no no no no why"),
    # A member has no page among those with a role.
    sees("desk:person", "member", "in no no no no no"),
    sees("desk:invitations", "", ADMINS),
    does("desk:invitations", "", DONE, data={"address": "new@example.org", "invited_as": "moderator"}),
    does("desk:withdrawal", "invitation", DONE, DONE),
]
