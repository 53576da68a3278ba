"""When a group meets: the first day, the rhythm that follows from it, and how long it goes on."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership.models import Kind
from groups.people import zones
from groups.people.validators import validate_time_zone
from groups.people.widgets import Choices, ZoneSelect
from groups.schedule.models import Frequency, Series, WeekOfMonth
from groups.schedule.recurrence import Rule, days
from groups.setup.widgets import speak_kindly

FURTHEST = timedelta(days=366)
"""How far ahead a first day may be."""

WEEK = 7
ALL = "all"
"""What stands for no first day: all that is still to come."""

PARTS = (
    (_("When"), ("first_day", "starts_on", "at", "time_zone", "minutes", "kind")),
    (_("How often"), ("frequency", "every_weeks", "week_of_month", "on_holidays")),
    (_("How long it goes on"), ("ends_on", "sessions_in_all")),
)


def weeks_of(day: date) -> list[WeekOfMonth]:
    """Which of its month's Tuesdays a Tuesday is: the last one may be the fourth as well."""
    number = (day.day - 1) // WEEK + 1
    found = [WeekOfMonth(number)] if number <= WeekOfMonth.FOURTH else []
    is_last = day.day + WEEK > monthrange(day.year, day.month)[1]
    return [*found, WeekOfMonth.LAST] if is_last else found


def next_such(day: date, week: int) -> date:
    """The first day from this one on that is, say, the second Tuesday of its month, where this one is a Tuesday."""
    rule = Rule(day, datetime.min.time(), 60, 1, "UTC", week_of_month=week)
    return days(rule, first=day, last=day + timedelta(days=70))[0]


def _with_a_rhythm(data: Any) -> Any:
    """Who says nothing of months means weeks."""
    if data is None or "frequency" in data:
        return data
    data = data.copy()
    data["frequency"] = Frequency.WEEKLY
    return data


