"""A group as admins set it up: what it is for, its seats, its plan, who facilitates. Not who comes, or what is said."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from groups.home.actions import create_group
from groups.membership.admin import FacilitatorInline, GroupForm
from groups.membership.models import SupportGroup
from groups.schedule.admin import PlanStepInline


@admin.register(SupportGroup)
class SupportGroupAdmin(admin.ModelAdmin):
    """A group is never deleted: people's sessions hang on it. It is taken out of the directory."""

    form = GroupForm
    inlines = (PlanStepInline, FacilitatorInline)
    list_display = ("name", "kind", "capacity", "time_zone", "is_published")
    list_filter = ("is_published",)
    ordering = ("name", "pk")

    def save_model(self, request: HttpRequest, obj: SupportGroup, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            create_group(group=obj)

    def has_delete_permission(self, request: HttpRequest, obj: SupportGroup | None = None) -> bool:
        return False
