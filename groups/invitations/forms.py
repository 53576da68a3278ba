"""What is asked of somebody who accepts: a name for the group that they come to, and nothing for a role."""

from typing import Any

from django import forms

from groups.invitations.models import Invitation
from groups.joining.forms import AskForm
from groups.people.forms import SignupDetails
from groups.people.models import User
from groups.people.names import gives_away


class NameForm(AskForm):
    """The same rules for a name as when asking for a seat; there is nobody to write a line to."""

    line = None  # type: ignore[assignment] # this is how Django's forms leave a field out


class FirstStepsForm(forms.Form):
    """For those who came without signing up themselves: what sign-up asks of everybody else."""

    adult = SignupDetails.base_fields["adult"]
    understood = SignupDetails.base_fields["understood"]


class FirstNameForm(NameForm, FirstStepsForm):
    """Both."""


def form_for(invitation: Invitation, user: User, data: Any, *, known_as: str) -> forms.Form:
    """What this person is asked. *known_as*: the name by which the group knows them already, if it does."""
    if invitation.group is None:
        return forms.Form(data)
    is_new = user.adult_at is None or user.understood_at is None
    if known_as:
        return FirstStepsForm(data) if is_new else forms.Form(data)
    offered = {} if gives_away(user.chosen_name, user.email) else {"name": user.chosen_name}
    named = FirstNameForm if is_new else NameForm
    return named(data, group=invitation.group, user=user, initial=offered)
