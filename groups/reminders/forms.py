"""Calling a session off, and its new time. Days and hours are those of the group's own clock."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.people.quiet import instant
from groups.schedule.models import Session

FURTHEST = timedelta(days=366)


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


class MoveForm(ChangeForm):
    """Another day, another hour; how long it is stays."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(self.session.group.time_zone)
        local = self.session.starts_at.astimezone(self.zone)
        self.initial.update(day=local.date(), hour=local.time())
        self.fields["hour"].help_text = _("On the group's clock: {zone}.").format(zone=self.zone.key)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        today = self.now.astimezone(self.zone).date()
        if not today <= day <= today + FURTHEST:
            raise forms.ValidationError(_("Choose a day from today on, within a year."), code="too_far")
        return day

    @property
    def starts_at(self) -> datetime:
        """The instant (UTC) that was chosen."""
        return instant(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]), self.zone)
