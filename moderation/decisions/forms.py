"""What was chosen about a report or a hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.decisions.ways import Way
from moderation.reports.models import Behaviour


class WayForm(forms.Form):
    """One of the ways, and for some of them the reason that the person concerned reads."""

    way = forms.ChoiceField(error_messages={"required": _("Choose one of the buttons.")})
    behaviour = forms.ChoiceField(label=_("The reason"), choices=Behaviour.choices, required=False)

    def __init__(self, *args: Any, ways: list[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {way.code: way for way in ways}
        self.fields["way"].choices = [(way.code, way.words) for way in ways]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Way:
        return self.ways[self.cleaned_data["way"]]

    def clean_behaviour(self) -> str:
        return self.cleaned_data["behaviour"] or Behaviour.OTHER
