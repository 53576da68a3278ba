"""Who came, as a table that leaves the service: two people open it together, and both stand in the log."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from groups.constraints import both_or_neither
from groups.membership.models import SupportGroup


class Export(models.Model):
    """One table of a group's attendance, asked for by one person and agreed to by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="exports")
    first_on = models.DateField()
    last_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="taken back, or declined")

    class Meta:
        constraints = [
            both_or_neither("asked_at", "asked_by", name="export_asking_has_a_person"),
            both_or_neither("agreed_at", "agreed_by", name="export_agreeing_has_a_person"),
            CheckConstraint(condition=~Q(agreed_by=F("asked_by")), name="export_is_opened_by_two_people"),
            CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="export_ends_after_it_starts"),
            CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="export_leaves_time"),
        ]
        indexes = [models.Index(fields=["group", "asked_at"], name="export_of_group")]

    def __str__(self) -> str:
        return str(self.pk)
