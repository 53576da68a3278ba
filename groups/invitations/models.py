"""Invitations: an address is asked to take a part, in a group or in the organisation."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.membership.models import SupportGroup
from groups.people.models import User


class InvitedAs(models.TextChoices):
    MEMBER = "member", _("member of a group")
    FACILITATOR = "facilitator", _("facilitator of a group")
    MODERATOR = "moderator", _("moderator")
    ADMIN = "admin", _("admin")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None)

    def ended(self, *, before: datetime) -> "InvitationQuerySet":
        """Accepted, taken back or run out before then."""
        by_itself = Q(expires_at__lt=before, accepted_at=None, withdrawn_at=None)
        return self.filter(Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | by_itself)


class Invitation(models.Model):
    """One use, until a day that stands in it. The secret of its link is stored hashed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField()
    invited_as = models.CharField(max_length=12, choices=InvitedAs.choices)
    group = models.ForeignKey(SupportGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("invited_as", InvitedAs, name="invitation_part_is_known"),
            both_or_neither("accepted_at", "accepted_by", name="invitation_acceptance_has_a_person"),
            CheckConstraint(
                condition=Q(invited_as__in=["member", "facilitator"], group__isnull=False)
                | Q(invited_as__in=["moderator", "admin"], group=None),
                name="invitation_to_a_group_names_it",
            ),
            CheckConstraint(condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_ends_in_one_way"),
            CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="invitation_leaves_time_to_answer"),
        ]
        indexes = [models.Index(fields=["made_by", "made_at"], name="invitation_by_its_maker")]

    def __str__(self) -> str:
        return str(self.pk)
