"""When a group meets, and what a session is made of."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.people.admin import zone_field
from groups.schedule import actions
from groups.schedule.models import PlanStep, Series, SessionState

RULE = ("group", "starts_on", "at", "time_zone", "minutes", "every_weeks")


class PlanStepInline(admin.TabularInline):
    """On the page of a group."""

    model = PlanStep
    fields = ("place", "minutes", "words")
    ordering = ("place", "pk")
    extra = 0


class SeriesForm(forms.ModelForm):
    """The rule that makes sessions."""

    time_zone = zone_field(label=_("Time zone"))

    class Meta:
        model = Series
        fields = (*RULE, "ends_on")

    def clean_ends_on(self) -> Any:
        ends_on = self.cleaned_data["ends_on"]
        planned = self.instance.sessions.filter(state=SessionState.PLANNED, starts_at__gt=timezone.now())
        last = None if self.instance._state.adding else planned.aggregate(last=Max("laid_for"))["last"]
        if ends_on is not None and last is not None and ends_on < last:
            sentence = _("People were told of a session on {day}. Call it off first, or choose a later day.")
            raise ValidationError(sentence.format(day=last))
        return ends_on


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin):
    """Once its sessions are laid, people rely on the rule: it stands, and a new series takes its place."""

    form = SeriesForm
    list_display = ("group", "starts_on", "at", "time_zone", "every_weeks", "ends_on")
    list_select_related = ("group",)
    ordering = ("group__name", "starts_on", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Series | None = None) -> Any:
        return RULE if _is_laid(obj) else ()

    def get_fieldsets(self, request: HttpRequest, obj: Series | None = None) -> Any:
        stands = _(
            "Sessions of this series are laid, and people were told of them: its days and hours stand. To change them, "
            "give it a last day and make a new series. A facilitator can move or call off a single session."
        )
        return [(None, {"fields": (*RULE, "ends_on"), "description": stands if _is_laid(obj) else ""})]

    def save_model(self, request: HttpRequest, obj: Series, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        actions.lay(series=obj, now=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Series | None = None) -> bool:
        return obj is not None and not _is_laid(obj) and super().has_delete_permission(request, obj)


def _is_laid(series: Series | None) -> bool:
    return series is not None and series.sessions.exists()
