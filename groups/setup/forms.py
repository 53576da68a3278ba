"""What is asked of an admin who sets up a group. Forms judge; actions save."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership.models import Kind, Pace, SupportGroup
from groups.people import zones
from groups.people.names import folded, tidied
from groups.people.validators import validate_time_zone
from groups.people.widgets import Choices, ZoneSelect
from groups.schedule.models import Series
from groups.setup import rows, words
from groups.setup.kits import KITS
from groups.setup.widgets import speak_kindly

BLANK_STEPS = 2
"""Empty rows at the end of a plan, to write new steps into."""

FURTHEST = timedelta(days=366)
"""How far ahead a first day may be."""

PARTS = (
    (_("What it is"), ("name", "purpose", "experience", "kind", "pace", "languages")),
    (_("Who comes"), ("capacity", "same_people", "pause_weeks", "offer_hours")),
    (_("What is written"), ("room_rules", "retention_days", "shorter")),
    (_("Reminders before a session"), ("remind_three_days", "remind_one_day")),
)


def understood(read: Callable[[str], Any], text: str) -> Any:
    """What the text means, or the sentence that says why it means nothing."""
    try:
        return read(text)
    except words.NotUnderstood as no:
        raise ValidationError(no.say, code="not_understood") from no


def one_kind_of_new_line(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class KitForm(forms.Form):
    """Which of the templates to begin with."""

    kit = forms.ChoiceField(
        choices=[(kit.key, kit.title) for kit in KITS.values()],
        error_messages={"required": _("Choose one to begin with."), "invalid_choice": _("Choose one of these.")},
    )


class FactsForm(forms.ModelForm):
    """What a group says about itself, and its numbers."""

    kind = forms.ChoiceField(
        label=_("What a session is like"),
        choices=Kind.choices,
        help_text=_("Sessions that people were told of stay what they were said to be."),
        widget=Choices,
    )
    pace = forms.ChoiceField(label=_("Pace"), choices=Pace.choices, widget=Choices)
    languages = forms.CharField(
        label=_("Languages"),
        max_length=200,
        help_text=_("The one that is spoken first, then others that people may use; commas between them."),
    )
    same_people = forms.TypedChoiceField(
        label=_("The same people each time?"),
        choices=[
            ("True", _("Yes: a standing roster, and a seat is kept for everybody who has one")),
            ("False", _("No: different people may come each time")),
        ],
        coerce=lambda value: value == "True",
        widget=Choices,
    )
    shorter = forms.BooleanField(required=False, label=_("Yes, delete what is older"))

    class Meta:
        model = SupportGroup
        fields = (
            "name", "purpose", "experience", "kind", "pace", "capacity", "pause_weeks", "offer_hours", "room_rules",
            "retention_days", "remind_three_days", "remind_one_day",
        )  # fmt: skip
        labels = {
            "name": _("Name"),
            "purpose": _("What it is for"),
            "experience": _("What those who come have in common"),
            "capacity": _("Seats"),
            "pause_weeks": _("Weeks for which a pause keeps the seat"),
            "offer_hours": _("Hours for which an offered seat waits"),
            "room_rules": _("What holds in the room"),
            "retention_days": _("Days for which words are kept"),
            "remind_three_days": _("Three days before"),
            "remind_one_day": _("One day before"),
        }
        help_texts = {
            "name": _("Strangers read it. A name that tells little is kind to those who read over a shoulder."),
            "purpose": _("In plain words, as you would say it to somebody who is tired. No diagnosis."),
            "experience": _("A few words by which people find it. Nobody is asked to prove it."),
            "capacity": _("For members; facilitators take none. Two to twelve."),
            "pause_weeks": _("1 to 26. After that a facilitator may ask whether they come back, and give the seat on."),
            "offer_hours": _("12 to 168. Quiet hours are not counted."),
            "room_rules": _("A line each. They stand in the room."),
            "retention_days": _("1 to 366. Every night what is older is deleted. It stands on the group's page."),
            "remind_three_days": _("Members choose by which way, and in which hours nothing is sent to them."),
        }
        widgets = {"room_rules": forms.Textarea(attrs={"rows": 5}), "purpose": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, data: Any = None, *, group: SupportGroup | None = None, has_words: bool = False) -> None:
        super().__init__(data, initial={} if group is None else facts_as_typed(group))
        speak_kindly(self.fields)
        self.keeps_now = group.retention_days if group is not None and has_words else 0
        if not self.keeps_now:
            del self.fields["shorter"]
        else:
            self.fields["shorter"].help_text = say("Only if you choose fewer days than now. It cannot be brought back.")

    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in PARTS]

    def clean_name(self) -> str:
        name = tidied(self.cleaned_data["name"])
        if not folded(name):
            raise ValidationError(say("A name needs at least one letter or number."), code="no_letter")
        return name

    def clean_purpose(self) -> str:
        return one_kind_of_new_line(self.cleaned_data["purpose"])

    def clean_room_rules(self) -> str:
        return one_kind_of_new_line(self.cleaned_data["room_rules"])

    def clean_languages(self) -> list[str]:
        codes: list[str] = understood(words.languages_in, self.cleaned_data["languages"])
        return codes

    def clean(self) -> dict[str, Any]:
        # Without super(): it would have each constraint of the table asked of the database, once a form. The fields
        # judge the same limits, and the constraints stand behind them.
        given = self.cleaned_data
        fewer = given.get("retention_days", self.keeps_now) < self.keeps_now
        if fewer and not given.get("shorter"):
            meaning = say(
                "Until now words are kept for {now} days. With {then}, everything older is deleted tonight, for "
                "everybody, and cannot be brought back. If that is what you wish, say so here."
            )
            self.add_error("shorter", meaning.format(now=self.keeps_now, then=given["retention_days"]))
        return given

    def facts(self) -> dict[str, Any]:
        """Field of a group → value."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("languages", "shorter")}
        first, *others = self.cleaned_data["languages"]
        return {**given, "language": first, "other_languages": " ".join(others)}


