"""The organisation's word list."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from groups import gate
from groups.people.access import signed_in
from moderation.rules.models import WordRule


@admin.register(WordRule)
class WordRuleAdmin(admin.ModelAdmin):
    """A phrase only files a message for a look; it punishes nobody. The log tells of changes, and not the phrase."""

    list_display = ("phrase", "verdict")
    fields = ("phrase", "verdict")
    ordering = ("phrase", "pk")

    def save_model(self, request: HttpRequest, obj: WordRule, form: Any, change: bool) -> None:
        before = form.initial.get("verdict", "") if change else ""
        super().save_model(request, obj, form, change)
        _note(request, obj, "word_rule.changed" if change else "word_rule.added", (before, str(obj.verdict)))

    def delete_model(self, request: HttpRequest, obj: WordRule) -> None:
        _note(request, obj, "word_rule.removed", (str(obj.verdict), ""))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[WordRule]) -> None:
        for rule in queryset:
            _note(request, rule, "word_rule.removed", (str(rule.verdict), ""))
        super().delete_queryset(request, queryset)


def _note(request: HttpRequest, rule: WordRule, act: str, verdict: tuple[str, str]) -> None:
    gate.acted(
        act=act, by_id=signed_in(request).pk, target_id=rule.pk, changes={"verdict": verdict}, now=timezone.now()
    )
