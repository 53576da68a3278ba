"""What facilitators are to their group: a card, a word to everybody, a planned goodbye."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import one_of
from groups.membership.models import Membership, SupportGroup


class FacilitatorCard(models.Model):
    """What a facilitator tells about themselves in one group; shown only while they wish it (S0-28)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="card")
    training = models.CharField(max_length=200, blank=True)
    style = models.TextField(max_length=400, blank=True)
    shown_since = models.DateTimeField(null=True, blank=True, help_text="empty: they have not agreed to show it")

    def __str__(self) -> str:
        return str(self.pk)


class Announcement(models.Model):
    """A word of a facilitator to everybody who has a seat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="announcements")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["group", "at"], name="announcement_of_group")]

    def __str__(self) -> str:
        return str(self.pk)


class HandoverState(models.TextChoices):
    PROPOSED = "proposed", _("waiting for an answer")
    ACCEPTED = "accepted", _("agreed; the group knows")
    DECLINED = "declined", _("not now")
    WITHDRAWN = "withdrawn", _("taken back")
    DONE = "done", _("done")


class Handover(models.Model):
    """A facilitator leaves on a day that everybody knows, and somebody else goes on (S0-29)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="handovers")
    leaving = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="handovers_away")
    coming = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="handovers_here"
    )
    state = models.CharField(max_length=10, choices=HandoverState.choices, default=HandoverState.PROPOSED)
    goodbye = models.TextField(max_length=600, blank=True, help_text="read by the group once it is agreed")
    leaves_at = models.DateTimeField()
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("state", HandoverState, name="handover_state_is_known"),
            UniqueConstraint(
                fields=["leaving"], condition=Q(state__in=["proposed", "accepted"]), name="handover_one_at_a_time"
            ),
            CheckConstraint(
                condition=~Q(state__in=["accepted", "done"]) | Q(coming__isnull=False),
                name="handover_that_is_agreed_has_somebody",
            ),
            CheckConstraint(condition=Q(leaves_at__gt=models.F("made_at")), name="handover_is_announced_before"),
        ]
        indexes = [models.Index(fields=["leaves_at"], condition=Q(state="accepted"), name="handover_to_finish")]

    def __str__(self) -> str:
        return str(self.pk)