def facts_as_typed(group: SupportGroup) -> dict[str, Any]:
    """A group's facts as an admin would type them."""
    typed = {name: getattr(group, name) for name in FactsForm.Meta.fields}
    codes = [group.language, *group.other_languages.split()]
    return {**typed, "languages": words.languages_as_text(codes), "same_people": str(group.same_people)}


class PlanForm(forms.Form):
    """The steps of a session, a row each. Rows that are left empty are none."""

    def __init__(self, data: Any = None, *, plan: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.act, self.place = words.button((data or {}).get("do", ""))
        for place in range(self._count(plan)):
            minutes, step = plan[place] if data is None and place < len(plan) else (None, "")
            self.fields[f"minutes-{place}"] = forms.IntegerField(
                label=say("Minutes of step {place}").format(place=place + 1),
                min_value=1, max_value=words.LONGEST, required=False, initial=minutes,
            )  # fmt: skip
            self.fields[f"words-{place}"] = forms.CharField(
                label=say("Step {place}").format(place=place + 1),
                max_length=words.STEP_WORDS, required=False, initial=step,
            )  # fmt: skip

    def _count(self, plan: list[tuple[int, str]]) -> int:
        if self.data:
            posted = [place for place in range(words.MOST_STEPS) if f"words-{place}" in self.data]
            return max(posted, default=-1) + 1
        return min(len(plan) + BLANK_STEPS, words.MOST_STEPS)

    def lines(self) -> list[tuple[int, BoundField, BoundField]]:
        """For the page: place, minutes, words."""
        return [(place, self[f"minutes-{place}"], self[f"words-{place}"]) for place in range(len(self.fields) // 2)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place in range(len(self.fields) // 2):
            minutes, step = f"minutes-{place}", f"words-{place}"
            if place == self.place and self.act == "remove":
                self._forget(minutes, step)
            elif not {minutes, step} & set(self.errors) and (given.get(minutes) is None) != (not given.get(step)):
                wanting = minutes if given.get(minutes) is None else step
                self.add_error(wanting, say("A step has minutes and words. Fill in both, or empty both."))
        if not self.errors and sum(minutes for minutes, _words in self.steps()) > words.LONGEST:
            raise ValidationError(say("Together the steps take more than {most} minutes.").format(most=words.LONGEST))
        return given

    def _forget(self, *names: str) -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = None

    def steps(self) -> list[tuple[int, str]]:
        """What is to be kept: moved or taken out as asked."""
        given = self.cleaned_data
        order = list(range(len(self.fields) // 2))
        filled = [place for place in order if given.get(f"minutes-{place}") and given.get(f"words-{place}")]
        filled = words.moved(filled, self.act, self.place)
        return [(given[f"minutes-{place}"], given[f"words-{place}"]) for place in filled]


class AgreementForm(forms.Form):
    """What everybody in the group says yes to."""

    brief = forms.CharField(
        max_length=200, label=_("In one line"), help_text=_("It is shown at each session."),
    )  # fmt: skip
    words = forms.CharField(
        max_length=4000,
        label=_("The whole agreement"),
        help_text=_("Read before the first session. Say how people listen, what stays here, and where that ends."),
        widget=forms.Textarea(attrs={"rows": 22}),
    )

    def clean_words(self) -> str:
        return one_kind_of_new_line(self.cleaned_data["words"])


class FacilitatorForm(forms.Form):
    """Somebody to facilitate the group, by their address."""

    address = forms.EmailField(
        label=_("Mail address"),
        help_text=_("They get a mail with a link, and choose the name by which the group knows them."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


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


class FileForm(forms.Form):
    """A table of groups."""

    table = forms.FileField(
        label=_("The file"),
        help_text=_("CSV in UTF-8, up to 500 rows and one megabyte."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_table(self) -> str:
        upload = self.cleaned_data["table"]
        try:
            return rows.text_of(upload.read(rows.MOST_BYTES + 1))
        except rows.NotATable as no:
            raise ValidationError(no.say, code="not_a_table") from no


class TableForm(forms.Form):
    """The same table once more, as text."""

    text = forms.CharField(strip=False, widget=forms.HiddenInput)
