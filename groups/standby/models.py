"""Somebody who waits in line for a group would come to one of its sessions, if a seat is free that day."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import one_of
from groups.joining.models import JoinRequest
from groups.schedule.models import Session


class StandbyState(models.TextChoices):
    WAITING = "waiting", _("would come")
    OFFERED = "offered", _("a seat is free")
    TAKEN = "taken", _("came in")
    PASSED = "passed", _("not this time")
    OVER = "over", _("no seat became free in time")


class Standby(models.Model):
    """One wish to come to one session. Who sits in keeps their place in line for a seat of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="standbys")
    request = models.ForeignKey(JoinRequest, on_delete=models.CASCADE, related_name="standbys")
    state = models.CharField(max_length=8, choices=StandbyState.choices, default=StandbyState.WAITING)
    made_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("state", StandbyState, name="standby_state_is_known"),
            UniqueConstraint(fields=["session", "request"], name="standby_once_a_session"),
            CheckConstraint(
                condition=Q(offered_at=None, expires_at=None) | Q(offered_at__isnull=False, expires_at__isnull=False),
                name="standby_offer_has_an_end",
            ),
            CheckConstraint(
                condition=~Q(state__in=["offered", "taken"]) | Q(offered_at__isnull=False),
                name="standby_takes_what_was_offered",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "made_at"], name="standby_in_order"),
            models.Index(fields=["session"], condition=Q(state__in=["waiting", "offered"]), name="standby_to_look_at"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
