"""What is asked of somebody who asks for a seat: a name, and a line if they like."""

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership.models import SupportGroup
from groups.membership.names import is_taken
from groups.people.forms import SignupDetails
from groups.people.models import User
from groups.people.names import folded, gives_away, tidied


class AskForm(forms.Form):
    """Judges the name against those in use; the action judges it again under the group's lock."""

    name = forms.CharField(
        label=_("Your name in this group"),
        help_text=_("The others here see this name and nothing else of you. It may be another one in every group."),
        max_length=40,
        error_messages={"required": _("Choose a name; any name that you like to hear is fine.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}),
    )
    line = forms.CharField(
        label=_("A line for the facilitators"),
        help_text=_("Only the facilitators of this group read it. Nothing is expected; empty is fine."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, group: SupportGroup, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.user = group, user

    def clean_name(self) -> str:
        name = tidied(self.cleaned_data["name"])
        if not folded(name):
            raise forms.ValidationError(say("A name needs at least one letter or number."), code="no_letter")
        if gives_away(name, self.user.email):
            raise forms.ValidationError(
                say("That is part of your mail address. Another name keeps the two apart."), code="gives_away"
            )
        if is_taken(name, self.group.names_in_use()):
            raise forms.ValidationError(
                say("Somebody in this group goes by that name, or asked for it. Choose another."), code="taken"
            )
        return name

    def clean_line(self) -> str:
        return str(self.cleaned_data["line"]).strip()


class FirstAskForm(AskForm):
    """For those who came without signing up themselves: it asks what sign-up asks of everybody else."""

    adult = SignupDetails.base_fields["adult"]
    understood = SignupDetails.base_fields["understood"]
