"""What admins keep about those who hold groups."""

import uuid

from django.db import models

from groups.people.models import User


class TrainingRecord(models.Model):
    """What a facilitator or moderator has learned, and until when that counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="training")
    what = models.CharField(max_length=120)
    on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("on")),
                name="training_counts_after_it_was_done",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
