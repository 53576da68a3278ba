"""What somebody says of how they wish to be told: of one topic, of one mail a day, of a pause of everything."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from groups.people import push
from groups.people.actions import LONGEST_REST
from groups.people.models import User
from groups.people.quiet import Clock, instant
from groups.people.widgets import Choices
from groups.people.wishes import ALWAYS_HERE, HOURS, Channel, Wishes

BY = {
    Channel.MAIL: _("By mail"),
    Channel.PUSH: _("By a note on my devices"),
    Channel.IN_APP: _("On my page here"),
}

DAYS = {"day": 1, "week": 7, "weeks": 28}
A_DAY = "date"
SIX = time(18, 0)


def before(hours: int) -> str:
    """How long before a session, in words."""
    if hours == 168:
        return say("a week before")
    if hours % 24:
        return ngettext("{count} hour before", "{count} hours before", hours).format(count=hours)
    return ngettext("{count} day before", "{count} days before", hours // 24).format(count=hours // 24)


class WishForm(forms.Form):
    """By which ways, and how long before, somebody wishes to hear of one topic.

    A way that cannot be chosen here, because mail is off or no device rings, stays as it was.
    """

    by = forms.MultipleChoiceField(
        required=False,
        label=_("By which ways?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the ways that stand here.")},
    )
    hours = forms.TypedChoiceField(
        label=_("How long before?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the times that stand here.")},
    )

    def __init__(self, *args: Any, topic: str, wishes: Wishes, offered: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stood = Wishes(wishes.chosen).ways(topic)
        self.offered = offered - {Channel.IN_APP} if topic in ALWAYS_HERE else offered
        self.initial = {"by": sorted(self.stood & self.offered), "hours": wishes.hours(topic) or ""}
        ways = [(way, BY[way]) for way in Channel if way in self.offered]
        self.fields["by"].choices = ways  # type: ignore[attr-defined] # a choice field
        self.fields["by"].help_text = (
            _("On your page here it stands in any case.")
            if topic in ALWAYS_HERE
            else _("None is fine: then nothing comes.")
        )
        if topic in HOURS:
            times = [(hours, capfirst(before(hours))) for hours in HOURS[topic]]
            self.fields["hours"].choices = [("", _("As each group does it")), *times]  # type: ignore[attr-defined]
        else:
            del self.fields["hours"]

    @property
    def could_ring(self) -> bool:
        """Devices can be rung from here, and none of theirs is."""
        return Channel.PUSH not in self.offered and push.is_offered()

    @property
    def ways(self) -> frozenset[str]:
        """All ways, with those that could not be chosen here."""
        return frozenset(self.cleaned_data["by"]) | (self.stood - self.offered)

    @property
    def chosen_hours(self) -> int | None:
        return self.cleaned_data.get("hours")


class DailyForm(forms.Form):
    """Each mail by itself, or what is about sessions in one mail a day."""

    how = forms.ChoiceField(
        choices=[("single", _("Each by itself")), ("daily", _("One mail a day"))],
        label=_("How should notes come by mail?"),
        error_messages={"required": _("Choose one of the two.")},
        widget=Choices(
            helps={
                "single": _("Each comes when its time has come."),
                "daily": _("What would come too late with it comes by itself, and so does what asks for an answer."),
            }
        ),
    )
    at = forms.TimeField(
        required=False,
        label=_("At which time?"),
        help_text=_("On your own clock. If it falls into your quiet hours, the mail comes when they end."),
        error_messages={"invalid": _("Write a time like 18:00.")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"how": "daily" if user.digest_at else "single", "at": user.digest_at or SIX}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("how") == "daily" and given.get("at") is None and "at" not in self.errors:
            self.add_error("at", _("Write the time at which the mail of the day should come."))
        return given

    def changes(self) -> Mapping[str, Any]:
        """What is to be kept, by column."""
        return {"digest_at": self.cleaned_data["at"] if self.cleaned_data["how"] == "daily" else None}


class RestForm(forms.Form):
    """How long nothing is to be mailed or pushed."""

    how_long = forms.ChoiceField(
        choices=[
            ("day", _("For a day")),
            ("week", _("For a week")),
            ("weeks", _("For four weeks")),
            (A_DAY, _("Until a day that I choose")),
        ],
        label=_("For how long?"),
        error_messages={"required": _("Choose one of these.")},
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        required=False,
        label=_("The day, if you choose one"),
        help_text=_("The pause ends as that day begins, on your own clock."),
        error_messages={"invalid": _("Write a day like 2027-02-14.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = Clock.of(user.time_zone, None, None).zone, now
        self.today = timezone.localdate(now, self.zone)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("how_long") == A_DAY and "until" not in self.errors:
            self._check_day(given.get("until"))
        return given

    def _check_day(self, day: date | None) -> None:
        if day is None:
            self.add_error("until", _("Write the day on which it should end."))
        elif not self.today < day <= self.today + LONGEST_REST - timedelta(days=1):
            self.add_error("until", _("Choose a day from tomorrow on, and within a year."))

    @property
    def ends(self) -> datetime:
        """The instant at which it ends: the same time of day, that many days on; or the beginning of a day."""
        chosen = self.cleaned_data["how_long"]
        if chosen == A_DAY:
            return instant(datetime.combine(self.cleaned_data["until"], time()), self.zone)
        here = timezone.localtime(self.now, self.zone).replace(tzinfo=None, second=0, microsecond=0)
        return instant(here + timedelta(days=DAYS[chosen]), self.zone)
