"""What facilitators are asked about the sessions that they hold. Forms judge; actions save."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.membership.models import Membership


class GivingUpForm(forms.Form):
    """Whom to ask first; nobody is asked why."""

    first = forms.ChoiceField(
        label=_("Who is asked first?"),
        help_text=_("If they say no, or nothing in time, the next one is asked."),
        required=False,
        error_messages={"invalid_choice": _("Choose somebody from the list.")},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, others: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(one.pk): one for one in others}
        if not self.others:
            del self.fields["first"]
            return
        names = [(key, one.name or say("a facilitator")) for key, one in self.others.items()]
        field: Any = self.fields["first"]
        field.choices = [("", say("Whoever is next")), *names]

    def first_asked(self) -> UUID | None:
        """The person who is asked before the others."""
        chosen = self.others.get(self.cleaned_data.get("first", ""))
        return chosen.user_id if chosen else None


class StandingInForm(forms.Form):
    stands_in = forms.BooleanField(
        label=_("You may ask me to stand in, once, for a session of another group"), required=False
    )
