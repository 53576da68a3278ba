"""The log of changes that everybody in a group can read: what was, what is, since when it was known (S0-08)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from groups.constraints import one_of
from groups.membership.models import Membership, SupportGroup


class What(models.TextChoices):
    """What has changed: for one session, or for all that follow."""

    CALLED_OFF = "called_off", _("a session was called off")
    STANDS_AGAIN = "stands_again", _("a session takes place after all")
    ADDED = "added", _("a session was added")
    MOVED = "moved", _("a session was moved")
    LENGTH = "length", _("a session got another length")
    KIND = "kind", _("a session became one of another kind")
    FACILITATORS = "facilitators", _("others facilitate a session")
    RHYTHM = "rhythm", _("the hour of the sessions changed")
    END = "end", _("the sessions come to an end")
    CLOCK = "clock", _("clocks are set differently than was planned")
    HOLDERS = "holders", _("somebody else facilitates the group")


class Because(models.TextChoices):
    """Why, where it is not somebody's decision of that day; nobody's own reason is ever asked."""

    UNSAID = "", _("no reason is given")
    NOBODY_CAME = "nobody_came", _("nobody could open the room")
    HOLIDAY = "holiday", _("a holiday of the organisation")


class Part(models.TextChoices):
    """Who changed it."""

    FACILITATOR = "facilitator", _("a facilitator")
    ADMIN = "admin", _("the organisation")
    SERVICE = "service", _("the service itself")


class ChangeQuerySet(models.QuerySet["Change"]):
    def to_tell(self) -> "ChangeQuerySet":
        """Nobody has a notice of them yet, the oldest first."""
        return self.filter(told_at=None, is_told=True).order_by("made_at", "pk")

    def newest_first(self) -> "ChangeQuerySet":
        return self.order_by("-made_at", "-pk")


class Change(models.Model):
    """One change, told once to everybody with a seat, and kept where everybody can read it.

    `before` and `after` hold facts alone, under fixed keys: "starts_at" (ISO 8601, UTC), "minutes", "kind",
    "facilitators" (ids of memberships of this group), "rule" (see `schedule.recurrence`); never words or names.
    `session` and `series` are ids without a foreign key: what they name stands in a domain above this one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=12, choices=What.choices)
    because = models.CharField(max_length=12, choices=Because.choices, blank=True, default=Because.UNSAID)
    session = models.UUIDField(null=True, blank=True)
    series = models.UUIDField(null=True, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices)
    first_at = models.DateTimeField(help_text="the first instant that is not as people knew it")
    helps_until = models.DateTimeField(help_text="afterwards a notice of it is of no use to anybody")
    is_told = models.BooleanField(default=True, help_text="by a notice; False: people are told in another way")
    told_at = models.DateTimeField(null=True, blank=True, help_text="everybody's notices are rows now")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("what", What, name="change_is_of_a_known_thing"),
            one_of("because", Because, name="change_reason_is_known"),
            one_of("part", Part, name="change_part_is_known"),
        ]
        indexes = [
            models.Index(fields=["group", "made_at"], name="change_of_group"),
            models.Index(fields=["session"], condition=models.Q(session__isnull=False), name="change_of_session"),
            models.Index(
                fields=["made_at", "id"], condition=models.Q(told_at=None, is_told=True), name="change_to_tell"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
