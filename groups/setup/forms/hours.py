"""When a group meets."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.people import zones
from groups.people.validators import validate_time_zone
from groups.people.widgets import ZoneSelect
from groups.schedule.models import Series
from groups.setup.widgets import speak_kindly

FURTHEST = timedelta(days=366)
"""How far ahead a first day may be."""


class HourForm(forms.ModelForm):
    """When a group meets: the first day and what follows from it."""

    time_zone = forms.ChoiceField(
        choices=zones.choices,
        validators=[validate_time_zone],
        label=_("Time zone"),
        help_text=_("The clock that counts: seven stays seven there, in summer and in winter."),
        error_messages={
            "required": _("Choose a time zone."),
            "invalid_choice": _("Choose a time zone from the list, such as Europe/London."),
        },
        widget=ZoneSelect,
    )

    class Meta:
        model = Series
        fields = ("starts_on", "at", "minutes", "every_weeks", "time_zone", "ends_on")
        labels = {
            "starts_on": _("First day"),
            "at": _("Time"),
            "minutes": _("Minutes of a session"),
            "every_weeks": _("Every how many weeks"),
            "ends_on": _("Last day"),
        }
        help_texts = {
            "starts_on": _("Its weekday is the weekday of all."),
            "at": "",
            "minutes": _("10 to 240."),
            "every_weeks": _("1: every week. Up to 8."),
            "ends_on": _("Empty: for as long as the group is."),
        }
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(
        self, data: Any = None, *, now: datetime, initial: Mapping[str, Any] | None = None, is_old: bool = False
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.instance.time_zone = "UTC"  # until one is chosen: a zone that is none is complained of once, not twice
        self.now, self.is_old = now, is_old
        speak_kindly(self.fields)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data  # without super(), for the same reason as in FactsForm
        first, last = given.get("starts_on"), given.get("ends_on")
        if first is not None and "time_zone" in given:
            self._check_first(first, today=self.now.astimezone(ZoneInfo(given["time_zone"])).date())
        if first is not None and last is not None and last < first:
            self.add_error("ends_on", say("The last day comes before the first. Choose a later one, or none."))
        return given

    def _check_first(self, first: date, *, today: date) -> None:
        if first < today and not self.is_old:
            self.add_error("starts_on", say("This day has gone by. Choose one that is still to come."))
        elif abs(first - today) > (10 * FURTHEST if self.is_old else FURTHEST):
            self.add_error("starts_on", say("This day is far away. Choose one within a year."))


class LastDayForm(forms.Form):
    """When a series comes to its end."""

    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )  # fmt: skip
