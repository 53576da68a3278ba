"""What somebody looks for in the log. What cannot be understood is not asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.audit.sentences import ACTS

HIGHEST = 2**62


class LogForm(forms.Form):
    """By group, by act, and from where on."""

    act = forms.ChoiceField(
        label=_("What was done"),
        required=False,
        choices=[("", _("Everything")), *sorted(ACTS.items(), key=lambda one: one[0])],
    )
    group = forms.UUIDField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        """What was understood of it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
