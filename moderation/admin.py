"""Django finds a label's admin pages here."""

from moderation.rules.admin import WordRuleAdmin

__all__ = ["WordRuleAdmin"]
