"""Addresses of setup. How a row is written: `tests/guards/matrix.py`.

An admin sets up every group: theirs is ours.
"""

from typing import Any

from tests.guards.rows import does, sees
from tests.guards.world import apart_from_the_hour, unpublished

ADMIN = "in no no no no ok"
SAVED = "in no no no no go"
NOT_NOW = "in no no no no why"
WRONG = "in no no no no 422"

FACTS: dict[str, Any] = {
    "name": "Tuesday circle",
    "purpose": "For evenings that are long.",
    "kind": "circle",
    "pace": "gentle",
    "languages": "English",
    "capacity": "8",
    "same_people": "True",
    "pause_weeks": "6",
    "offer_hours": "48",
    "retention_days": "30",
}
NOTES = {
    "remind_three_days": "on",
    "first_note_days": "3",
    "remind_one_day": "on",
    "second_note_days": "1",
    "prepare_days": "1",
    "writes_after": "on",
    "after_days": "1",
    "after_at": "11:00",
}
HOUR = {"at": "19:00", "minutes": "60", "every_weeks": "1", "time_zone": "Europe/London"}
TABLE = "name,purpose,languages\r\nA new one,For evenings that are long.,en\r\n"


def hour_to_come(things: dict[str, Any]) -> dict[str, str]:
    """A first day next week."""
    return HOUR | {"starts_on": things["coming"].starts_at.date().isoformat()}


def another_hour(things: dict[str, Any]) -> dict[str, str]:
    return hour_to_come(things) | {"first_day": "all"}


def last_day(things: dict[str, Any]) -> dict[str, str]:
    return {"ends_on": things["coming"].starts_at.date().isoformat()}


ROWS = [
    sees("setup:groups", "", ADMIN),
    sees("setup:new", "", ADMIN),
    does("setup:new", "", SAVED, data={"kit": "circle"}),
    does("setup:new", "", WRONG),
    sees("setup:table", "", ADMIN),
    does("setup:table", "", WRONG),
    does("setup:table_confirmation", "", SAVED, data={"text": TABLE}),
    sees("setup:export", "", ADMIN),
    sees("setup:facts", "group", ADMIN, ADMIN),
    sees("setup:facts", "group", ADMIN, ADMIN, before=unpublished),
    does("setup:facts", "group", SAVED, SAVED, data=FACTS),
    sees("setup:notes", "group", ADMIN, ADMIN),
    does("setup:notes", "group", SAVED, SAVED, data=NOTES),
    sees("setup:plan", "group", ADMIN, ADMIN),
    does("setup:plan", "group", SAVED, SAVED, data={"minutes-0": "60", "words-0": "Being together", "do": "save"}),
    sees("setup:agreement", "group", ADMIN, ADMIN),
    does("setup:agreement", "group", SAVED, SAVED, data={"brief": "We listen.", "words": "We listen to each other."}),
    sees("setup:facilitators", "group", ADMIN, ADMIN),
    does("setup:facilitators", "group", SAVED, SAVED, data={"address": "wren@example.org"}),
    does("setup:facilitator_end", "group seat_of_facilitator", SAVED, NOT_NOW),
    does("setup:invitation_end", "group invitation_to_facilitate", SAVED, SAVED),
    sees("setup:hours", "group", ADMIN, ADMIN),
    does("setup:hours", "group", SAVED, SAVED, data=hour_to_come),
    # The first time, what it comes to is shown.
    sees("setup:hour", "group series", ADMIN, ADMIN),
    does("setup:hour", "group series", ADMIN, ADMIN, data=another_hour, before=apart_from_the_hour),
    sees("setup:hour_end", "group series", ADMIN, ADMIN),
    does("setup:hour_end", "group series", ADMIN, ADMIN, data=last_day, before=apart_from_the_hour),
    does("setup:hour_end", "group series", NOT_NOW, NOT_NOW, data={"do": "drop"}),
    sees("setup:sessions", "group", ADMIN, ADMIN),
    sees("setup:preview", "group", ADMIN, ADMIN),
    sees("setup:publication", "group", ADMIN, ADMIN),
    does("setup:publication", "group", NOT_NOW, NOT_NOW),
    does("setup:publication_end", "group", SAVED, SAVED),
]
