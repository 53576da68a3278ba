"""What admins fill in. Forms judge; actions save."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from groups.desk import access
from groups.invitations.models import InvitedAs
from groups.membership.models import SupportGroup
from groups.organisation import countries
from groups.organisation.models import Organisation
from groups.people import zones
from groups.people.models import Role, User
from groups.people.widgets import LongSelect, ZoneSelect

ONLY_WEB = URLValidator(schemes=["http", "https"])
LONGEST = 2000
LONGEST_HOLIDAY, FURTHEST_HOLIDAY = timedelta(days=92), timedelta(days=3 * 366)
NONE = "none"
"""What a button sends for no role."""


def _words(label: Any, help_text: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def _address(label: Any, help_text: Any, *, required: bool = True) -> forms.URLField:
    return forms.URLField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=200,
        assume_scheme="https",
        validators=[ONLY_WEB],
        error_messages={"invalid": _("Write a web address, like https://example.org/")},
    )


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as year, month, day: 2026-11-21")},
    )


class NamesForm(forms.Form):
    """What the organisation is called, here and where others may look over a shoulder."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    neutral_name = forms.CharField(
        label=_("Neutral name"),
        help_text=_("Shown in tab titles, mail and calendars, and read over shoulders. It should tell nothing."),
        max_length=40,
    )
    mail_from_name = forms.CharField(
        label=_("Sender of mail"),
        help_text=_("Empty: the neutral name."),
        max_length=40,
        required=False,
    )


class LeavingForm(forms.Form):
    """Where "Leave this site" goes."""

    exit_url = _address(_("Where 'Leave this site' goes"), _("A site that says nothing about whoever opens it."))
    exit_shown = forms.BooleanField(label=_("Show 'Leave this site' on every page"), required=False)


class PoliciesForm(forms.Form):
    """What is told before anybody shares."""

    crisis_policy = _words(
        _("When words in a room sound like danger"), _("What happens then, in plain words. Told on the trust page.")
    )
    emergency_policy = _words(
        _("Emergency services"), _("When, if ever, somebody of yours calls them. Told before anybody shares.")
    )
    confidentiality_limits = _words(
        _("Where confidentiality ends"), _("Everybody reads this before they ask for a seat."), required=True
    )


class OneOfThese(forms.ModelChoiceField):
    """A row of a list; whatever is no id is not in it."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            wrong = self.error_messages["invalid_choice"]
            raise ValidationError(wrong, code="invalid_choice", params={"value": value}) from error


class PersonField(OneOfThese):
    """Somebody with a role or a group to hold."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.chosen_name or user.email} ({Role(user.role).label if user.role else say('facilitator')})"


