"""What people may say about a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.people.widgets import Choices
from groups.schedule.models import Answer

AS_USUAL = "usual"
"""For one session: nothing of its own, so that what somebody says as usual counts."""

EACH_TIME = "each_time"
"""Of all sessions: nothing."""

USUAL = (Answer.COME, Answer.QUIETLY, Answer.UNSURE)
"""What may be said of all sessions. "Not today" is about a day; for longer there is the pause, which keeps the seat."""

HELPS = {
    Answer.COME.value: _("Your seat is kept each time."),
    Answer.QUIETLY.value: _("The same, and whoever holds the session knows that you rather stay without words."),
    Answer.UNSURE.value: _("Your seat is kept until ten minutes before each start."),
    EACH_TIME: _("Nothing is taken for granted. Your seat is kept as long as you say nothing."),
}


class AnswerForm(forms.Form):
    """Today I can…"""

    answer = forms.ChoiceField(choices=[*Answer.choices, (AS_USUAL, _("As usual"))])


class UsualForm(forms.Form):
    """What counts as long as somebody says nothing else of a session."""

    answer = forms.ChoiceField(
        label=_("What counts as long as you say nothing else"),
        choices=[*((one.value, one.label) for one in USUAL), (EACH_TIME, _("I say it each time, or not at all"))],
        widget=Choices(helps=HELPS),
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )


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
