"""What is asked of somebody who asks for a seat: a name, and a line if they like. And the words of a conversation."""

import re
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership.forms import A_WORD_AFTER
from groups.membership.models import SupportGroup
from groups.membership.names import is_taken
from groups.people.forms import SignupDetails
from groups.people.models import User
from groups.people.names import folded, gives_away, tidied

SURROGATE = re.compile("[\ud800-\udfff]")
MOST_CHARACTERS = 1000


def check_can_be_kept(words: str) -> None:
    """Refuse what no database stores: the null character, and half of a character."""
    if "\0" in words:
        raise forms.ValidationError(_("These words hold a character that cannot be kept."), code="nul")
    if SURROGATE.search(words):
        raise forms.ValidationError(_("These words hold half of a character. It cannot be kept."), code="surrogate")


class Words(forms.CharField):
    """Text of several lines: one kind of line end, and nothing that cannot be kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [check_can_be_kept, *(one for one in self.validators if not _forbids_null(one))]

    def to_python(self, value: Any) -> str:
        # Browsers post line ends as CRLF (HTML, form submission); they would count twice.
        return str(super().to_python(value)).replace("\r\n", "\n")


def _forbids_null(validator: object) -> bool:
    return isinstance(validator, ProhibitNullCharactersValidator)


class AskForm(forms.Form):
    """Judges the name against those in use; the action judges it again under the group's lock."""

    name = Words(
        label=_("Your name in this group"),
        help_text=_(
            "The others here know you by this name; nothing leads from it to you. It may differ from group to group."
        ),
        max_length=40,
        error_messages={"required": _("Choose a name; any name that you like to hear is fine.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}),
    )
    line = Words(
        label=_("A line for the facilitators"),
        help_text=_("Only the facilitators of this group read it. Nothing is expected; empty is fine."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    may_be_written_to = forms.BooleanField(
        label=A_WORD_AFTER,
        help_text=_(
            "One at most, and only you read it. After two sessions in a row you are asked once whether a pause would be"
            " good; then nothing more. Without this, nothing is written. It can be changed on the page of your seat."
        ),
        required=False,
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


class FirstAskForm(AskForm):
    """For those who came without signing up themselves: it asks what sign-up asks of everybody else."""

    adult = SignupDetails.base_fields["adult"]
    understood = SignupDetails.base_fields["understood"]


class WordsForm(forms.Form):
    """A word in the conversation about a request."""

    words = Words(
        label=_("Your words"),
        max_length=MOST_CHARACTERS,
        error_messages={
            "required": _("There are no words here yet."),
            "max_length": _("This is longer than 1,000 characters. You can send it in two parts."),
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )
