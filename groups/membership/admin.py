"""Who facilitates a group. Members are not shown: they are seated by facilitators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.membership import actions, names
from groups.membership.models import Membership, SupportGroup
from groups.people.admin import person_at, zone_field
from groups.people.models import User
from groups.people.names import gives_away, tidied


class FacilitatorForm(forms.ModelForm):
    """A new facilitator by mail address; one who is there already can only step down."""

    address = forms.EmailField(
        label=_("mail address"), required=False, help_text=_("The one that they sign in with. It is not shown again.")
    )
    steps_down = forms.BooleanField(label=_("steps down"), required=False)
    person: User | None = None

    class Meta:
        model = Membership
        fields = ("name",)
        help_texts = {"name": _("How the group knows them.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "address") if self.is_there else ("steps_down",):
            self.fields[name].disabled = True

    @property
    def is_there(self) -> bool:
        return not self.instance._state.adding

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if not self.is_there and not address:
            raise ValidationError(_("Enter the mail address that they sign in with."))
        if not self.is_there:
            self.person = person_at(address)
        return address

    def clean_name(self) -> str:
        name = tidied(self.cleaned_data["name"])
        if not self.is_there and gives_away(name, self.data.get(self.add_prefix("address"), "")):
            raise ValidationError(_("This name is part of their mail address. Choose one that is only for here."))
        return name


class FacilitatorFormSet(BaseInlineFormSet):
    """Judges all of them together: names differ, and somebody stays."""

    @property
    def _forms(self) -> list[Any]:
        return list(self.forms)

    @property
    def new(self) -> list[Any]:
        return [form for form in self._forms if form.person]

    @property
    def leaving(self) -> list[Any]:
        return [form for form in self._forms if form.is_there and form.cleaned_data.get("steps_down")]

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        self._check_names()
        if self.leaving and len(self.leaving) == self.initial_form_count() and not self.new:
            raise ValidationError(_("Somebody has to stay: a room opens only with a facilitator."))

    def _check_names(self) -> None:
        group: SupportGroup = self.instance
        seated = {} if group._state.adding else dict(group.memberships.current().values_list("user", "name"))
        here = set() if group._state.adding else set(group.names_in_use())
        for form in self.new:
            name = form.cleaned_data["name"]
            # Whoever has a seat keeps the name that the group knows.
            if form.person.pk not in seated and names.is_taken(name, here):
                raise ValidationError(_("Somebody in this group goes by the name {name}.").format(name=name))
            here.add(name)

    def save(self, commit: bool = True) -> list[Membership]:
        """Appoint, then let go, by the same actions as everywhere else."""
        now = timezone.now()
        for form in self.new:
            actions.appoint(group=self.instance, user=form.person, name=form.cleaned_data["name"], now=now)
        for form in self.leaving:
            actions.leave(membership=form.instance, now=now)
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        return []


class FacilitatorInline(admin.TabularInline):
    """On the page of a group."""

    model = Membership
    form = FacilitatorForm
    formset = FacilitatorFormSet
    fields = ("name", "address", "steps_down")
    verbose_name, verbose_name_plural = _("facilitator"), _("facilitators")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        here = super().get_queryset(request)
        return here.filter(pk__in=Membership.objects.current().facilitators()).order_by("joined_at", "pk")


class GroupForm(forms.ModelForm):
    """What a group says about itself."""

    time_zone = zone_field(label=_("Time zone"))

    class Meta:
        model = SupportGroup
        fields = (
            "name",
            "purpose",
            "kind",
            "pace",
            "language",
            "time_zone",
            "capacity",
            "same_people",
            "retention_days",
            "is_published",
        )
