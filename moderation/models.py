"""Django finds a label's models here; each stands in the domain that owns it."""

from moderation.audit.models import AuditLine
from moderation.decisions.models import Decision
from moderation.holds.models import Hold
from moderation.reports.models import Report
from moderation.rules.models import WordRule

__all__ = ["AuditLine", "Decision", "Hold", "Report", "WordRule"]
