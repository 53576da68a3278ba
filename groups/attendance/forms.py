"""What facilitators say of who came, and of which days they ask for a table. Forms judge; actions save."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.attendance.access import Seen
from groups.attendance.policy import DaysDoNotFit, check_days

WEEKS = timedelta(weeks=12)


class HandForm(forms.Form):
    """Who came. It knows what was shown, so that two facilitators at once do not undo each other's word."""

    came = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, people: Sequence[Seen]) -> None:
        here = [str(one.seat.pk) for one in people if one.came]
        super().__init__(data, initial={"came": here, "shown": " ".join(here)})
        self.fields["came"] = forms.MultipleChoiceField(
            label=_("Who came"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(one.seat.pk), one.seat.name) for one in people],
            error_messages={"invalid_choice": _("Somebody on this page has no seat here any more. Look again.")},
        )
        self.people = people

    @property
    def lines(self) -> list[tuple[Any, Seen]]:
        """Each box, with whose it is."""
        return list(zip(self["came"], self.people, strict=True))

    def said(self) -> dict[UUID, bool]:
        """Seat → whether they came, where somebody said something else than was shown."""
        shown, came = set(self.cleaned_data["shown"].split()), set(self.cleaned_data["came"])
        known = {str(one.seat.pk): one.seat.pk for one in self.people}
        return {known[key]: key in came for key in shown ^ came if key in known}


def _day(label: Any, help_text: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )


class ExportForm(forms.Form):
    """From which day to which; on the group's clock."""

    first_on = _day(_("From"), _("The first day of it."))
    last_on = _day(_("To"), _("The last day of it, within a year."))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"first_on": today - WEEKS, "last_on": today})
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "first_on" in given and "last_on" in given:
            try:
                check_days(given["first_on"], given["last_on"], today=self.today)
            except DaysDoNotFit as no:
                self.add_error("first_on" if given["first_on"] > self.today else "last_on", str(no))
        return given
