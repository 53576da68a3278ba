"""When the notes of a group come: the two before a session, the one to prepare, and a word after it."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership.models import SupportGroup
from groups.setup.widgets import speak_kindly

PARTS = (
    (_("The first note before a session"), ("remind_three_days", "first_note_days", "first_note_at")),
    (_("The second note before a session"), ("remind_one_day", "second_note_days", "second_note_at")),
    (_("A note to those who hold it, to prepare"), ("prepare_days", "prepare_at")),
    (_("A word after it, to those who did not come"), ("writes_after", "after_days", "after_at")),
)
SWITCHES = ("remind_three_days", "remind_one_day", "writes_after")
HOURS = ("first_note_at", "second_note_at", "prepare_at", "after_at")
SAME_HOUR = _("On each person's own clock, such as 18:00. Empty: at the hour of the session.")


def hour_field(label: Any, *, required: bool = False, help_text: Any = SAME_HOUR) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={
            "invalid": _("Write a time like 18:00."),
            "required": _("Write a time like 11:00."),
        },
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class NotesForm(forms.ModelForm):
    """Rules of a group; each person chooses besides what they hear, by which way and how long before."""

    first_note_at = hour_field(_("At what time of the day"))
    second_note_at = hour_field(_("At what time of the day"))
    prepare_at = hour_field(_("At what time of the day"))
    after_at = hour_field(
        _("At what time of the day"), required=True, help_text=_("On each person's own clock, such as 11:00.")
    )

    class Meta:
        model = SupportGroup
        fields = (
            "remind_three_days", "first_note_days", "first_note_at", "remind_one_day", "second_note_days",
            "second_note_at", "prepare_days", "prepare_at", "writes_after", "after_days", "after_at",
        )  # fmt: skip
        labels = {
            "remind_three_days": _("Send it"),
            "first_note_days": _("How many days before"),
            "remind_one_day": _("Send it"),
            "second_note_days": _("How many days before"),
            "prepare_days": _("How many days before"),
            "writes_after": _("Send it"),
            "after_days": _("How many days after"),
        }
        help_texts = {
            "remind_three_days": _("Together the two help most people to come; more would only press."),
            "first_note_days": _("1 to 7."),
            "second_note_days": _("Fewer than for the first."),
            "prepare_days": _("1 to 7."),
            "writes_after": _(
                "Only to those who agreed to it when they joined, signed by a facilitator, and asking nothing. One, "
                "then after a second session one question whether a pause would be good; then silence until they act."
            ),
            "after_days": _("1 to 7."),
        }

    def __init__(self, data: Any = None, *, group: SupportGroup | None = None) -> None:
        super().__init__(data, initial={} if group is None else notes_as_typed(group))
        speak_kindly(self.fields)

    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in PARTS]

    def clean(self) -> dict[str, Any]:
        # Without super(), as for the facts: it would have each constraint of the table asked of the database.
        given = self.cleaned_data
        first, second = given.get("first_note_days"), given.get("second_note_days")
        if first is not None and second is not None and second >= first:
            self.add_error("second_note_days", say("The second note comes after the first: choose fewer days."))
        return given


def notes_as_typed(group: SupportGroup) -> dict[str, Any]:
    """A group's rules as an admin would type them."""
    return {name: getattr(group, name) for name in NotesForm.Meta.fields}
