"""What admins set for the whole installation."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from groups.organisation.models import HelpLine, Organisation

ADDRESSES: dict[Any, Any] = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """One row, always there once it was saved."""

    list_display = ("name", "neutral_name")
    formfield_overrides = ADDRESSES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Organisation.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False


@admin.register(HelpLine)
class HelpLineAdmin(admin.ModelAdmin):
    """Whom to call at night. The date says when a person last tried the line."""

    list_display = ("country", "name", "phone", "checked_on")
    list_filter = ("country",)
    formfield_overrides = ADDRESSES
    ordering = ("country", "name", "pk")
