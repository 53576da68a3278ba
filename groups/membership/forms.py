"""What is asked of somebody who belongs to a group. Forms judge; actions save."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership import names, planning
from groups.membership.models import Membership
from groups.people.models import Boundary
from groups.people.names import folded, gives_away, tidied

A_WORD_AFTER = _("A facilitator may write me one line after a session that I did not come to")
"""What somebody agrees to, or not: in the same words wherever they are asked."""


def _cards() -> list[tuple[str, str]]:
    return [(value, capfirst(str(words))) for value, words in Boundary.choices]


class SeatForm(forms.Form):
    """How somebody goes by in one group; the action judges the name again under the group's lock."""

    name = forms.CharField(
        label=_("Your name in this group"),
        help_text=_(
            "The others here know you by this name; nothing leads from it to you. It may differ from group to group."
        ),
        max_length=40,
        error_messages={"required": _("Choose a name; any name that you like to hear is fine.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}),
    )
    pronouns = forms.CharField(
        label=_("Your pronouns in this group"),
        help_text=_("In your own words. The people of this group see them beside your name."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    boundary = forms.ChoiceField(
        label=_("Your boundary card in this group"),
        help_text=_("What you wish from the others when you share something. It stands beside your name in the room."),
        choices=_cards,
        required=False,
        widget=forms.RadioSelect,
    )

    may_be_written_to = forms.BooleanField(
        label=A_WORD_AFTER,
        help_text=_(
            "One at most, and after two sessions in a row one question: whether a pause would be good. Only if you tick"
            " this; you can take it back at any moment, and what is not sent by then is not sent."
        ),
        required=False,
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        if membership.is_facilitator or membership.is_guest:
            del self.fields["may_be_written_to"]
        self.initial = {name: getattr(membership, name) for name in self.fields}

    def clean_name(self) -> str:
        name = tidied(self.cleaned_data["name"])
        if name == self.membership.name:
            # A name that stands already stays, whatever was asked of names when it was chosen.
            return name
        if not folded(name):
            raise forms.ValidationError(say("A name needs at least one letter or number."), code="no_letter")
        if gives_away(name, self.membership.user.email):
            raise forms.ValidationError(
                say("That is part of your mail address. Another name keeps the two apart."), code="gives_away"
            )
        if names.is_taken(name, self.membership.group.names_in_use(but=self.membership)):
            raise forms.ValidationError(
                say("Somebody in this group goes by that name, or asked for it. Choose another."), code="taken"
            )
        return name

    def clean_pronouns(self) -> str:
        return tidied(self.cleaned_data["pronouns"])


class PauseForm(forms.Form):
    """For how long."""

    weeks = forms.TypedChoiceField(
        label=_("Keep my seat for"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how long; you can come back earlier at any time."),
            "invalid_choice": _("Choose one of these lengths."),
        },
    )

    def __init__(self, *args: Any, membership: Membership, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most, zone = membership.group.pause_weeks, membership.user.time_zone
        weeks = self.fields["weeks"]
        assert isinstance(weeks, forms.ChoiceField)
        weeks.choices = list(planning.choices(now=now, most=most, zone=zone))


class AgreeForm(forms.Form):
    """Which version was read, and where somebody was on the way to."""

    version = forms.IntegerField(min_value=1, max_value=32_767)
    to = forms.CharField(required=False, max_length=10)


class VersionForm(forms.Form):
    """Which version somebody would like to read; the one that stands, where nothing is said."""

    version = forms.IntegerField(min_value=1, max_value=32_767)
