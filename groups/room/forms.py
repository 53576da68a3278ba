"""What is posted to a room, judged by the same rules as frames."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.room import frames


class SayForm(forms.Form):
    """Words, and the id that the page gave them."""

    id = forms.CharField(max_length=frames.MOST_ID_CHARACTERS)
    text = forms.CharField(strip=False, required=False, widget=forms.Textarea)

    def clean_text(self) -> str:
        # Browsers post line ends as CRLF (HTML, form submission); sockets send LF. The room keeps one kind.
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        try:
            return frames.speakable(text)
        except frames.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from None


class LeadForm(forms.Form):
    """Who leads from here on."""

    to = forms.UUIDField()


class AfterForm(forms.Form):
    """The last tick that a page knows; none asks for a fresh page."""

    after = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=frames.LAST_TICK,
        error_messages={"invalid": _("This page lost its place. Load it again.")},
    )
