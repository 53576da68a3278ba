"""Addresses of reminders. How a row is written: `tests/guards/matrix.py`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.guards.rows import does, sees


def a_day_later(it: Mapping[str, Any]) -> dict[str, object]:
    """A new time for the coming session."""
    return {"day": it["coming"].starts_at.date() + timedelta(days=1), "hour": "19:00"}


ROWS = [
    sees("reminders:list", "", "in ok ok ok ok ok"),
    does("reminders:reading", "reminder", "in no go no no no"),
    sees("reminders:cancellation", "coming", "in no no ok no no"),
    does("reminders:cancellation", "coming", "in no no go no no", data={"version": 1}),
    sees("reminders:move", "coming", "in no no ok no no"),
    does("reminders:move", "coming", "in no no go no no", data=a_day_later),
]
