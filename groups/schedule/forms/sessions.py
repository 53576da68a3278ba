"""Changing one session, and adding one. Days and hours are those of the group's own clock."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership.models import Kind, SupportGroup
from groups.people.moments import zone_name
from groups.people.quiet import instant
from groups.people.widgets import Choices
from groups.schedule.facts import minutes_of
from groups.schedule.models import Session

FURTHEST = timedelta(days=366)
SHORTEST, LONGEST = 10, 240
"""Minutes of a session."""


class ChangeForm(forms.Form):
    """Carries the version that the person saw, so that two who change a session at once do not undo each other."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, now: datetime, **kwargs: Any) -> None:
        self.session, self.now = session, now
        super().__init__(*args, **kwargs)
        self.initial["version"] = session.version

    def seen(self) -> Session:
        """The session as the person saw it."""
        self.session.version = self.cleaned_data["version"] or self.session.version
        return self.session


class _When(forms.Form):
    """A day and an hour on the wall of the group."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day of the calendar.")},
    )
    hour = forms.TimeField(
        label=_("Start"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Choose a time."), "invalid": _("Choose a time of the day, such as 19:00.")},
    )

    now: datetime
    zone: ZoneInfo

    def on_the_wall_of(self, group: SupportGroup, *, now: datetime) -> None:
        self.now, self.zone = now, ZoneInfo(group.time_zone)
        self.fields["hour"].help_text = say("On the group's clock: {zone}.").format(zone=zone_name(self.zone))

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = self.now.astimezone(self.zone).date()
        if not today <= day <= today + FURTHEST:
            raise forms.ValidationError(say("Choose a day from today on, within a year."), code="too_far")
        return day

    @property
    def starts_at(self) -> datetime:
        """The instant (UTC) that was chosen."""
        return instant(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]), self.zone)


def _minutes() -> forms.IntegerField:
    fits = say("Choose a whole number from {least} to {most}.").format(least=SHORTEST, most=LONGEST)
    return forms.IntegerField(
        label=say("Minutes"),
        help_text=say("{least} to {most}.").format(least=SHORTEST, most=LONGEST),
        min_value=SHORTEST,
        max_value=LONGEST,
        error_messages=dict.fromkeys(("invalid", "required", "min_value", "max_value"), fits),
    )


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=say("What it is like"),
        choices=Kind.choices,
        widget=Choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), say("Choose one of these.")),
    )


class MoveForm(ChangeForm, _When):
    """Another day, another hour; how long it is stays."""

    field_order = ("day", "hour")

    def __init__(self, *args: Any, session: Session, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, session=session, now=now, **kwargs)
        self.on_the_wall_of(session.group, now=now)
        local = session.starts_at.astimezone(self.zone)
        self.initial.update(day=local.date(), hour=local.time())


class LengthForm(ChangeForm):
    """More time, or less; the start stays."""

    def __init__(self, *args: Any, session: Session, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, session=session, now=now, **kwargs)
        self.fields["minutes"] = _minutes()
        self.initial["minutes"] = minutes_of(session)


class KindForm(ChangeForm):
    """What this one session is like."""

    def __init__(self, *args: Any, session: Session, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, session=session, now=now, **kwargs)
        self.fields["kind"] = _kind()
        self.initial["kind"] = session.kind

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == self.session.kind:
            self.add_error("kind", say("The session is like that already. Choose another one, or leave it as it is."))
        return given


class AddForm(_When):
    """One session more, beside those that follow from the group's hours."""

    def __init__(self, *args: Any, group: SupportGroup, minutes: int, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_the_wall_of(group, now=now)
        self.fields |= {"minutes": _minutes(), "kind": _kind()}
        self.initial.update(minutes=minutes, kind=group.kind)
