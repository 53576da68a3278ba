"""Who has a role in the organisation. People without one are not listed: an admin needs no list of members."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groups.people.models import Role, User


def person_at(address: str) -> User:
    """Whoever signs in with this address; a sentence when nobody does."""
    user = User.objects.filter(email=address.strip().lower(), is_active=True).first()
    if user is None:
        raise ValidationError(_("Nobody signs in with this address. Ask them to make an account first."))
    return user


class AppointForm(forms.ModelForm):
    """Give a role to somebody who has an account."""

    address = forms.EmailField(label=_("mail address"), help_text=_("The one that they sign in with."))
    role = forms.ChoiceField(label=_("role"), choices=[choice for choice in Role.choices if choice[0]])

    class Meta:
        model = User
        fields = ("role",)

    def clean_address(self) -> str:
        # From here on the form is about the person who has the address: no account is ever made here.
        self.instance = person_at(self.cleaned_data["address"])
        return str(self.cleaned_data["address"])


@admin.register(User)
class RoleAdmin(admin.ModelAdmin):
    """Moderators and admins."""

    list_display = ("email", "chosen_name", "role")
    fields = ("role",)
    ordering = ("email", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).exclude(role=Role.NONE)

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        return AppointForm if obj is None else super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return ("address", "role") if obj is None else ("role",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        # Nobody locks themselves out by one wrong choice: another admin takes a role away.
        return ("role",) if obj is not None and obj.pk == request.user.pk else ()

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.save(update_fields=["role"])

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False
