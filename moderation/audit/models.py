"""What people with power did: ids and codes, no foreign keys, no words. Rows are added, never changed."""

from django.db import models


class AuditLine(models.Model):
    """One act. It outlives whatever it names, so it points with bare ids."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(help_text="the user who acted")
    act = models.CharField(max_length=40, help_text="code, e.g. message.hidden")
    target = models.UUIDField(help_text="what it was done to")
    subject = models.UUIDField(null=True, help_text="the membership it concerns")
    group = models.UUIDField(null=True)
    reason = models.CharField(max_length=40, blank=True, help_text="behaviour code")
    changes = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), help_text="setting → [before, after]"
    )

    class Meta:
        indexes = [
            models.Index(fields=["group", "at"], name="audit_of_group"),
            models.Index(fields=["subject", "at"], name="audit_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"
