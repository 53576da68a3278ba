"""What we ask of people. Forms judge; actions save."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.organisation.models import Organisation
from groups.people import actions, names, push, zones
from groups.people.apart import account_of, normal
from groups.people.models import User
from groups.people.validators import validate_time_zone
from groups.people.widgets import ZoneSelect


def name_field() -> forms.CharField:
    return forms.CharField(
        max_length=40,
        label=_("What would you like to be called?"),
        help_text=_("Not your full name, and nothing from your mail address. You can use another name in each group."),
        error_messages={"required": _("Choose a name; any name that you like to hear is fine.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=zones.choices,
        validators=[validate_time_zone],
        label=_("Your time zone"),
        help_text=_("Every time on these pages is shown in it. Please check that it is the right one."),
        error_messages={
            "required": _("Choose your time zone, so that times are right for you."),
            "invalid_choice": _("Choose a time zone from the list."),
        },
        widget=ZoneSelect(attrs={"data-zone": ""}),
    )


def check_name(name: str, email: str) -> str:
    name = names.tidied(name)
    if not names.folded(name):
        raise ValidationError(_("Choose a name with at least one letter or number."), code="no_name")
    if names.gives_away(name, email):
        raise ValidationError(
            _("This name is part of your mail address; others could find you by it. Choose one that is only for here."),
            code="gives_away",
        )
    return name


class SignupDetails(forms.Form):
    """Asked at sign-up, beside the mail address."""

    chosen_name = name_field()
    time_zone = zone_field()
    adult = forms.BooleanField(
        label=_("I am 18 or older"),
        error_messages={"required": _("These groups are for people who are 18 or older.")},
    )
    understood = forms.BooleanField(
        label=_("I have read what this is not, and where confidentiality ends"),
        error_messages={"required": _("Please read these few lines first, and tick the box when you have.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["understood"].help_text = lazy(_before_you_join, str)()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "chosen_name" in given and "email" in given:
            try:
                given["chosen_name"] = check_name(given["chosen_name"], given["email"])
            except ValidationError as error:
                self.add_error("chosen_name", error)
        return given

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the person is stored, in the same transaction (see `signup.py`)."""
        # The ticks are kept when the code is entered (`adapter.py`): until then anybody may have typed this address.
        given = self.cleaned_data
        actions.introduce(user=user, chosen_name=given["chosen_name"], time_zone=given["time_zone"])


def _before_you_join() -> str:
    """The two texts beside the tick, rendered when the page shows them."""
    return render_to_string("people/_before_you_join.html", {"organisation": Organisation.objects.current()})


class LookForm(forms.Form):
    """The look of the pages: `system` follows the device."""

    look = forms.ChoiceField(choices=[(name, name) for name in ("system", "light", "dark", "low")])


class ApartLabelForm(forms.Form):
    """One's own word for somebody to be kept apart from."""

    label = forms.CharField(
        max_length=60,
        label=_("What you call them"),
        help_text=_("Only you ever see it."),
        error_messages={"required": _("Write a word by which you will know this line again.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_label(self) -> str:
        label = names.tidied(self.cleaned_data["label"])
        if not label:
            raise ValidationError(_("Write a word by which you will know this line again."), code="no_label")
        return label


class ApartForm(ApartLabelForm):
    """The same, for whoever has a mail address."""

    field_order = ("address", "label")
    address = forms.EmailField(
        label=_("Their mail address"),
        help_text=_(
            "It holds for whoever uses it here, now or later; nobody is told whether that is anybody. The address is"
            " not kept in a form that can be read."
        ),
        error_messages={"required": _("Write the mail address of the person.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_address(self) -> str:
        address = normal(self.cleaned_data["address"])
        if address == normal(self.user.email) or account_of(address) == self.user:
            raise ValidationError(_("This is your own address."), code="own")
        return address


class ZoneForm(forms.Form):
    """In which zone somebody who is not signed in reads times."""

    time_zone = zone_field()


class DeviceForm(forms.Form):
    """What a browser gives to be rung by (RFC 8030 § 4, RFC 8291 § 2), as its script sends it: JSON."""

    LONGEST = 4096
    """Bytes: several times what any browser gives."""

    endpoint = forms.CharField(max_length=push.LONGEST_ENDPOINT, strip=False)
    p256dh = forms.CharField(max_length=120)
    auth = forms.CharField(max_length=40)

    @classmethod
    def of(cls, body: bytes) -> "DeviceForm":
        """Of a `PushSubscription`, or of whatever else was sent in its place."""
        try:
            given = json.loads(body) if len(body) <= cls.LONGEST else None
        except (ValueError, RecursionError):
            given = None
        given = given if isinstance(given, dict) else {}
        keys = given.get("keys")
        flat = {**(keys if isinstance(keys, dict) else {}), "endpoint": given.get("endpoint")}
        return cls({name: value for name, value in flat.items() if isinstance(value, str)})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not push.are_keys(given["p256dh"], given["auth"]):
            self.add_error(None, ValidationError("", code="keys"))
        elif not self.errors and not push.knows(given["endpoint"]):
            self.add_error("endpoint", ValidationError("", code="service"))
        return given

    @property
    def sentence(self) -> str:
        """What to tell the person: there is nothing that they could put right in a field."""
        if self.has_error("endpoint", "service"):
            return gettext("This browser is rung by a service that is not used here. Your page tells you the same.")
        return gettext("What this browser gave cannot be used. Please try once more; your page tells you the same.")

    def given(self) -> dict[str, Any]:
        """What is to be kept."""
        keys = {name: self.cleaned_data[name] for name in ("p256dh", "auth")}
        return {"endpoint": self.cleaned_data["endpoint"], "keys": keys}
