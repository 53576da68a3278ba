"""What a facilitator or moderator decided, why, and how it can be undone."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.membership.models import Membership
from groups.people.models import User
from groups.room.models import Message
from groups.schedule.models import Session
from moderation.reports.models import Behaviour


class DecisionKind(models.TextChoices):
    HIDE = "hide", _("a message was hidden")
    RELEASE = "release", _("a message was shown")
    KEEP = "keep", _("a message was kept from the group")
    LEAVE_SESSION = "leave_session", _("asked to leave this session")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> "DecisionQuerySet":
        return self.filter(undone_at=None)

    def about(self, user: User) -> "DecisionQuerySet":
        """What was decided about this person, the newest first."""
        return self.filter(subject__user=user).order_by("-decided_at", "pk")

    def in_sight_of(self, user: User) -> "DecisionQuerySet":
        """What this person may look at and undo: moderators all, facilitators their groups', nobody their own."""
        others = self.exclude(subject__user=user)
        if user.is_moderator:
            return others
        mine = Membership.objects.present().facilitators().filter(user=user)
        return others.filter(subject__group__in=mine.values("group"))


class Decision(models.Model):
    """Shown to the person it concerns, with its reason (S1-03)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=14, choices=DecisionKind.choices)
    subject = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="decisions")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    behaviour = models.CharField(max_length=10, choices=Behaviour.choices, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", DecisionKind, name="decision_kind_is_known"),
            CheckConstraint(
                condition=Q(behaviour__in=["", *Behaviour.values]), name="decision_behaviour_is_known"
            ),  # empty: nobody chose a reason
            both_or_neither("undone_at", "undone_by", name="decision_undoing_has_a_person"),
        ]
        indexes = [models.Index(fields=["subject", "decided_at"], name="decision_about")]

    def __str__(self) -> str:
        return str(self.pk)
