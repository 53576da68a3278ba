"""What is asked about a calendar. Forms judge; actions save."""

from django import forms
from django.utils.translation import gettext_lazy as _

NEUTRAL, PLAIN = "neutral", "plain"


class TitleForm(forms.Form):
    """What the sessions are called in the calendar."""

    title = forms.ChoiceField(
        label=_("What the sessions are called in your calendar"),
        help_text=_("Whoever sees your calendar reads this, on a shared screen too."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two."), "invalid_choice": _("Choose one of the two.")},
    )

    def __init__(self, *args: object, neutral: str, plain: str, is_plain: bool, **kwargs: object) -> None:
        """*neutral* and *plain*: how a session is called, in each of the two ways."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["title"].choices = [(NEUTRAL, neutral), (PLAIN, plain)]  # type: ignore[attr-defined]
        self.initial = {"title": PLAIN if is_plain else NEUTRAL}

    @property
    def is_plain(self) -> bool:
        return bool(self.cleaned_data["title"] == PLAIN)
