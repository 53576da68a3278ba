"""What people may say about a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.schedule.models import Answer


class AnswerForm(forms.Form):
    """Today I can…"""

    answer = forms.ChoiceField(choices=Answer.choices)


class _Lines(forms.CharField):
    """Words of several lines. Browsers send two characters for the end of a line and count one; so do we."""

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class NoteForm(forms.Form):
    """My own note about a session."""

    words = _Lines(
        label=_("Your own note"),
        help_text=_("What you would like to say, or to keep. Only you ever read it; it is stored sealed."),
        max_length=2_000,
        required=False,
        error_messages={"max_length": _("This is longer than 2,000 characters. Please keep a part of it elsewhere.")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "autocomplete": "off"}),
    )
