"""Addresses of facilitation. How a row is written: `tests/guards/matrix.py`."""

from datetime import timedelta

from django.utils import timezone

from tests.guards.rows import does, sees
from tests.guards.world import asked_of_noor, card_written

TOMORROW = {"last_day": (timezone.now() + timedelta(days=3)).date().isoformat()}
A_COLLEAGUE = {"who": "colleague", "address": "colleague@example.org", **TOMORROW}

ROWS = [
    # Members and strangers to a group facilitate nothing; Noor facilitates ours.
    sees("facilitation:load", "", "in no no ok no no"),
    does("facilitation:load", "", "in no no go no no", data={"most": "4"}),
    sees("facilitation:roster", "group", "in no no ok no no"),
    # Whoever belongs to the group reads what was written to everybody.
    sees("facilitation:announcements", "group", "in no ok ok no no"),
    does("facilitation:announcements", "group", "in no no go no no", data={"words": "Next week we begin with tea."}),
    does("facilitation:announcement_back", "announcement", "in no no go no no"),
    sees("facilitation:card", "group", "in no no ok no no"),
    sees("facilitation:card", "group", "in no no ok no no", before=card_written),
    does("facilitation:card", "group", "in no no go no no", data={"style": "Curious and patient."}),
    does("facilitation:showing", "group", "in no no why no no"),
    does("facilitation:showing", "group", "in no no go no no", before=card_written),
    does("facilitation:showing_end", "group", "in no no go no no"),
    # Noor has asked already; what was asked of her she may answer, in her group and in others.
    sees("facilitation:handovers", "group", "in no no ok no no"),
    does("facilitation:handovers", "group", "in no no 422 no no", data=A_COLLEAGUE),
    sees("facilitation:handover", "handover", "in no no no no no"),
    sees("facilitation:handover", "handover", "in no no ok no no", "in no no ok no no", before=asked_of_noor),
    does("facilitation:acceptance", "handover", "in no no no no no", data={"name": "Wren"}),
    does(
        "facilitation:acceptance",
        "handover",
        "in no no go no no",
        "in no no go no no",
        data={"name": "Wren"},
        before=asked_of_noor,
    ),
    does("facilitation:refusal", "handover", "in no no no no no"),
    does("facilitation:refusal", "handover", "in no no go no no", "in no no go no no", before=asked_of_noor),
    does("facilitation:withdrawal", "handover", "in no no go no no"),
]
