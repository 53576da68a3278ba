"""Secret addresses under which a calendar program reads sessions (RFC 5545)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from groups.membership.models import Membership


class Feed(models.Model):
    """One address: of one seat, or of an admin for all groups. Its secret follows from its id; only a hash is stored.

    It answers as long as the seat is held (or the role); a new address is a new row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds")
    admin = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    is_plain = models.BooleanField(default=False, help_text="the group's name may stand in the calendar")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(membership__isnull=False, admin=None) | Q(membership=None, admin__isnull=False),
                name="feed_is_of_a_seat_or_of_an_admin",
            ),
            UniqueConstraint(fields=["membership"], condition=Q(ended_at=None), name="feed_one_a_seat"),
            UniqueConstraint(fields=["admin"], condition=Q(ended_at=None), name="feed_one_an_admin"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
