"""What facilitators are asked. Forms judge; actions save."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.facilitation import planning
from groups.facilitation.models import FacilitatorCard
from groups.facilitation.policy import LEAST_GROUPS, MOST_GROUPS, DayDoesNotFit, check_day
from groups.joining.forms import AskForm, Words
from groups.membership.models import Membership, SupportGroup
from groups.people.apart import normal
from groups.people.models import User
from groups.people.names import gives_away

A_COLLEAGUE = "colleague"


class AnnouncementForm(forms.Form):
    words = Words(
        label=_("Your words"),
        max_length=1000,
        error_messages={"required": _("Write a few words, then they can be sent.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CardForm(forms.Form):
    training = Words(
        label=_("What you have learned"),
        help_text=_("For example a training for facilitators, and when. Where you work or live need not stand here."),
        max_length=200,
        required=False,
    )
    style = Words(
        label=_("How you hold a group"),
        help_text=_(
            "Three words that many people look for: curious, patient, non-judgmental. Say in your own what they can "
            "expect of you."
        ),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, card: FacilitatorCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"training": card.training, "style": card.style}

    def clean_training(self) -> str:
        return " ".join(self.cleaned_data["training"].split())


class LimitForm(forms.Form):
    most = forms.IntegerField(
        label=_("How many groups are enough for you?"),
        help_text=_("From 1 to 12. Nobody can give you more than that; what you hold already stays."),
        min_value=LEAST_GROUPS,
        max_value=MOST_GROUPS,
        error_messages={
            "required": _("Choose a number from 1 to 12."),
            "invalid": _("Choose a number from 1 to 12."),
            "min_value": _("Choose a number from 1 to 12."),
            "max_value": _("Choose a number from 1 to 12."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class HandoverForm(forms.Form):
    """Who goes on, from when, and what the group is told."""

    use_required_attribute = False
    """Whether an address is needed depends on what is chosen above it."""

    who = forms.ChoiceField(
        label=_("Who goes on?"),
        error_messages={
            "required": _("Choose who you would like to ask."),
            "invalid_choice": _("Choose somebody from the list."),
        },
        widget=forms.RadioSelect,
    )
    address = forms.EmailField(
        label=_("The colleague's mail address"),
        help_text=_("The one they sign in with. Only if you chose a colleague."),
        error_messages={
            "required": _("Write the address that your colleague signs in with."),
            "invalid": _("This does not look like a mail address. Is there a typing slip in it?"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    last_day = forms.DateField(
        label=_("Your last day with this group"),
        error_messages={"required": _("Choose your last day."), "invalid": _("Choose a day, like 2026-11-24.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    goodbye = Words(
        label=_("Your goodbye"),
        help_text=_("The group reads it once it is agreed. You can say why, or not."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, mine: Membership, others: list[Membership], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine, self.now = mine, now
        self.others = {str(one.pk): one for one in others}
        colleague = (A_COLLEAGUE, say("A colleague who facilitates another group here"))
        who: Any = self.fields["who"]
        who.choices = [*((key, one.name or say("a facilitator")) for key, one in self.others.items()), colleague]
        self.fields["address"].required = not self.is_bound or self.data.get("who") == A_COLLEAGUE
        self.fields["last_day"].help_text = self._which_days()

    def _which_days(self) -> str:
        zone = self.mine.group.time_zone
        first, last = planning.days_to_choose(zone, now=self.now)
        self.fields["last_day"].widget.attrs.update(min=first.isoformat(), max=last.isoformat())
        return say("From tomorrow on, within a year. At its end, on the group's clock ({zone}), you leave.").format(
            zone=zone.replace("_", " ")
        )

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        try:
            check_day(day, self.mine.group.time_zone, now=self.now)
        except DayDoesNotFit as no:
            raise forms.ValidationError(str(no), code=no.code) from no
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen, address = given.get("who"), normal(given.get("address", ""))
        if chosen == A_COLLEAGUE and address == normal(self.mine.user.email):
            self.add_error("address", say("This is your own address. Write your colleague's."))
        given["address"] = address if chosen == A_COLLEAGUE else ""
        given["coming"] = self.others.get(chosen or "")
        return given

    def to_propose(self) -> dict[str, Any]:
        """What `handovers.propose` is given."""
        return {key: self.cleaned_data[key] for key in ("coming", "address", "last_day", "goodbye")}


class ComingForm(AskForm):
    """The name of somebody who does not belong to the group yet; it is judged as everybody's here."""

    line = None  # type: ignore[assignment] # nothing else is asked

    def __init__(self, *args: Any, group: SupportGroup, user: User, **kwargs: Any) -> None:
        super().__init__(*args, group=group, user=user, **kwargs)
        if not gives_away(user.chosen_name, user.email):
            self.initial["name"] = user.chosen_name
