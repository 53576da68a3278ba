"""How an admin is told what would fit."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as say

from groups.membership.models import LEAST_SEATS, MOST_DAYS, MOST_SEATS
from groups.schedule.models import MOST_SESSIONS

NUMBERS = {
    "capacity": (LEAST_SEATS, MOST_SEATS), "pause_weeks": (1, 26), "offer_hours": (12, 168), "retention_days": (1, 366),
    "first_note_days": (1, MOST_DAYS), "second_note_days": (1, MOST_DAYS), "prepare_days": (1, MOST_DAYS),
    "after_days": (1, MOST_DAYS), "minutes": (10, 240), "every_weeks": (1, 8), "sessions_in_all": (1, MOST_SESSIONS),
}  # fmt: skip
"""What the models allow."""


def speak_kindly(fields: Mapping[str, forms.Field]) -> None:
    """Say what would fit rather than what does not."""
    for name, field in fields.items():
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = say("Please fill this in.")
        if name in NUMBERS:
            least, most = NUMBERS[name]
            fits = say("Choose a whole number from {least} to {most}.").format(least=least, most=most)
            field.error_messages |= dict.fromkeys(("invalid", "required", "min_value", "max_value"), fits)
