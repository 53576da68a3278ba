"""The organisation's word list."""

from django.contrib import admin

from moderation.rules.models import WordRule


@admin.register(WordRule)
class WordRuleAdmin(admin.ModelAdmin):
    """A phrase only files a message for a look; it punishes nobody."""

    list_display = ("phrase", "verdict")
    fields = ("phrase", "verdict")
    ordering = ("phrase", "pk")