class OnCallForm(forms.Form):
    """Who is called when a room needs somebody at once."""

    on_call = PersonField(
        label=_("Who is on call"),
        help_text=_("One person with a role or a group. The log says that this changed, and not to whom."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody for now"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["on_call"]
        field.queryset = access.on_duty()


def _languages() -> list[tuple[str, str]]:
    named = [(code, str(info["name_local"]).capitalize()) for code, info in LANG_INFO.items() if "name_local" in info]
    return sorted(named, key=lambda one: one[1].casefold())


class GroupsForm(forms.Form):
    """What a new group begins with."""

    group_language = forms.ChoiceField(label=_("Language"), choices=_languages, widget=LongSelect)
    group_time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones.choices, widget=ZoneSelect)
    group_capacity = forms.IntegerField(label=_("Seats"), help_text=_("3 to 12."), min_value=3, max_value=12)
    group_retention_days = forms.IntegerField(
        label=_("Days for which words are kept"), help_text=_("1 to 366."), min_value=1, max_value=366
    )


def _countries() -> list[tuple[str, str]]:
    return [("", say("Choose…")), *countries.every()]


class HelpLineForm(forms.Form):
    """A place to call or to write to."""

    country = forms.ChoiceField(label=_("Country"), choices=_countries, widget=LongSelect)
    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.RegexField(
        r"^[0-9+*#() ./-]+$",
        label=_("Number to call"),
        max_length=40,
        required=False,
        error_messages={"invalid": _("A number has digits, spaces and a plus.")},
    )
    url = _address(_("Web address"), "", required=False)
    note = forms.CharField(label=_("When it is open, and for whom"), max_length=200, required=False)
    owner = forms.CharField(
        label=_("Who of yours looks after this line"),
        help_text=_("Only admins read this."),
        max_length=80,
        required=False,
    )
    checked_on = _day(
        _("When somebody of yours last called or looked"), required=False, help_text=_("Everybody sees this day.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_checked_on(self) -> date | None:
        on: date | None = self.cleaned_data["checked_on"]
        if on is not None and on > self.today:
            raise ValidationError(say("That day is still to come."), code="future")
        return on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("phone") or given.get("url")) and not {"phone", "url"} & set(self.errors):
            self.add_error("phone", say("Give a number or a web address, so that somebody can be reached."))
        return given


class HolidayForm(forms.Form):
    """Days on which no group meets."""

    name = forms.CharField(
        label=_("What these days are called"), help_text=_("Only admins read it."), max_length=80
    )  # fmt: skip
    first_on = _day(_("First day"))
    last_on = _day(_("Last day"), required=False, help_text=_("Empty: it is one day."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        first: date = given["first_on"]
        given["last_on"] = last = given["last_on"] or first
        if last < first:
            self.add_error("last_on", say("The last day comes before the first. Choose a later one, or none."))
        elif last < self.today:
            self.add_error("last_on", say("These days have gone by. Choose some that are still to come."))
        elif last - first > LONGEST_HOLIDAY:
            self.add_error("last_on", say("This is longer than three months. Please cut it into shorter ones."))
        elif first - self.today > FURTHEST_HOLIDAY:
            self.add_error("first_on", say("This day is far away. Choose one within three years."))
        return given


class InviteForm(forms.Form):
    """Whom to ask, and to what."""

    address = forms.EmailField(label=_("Mail address"), help_text=_("It need not belong to somebody with an account."))
    invited_as = forms.ChoiceField(
        label=_("As"),
        choices=[(part.value, part.label) for part in InvitedAs],
        initial=InvitedAs.FACILITATOR,
        widget=forms.RadioSelect,
    )
    group = OneOfThese(
        label=_("Group"),
        queryset=SupportGroup.objects.order_by("name", "pk"),
        required=False,
        empty_label=_("No group: for moderators and admins"),
        widget=LongSelect,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        to_a_group = given.get("invited_as") in {InvitedAs.MEMBER, InvitedAs.FACILITATOR}
        if to_a_group and not given.get("group") and "group" not in self.errors:
            self.add_error("group", say("Choose the group that they are invited to."))
        if not to_a_group:
            given["group"] = None
        return given


class RoleForm(forms.Form):
    """What somebody is to the organisation."""

    role = forms.ChoiceField(
        label=_("What they are to the organisation"),
        choices=[(role.value or NONE, role.label) for role in Role],
        widget=forms.RadioSelect,
    )

    @property
    def chosen(self) -> Role:
        given = self.cleaned_data["role"]
        return Role.NONE if given == NONE else Role(given)


class TrainingForm(forms.Form):
    """What somebody has learned."""

    what = forms.CharField(label=_("What"), max_length=120)
    on = _day(_("Done on"))
    valid_until = _day(_("Counts until"), required=False, help_text=_("Empty: it does not run out."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("on") and given.get("valid_until") and given["valid_until"] < given["on"]:
            self.add_error("valid_until", say("It cannot end before it was done."))
        return given


SECTIONS: dict[str, tuple[Any, type[forms.Form]]] = {
    "names": (_("Names"), NamesForm),
    "leaving": (_("Leaving this site"), LeavingForm),
    "policies": (_("What is told before anybody shares"), PoliciesForm),
    "on-call": (_("Who is on call"), OnCallForm),
    "groups": (_("What a new group begins with"), GroupsForm),
}
"""Parts of the settings, each saved alone."""


def section_form(section: str, here: Organisation, data: Any = None) -> forms.Form:
    """The form of one part, with what stands now."""
    form = SECTIONS[section][1]
    return form(data, initial={name: getattr(here, name) for name in form.base_fields})
