"""What is asked of somebody who reports: what happened, and words if they like."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.reports.models import Behaviour


class ReportForm(forms.Form):
    """One tap on a behaviour sends it."""

    words = forms.CharField(
        label=_("A few words"),
        help_text=_("Only those who look at your report read them."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    behaviour = forms.ChoiceField(
        label=_("What happened"),
        choices=Behaviour.choices,
        error_messages={"required": _("Choose what comes closest.")},
    )

    def clean_words(self) -> str:
        return str(self.cleaned_data["words"]).strip()
