"""What is asked about notes. Forms judge; actions save."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.joining.forms import Words

PAUSE, STAY, LEAVE = "pause", "stay", "leave"


class ReturnWordForm(forms.Form):
    """One line to somebody who did not come to a session."""

    words = Words(
        label=_("Your line"),
        help_text=_(
            "Only they read it. Say that there is a seat; ask nothing. Up to 400 characters, and your name stands"
            " below it."
        ),
        max_length=400,
        error_messages={
            "required": _("Write a few words, then they can be kept."),
            "max_length": _("This is longer than 400 characters. A line or two is enough."),
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class QuestionForm(forms.Form):
    """What would be good now: three answers, none of them better than the others."""

    choice = forms.ChoiceField(
        choices=[(PAUSE, PAUSE), (STAY, STAY), (LEAVE, LEAVE)],
        error_messages={
            "required": _("Choose one of the three; or leave it as it is."),
            "invalid_choice": _("Choose one of the three; or leave it as it is."),
        },
    )


class WordForm(forms.Form):
    """A word to oneself, for the next session."""

    words = Words(
        label=_("For yourself, next time"),
        help_text=_("What you would like to remember, to try, or to leave be. Up to 400 characters."),
        max_length=400,
        required=False,
        error_messages={"max_length": _("This is longer than 400 characters. Please keep a part of it elsewhere.")},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )
