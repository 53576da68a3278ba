"""Messages that wait for a look, and why."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.membership.models import Membership
from groups.people.models import User
from groups.room.models import Message, Visibility


class HoldState(models.TextChoices):
    WAITING = "waiting", _("waiting for a look")
    RELEASED = "released", _("shown to the group")
    KEPT = "kept", _("kept from the group")


class HoldQuerySet(models.QuerySet["Hold"]):
    def waiting(self) -> "HoldQuerySet":
        """Nobody has looked yet, and the author has not taken the words back."""
        return self.filter(state=HoldState.WAITING, message__visibility=Visibility.HELD)

    def in_sight_of(self, user: User) -> "HoldQuerySet":
        """What this person may look at: moderators all, facilitators their groups', nobody their own words."""
        others = self.exclude(message__author__user=user)
        if user.is_moderator:
            return others
        mine = Membership.objects.present().facilitators().filter(user=user)
        return others.filter(message__author__group__in=mine.values("group"))


class Hold(models.Model):
    """Stored in the transaction that stored the message: both are there, or neither."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="hold")
    reason = models.CharField(max_length=20)
    page = models.BooleanField(default=False, help_text="a person was called")
    state = models.CharField(max_length=10, choices=HoldState.choices, default=HoldState.WAITING)
    held_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", HoldState, name="hold_state_is_known"),
            both_or_neither("settled_at", "settled_by", name="hold_settling_has_a_person"),
            CheckConstraint(
                condition=Q(state="waiting", settled_at=None) | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="hold_that_is_settled_says_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "held_at"], name="hold_queue")]

    def __str__(self) -> str:
        return str(self.pk)