class HourForm(forms.ModelForm):
    """When a group meets."""

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
    kind = forms.ChoiceField(
        label=_("What a session is like"),
        choices=[("", _("as the group says of itself")), *Kind.choices],
        required=False,
    )
    frequency = forms.ChoiceField(
        label=_("Rhythm"),
        choices=Frequency.choices,
        initial=Frequency.WEEKLY,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of these.")),
        widget=Choices(
            helps={
                Frequency.WEEKLY: _("Always on the same weekday."),
                Frequency.MONTHLY: _("On the first Tuesday of each month, or the last Friday."),
            }
        ),
    )
    week_of_month = forms.TypedChoiceField(
        label=_("Which one in the month"),
        help_text=_("For once a month. As the first day is, unless you choose one."),
        choices=[("", _("as the first day is")), *WeekOfMonth.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = Series
        fields = (
            "starts_on", "at", "time_zone", "minutes", "kind", "frequency", "every_weeks", "week_of_month",
            "on_holidays", "ends_on", "sessions_in_all",
        )  # fmt: skip
        labels = {
            "starts_on": _("First day"),
            "at": _("Time"),
            "minutes": _("Minutes of a session"),
            "every_weeks": _("Every how many weeks"),
            "ends_on": _("Last day"),
            "sessions_in_all": _("Number of sessions"),
            "on_holidays": _("It meets on the organisation's holidays, too"),
        }
        help_texts = {
            "starts_on": _("Its weekday is the weekday of all."),
            "at": "",
            "minutes": _("10 to 240."),
            "every_weeks": _("1: every week. Up to 8."),
            "ends_on": _("Empty: for as long as the group is."),
            "sessions_in_all": _("Empty: no such number. Those that are called off count; with a last day as well, "
                                 "whichever comes first."),
            "on_holidays": "",
        }  # fmt: skip
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(
        self, data: Any = None, *, now: datetime, initial: Mapping[str, Any] | None = None, is_old: bool = False
    ) -> None:
        super().__init__(_with_a_rhythm(data), initial=dict(initial or {}))
        self.instance.time_zone = "UTC"  # until one is chosen: a zone that is none is complained of once, not twice
        self.now, self.is_old = now, is_old
        self.fields["every_weeks"].required = False
        speak_kindly(self.fields)

    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in PARTS]

    def clean_every_weeks(self) -> int:
        weeks: int | None = self.cleaned_data["every_weeks"]
        return 1 if weeks is None else weeks

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data  # without super(), for the same reason as in FactsForm
        first, last = given.get("starts_on"), given.get("ends_on")
        if first is not None and "time_zone" in given:
            self._check_first(first, today=self.now.astimezone(ZoneInfo(given["time_zone"])).date())
        if first is not None and last is not None and last < first:
            self.add_error("ends_on", say("The last day comes before the first. Choose a later one, or none."))
        if first is not None and not self.errors:
            given |= self._rhythm(first)
        return given

    def _check_first(self, first: date, *, today: date) -> None:
        if first < today and not self.is_old:
            self.add_error("starts_on", say("This day has gone by. Choose one that is still to come."))
        elif abs(first - today) > (10 * FURTHEST if self.is_old else FURTHEST):
            self.add_error("starts_on", say("This day is far away. Choose one within a year."))

    def _rhythm(self, first: date) -> dict[str, Any]:
        """What is kept of weeks: a monthly hour says which one, a weekly one how many."""
        if self.cleaned_data["frequency"] == Frequency.WEEKLY:
            return {"week_of_month": None}
        asked, fitting = self.cleaned_data.get("week_of_month"), weeks_of(first)
        if asked is None and len(fitting) > 1:
            words = say("{day} is both the fourth and the last such day of its month. Choose which one is meant.")
            self.add_error("week_of_month", words.format(day=date_format(first, "l j F Y")))
        elif asked is not None and asked not in fitting:
            words = say("{day} is another one of its month. Choose that one, or begin on {other}.")
            other = date_format(next_such(first, asked), "l j F Y")
            self.add_error("week_of_month", words.format(day=date_format(first, "l j F Y"), other=other))
        return {"every_weeks": 1, "week_of_month": asked or int(fitting[0])}


class ChangeHourForm(HourForm):
    """Another rhythm, from one of the coming sessions on, or for all that are still to come."""

    def __init__(
        self, data: Any = None, *, series: Series, coming: Sequence[date], now: datetime, since: str = ""
    ) -> None:
        known = {name: getattr(series, name) for name in HourForm.Meta.fields}
        known |= {"starts_on": coming[0] if coming else max(series.starts_on, now.date()), "first_day": ALL}
        if since in [day.isoformat() for day in coming]:
            known |= {"starts_on": date.fromisoformat(since), "first_day": since}
        super().__init__(data, now=now, initial=known)
        later = [
            (day.isoformat(), say("{day} and all later ones").format(day=date_format(day, "l j F Y"))) for day in coming
        ]
        self.fields["first_day"] = forms.TypedChoiceField(
            label=say("Which sessions"),
            help_text=say("Those that come before stay as they are."),
            choices=[(ALL, say("all that are still to come")), *later],
            coerce=lambda value: None if value == ALL else date.fromisoformat(value),
            error_messages=dict.fromkeys(("required", "invalid_choice"), say("Choose one of these.")),
        )
        self.fields["starts_on"].label = say("First day of the new rhythm")
        counted = say("Counted from {day} on. Empty: no such number; with a last day as well, whichever comes first.")
        self.fields["sessions_in_all"].help_text = counted.format(day=date_format(series.starts_on, "j F Y"))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        since, first = given.get("first_day"), given.get("starts_on")
        if since is not None and first is not None and first < since:
            words = say("This comes before {day}, from which on it changes. Choose that day or a later one.")
            self.add_error("starts_on", words.format(day=date_format(since, "l j F Y")))
        return given

    def rule(self) -> dict[str, Any]:
        """Field of a series → value."""
        return {name: value for name, value in self.cleaned_data.items() if name != "first_day"}


class LastDayForm(forms.Form):
    """When a series comes to its end."""

    ends_on = forms.DateField(
        label=_("Last day"),
        help_text=_("The last session takes place on it, or before."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write the last day as a date, please.")),
    )
