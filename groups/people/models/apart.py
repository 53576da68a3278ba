"""Whom somebody does not wish to meet."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from groups.people.models.people import User
from groups.sealed import SealedTextField


class Apart(models.Model):
    """Two people who are never seated together, because one of them wishes so. The other is never told.

    The other was chosen by their seat in a group, or by a mail address, of which a keyed hash is kept; it may belong
    to nobody yet. One person may stand in several rows: whoever is chosen in two groups, under two names, must not be
    seen to be one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="apart")
    other = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    seat = models.UUIDField(null=True, blank=True, help_text="the membership by which they were chosen")
    address_hash = models.CharField(max_length=64, blank=True, default="")
    label = SealedTextField(blank=True, default="", help_text="what the owner calls them; nobody else reads it")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(other__isnull=False) | ~Q(address_hash=""), name="apart_is_from_somebody"),
            CheckConstraint(condition=~Q(owner=models.F("other")), name="apart_is_not_from_oneself"),
            CheckConstraint(condition=Q(seat=None) | Q(other__isnull=False), name="apart_by_a_seat_is_from_its_person"),
            UniqueConstraint(fields=["owner", "seat"], condition=Q(seat__isnull=False), name="apart_once_a_seat"),
            UniqueConstraint(
                fields=["owner", "address_hash"], condition=~Q(address_hash=""), name="apart_once_an_address"
            ),
        ]
        indexes = [models.Index(fields=["address_hash"], name="apart_by_address")]

    def __str__(self) -> str:
        return str(self.pk)
