"""One row says what somebody will be told, about which session, by which channel, and when."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.changes.models import Change
from groups.constraints import one_of
from groups.membership.models import Membership
from groups.people.planning import LONG_AGO
from groups.people.wishes import Channel, Topic
from groups.schedule.models import Session
from groups.sealed import SealedTextField


class ReminderKind(models.TextChoices):
    """What a row about a session says. Days and times are the group's to set, and a person's to change."""

    THREE_DAYS = "three_days", _("some days before")
    ONE_DAY = "one_day", _("shortly before")
    OPEN = "open", _("the room is open")
    INTENTION = "intention", _("a word to oneself, before the next session")
    PREPARE = "prepare", _("before a session that one holds")
    DEBRIEF = "debrief", _("after a session that one held")
    AFTER = "after", _("a word after a session that one did not come to")
    QUESTION = "question", _("whether a pause would be good")


TOPIC = {
    ReminderKind.THREE_DAYS: Topic.FIRST,
    ReminderKind.ONE_DAY: Topic.SECOND,
    ReminderKind.OPEN: Topic.OPEN,
    ReminderKind.INTENTION: Topic.INTENTION,
    ReminderKind.PREPARE: Topic.PREPARE,
    ReminderKind.DEBRIEF: Topic.DEBRIEF,
    ReminderKind.AFTER: Topic.AFTER,
    ReminderKind.QUESTION: Topic.AFTER,
}
"""Which choice of a person each kind follows."""


class ReminderState(models.TextChoices):
    PENDING = "pending", _("will be sent")
    SENT = "sent", _("sent")
    EXPIRED = "expired", _("its time had passed")
    DROPPED = "dropped", _("no longer wished or true")
    PARKED = "parked", _("three tries did not succeed")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, *, now: datetime) -> "ReminderQuerySet":
        """Free to be claimed now, the oldest first, those of one session together."""
        free = Q(state=ReminderState.PENDING, due_at__lte=now, leased_until__lt=now)
        return self.filter(free).order_by("due_at", "session_id", "pk")

    def in_app(self) -> "ReminderQuerySet":
        """What stands on somebody's page, the newest first."""
        return self.filter(channel=Channel.IN_APP, state=ReminderState.SENT).order_by("-sent_at", "pk")


class Reminder(models.Model):
    """The job itself: beat says "look now", a worker claims the row with a lease, checks again, sends, marks.

    The time is not part of the key: moving a session moves its rows. `session_version` says of which time of the
    session the row speaks; a row that speaks of another one is never sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="reminders")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=12, choices=ReminderKind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    due_at = models.DateTimeField()
    session_version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=ReminderState.choices, default=ReminderState.PENDING)
    leased_until = models.DateTimeField(default=LONG_AGO)
    lease = models.UUIDField(null=True, blank=True, editable=False, help_text="the batch of the worker that holds it")
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=32, blank=True, default="", db_default="", help_text="code: why it was parked")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ReminderKind, name="reminder_kind_is_known"),
            one_of("channel", Channel, name="reminder_channel_is_known"),
            one_of("state", ReminderState, name="reminder_state_is_known"),
            UniqueConstraint(
                fields=["membership", "session", "kind", "channel"], name="reminder_once_for_each_person_and_session"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="reminder_that_was_sent_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at", "session", "id"], condition=Q(state="pending"), name="reminder_to_send"
            ),
            models.Index(fields=["membership", "state"], name="reminder_of_member"),
            models.Index(fields=["due_at"], condition=Q(state="parked"), name="reminder_parked"),
            models.Index(fields=["due_at"], condition=~Q(state="pending"), name="reminder_settled"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, *, channel: str = Channel.MAIL, now: datetime) -> "NoticeQuerySet":
        """Rows of a way that are free to be claimed now, the oldest first."""
        free = Q(channel=channel, state=ReminderState.PENDING, due_at__lte=now, leased_until__lt=now)
        return self.filter(free).order_by("due_at", "pk")

    def in_app(self) -> "NoticeQuerySet":
        """What stands on somebody's page, the newest first."""
        return self.filter(channel=Channel.IN_APP, state=ReminderState.SENT).order_by("-sent_at", "pk")


class Notice(models.Model):
    """The job of telling one person of one change, by one way.

    A mail's words are made as it is sent, from what is true then; of several changes of one thing that a person has
    not heard of, the oldest row speaks for all (`notices.py`). On the page it stands from the moment it is made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="notices")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="notices")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ReminderState.choices, default=ReminderState.PENDING)
    leased_until = models.DateTimeField(default=LONG_AGO)
    lease = models.UUIDField(null=True, blank=True, editable=False, help_text="the batch of the worker that holds it")
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=32, blank=True, default="", db_default="", help_text="code: why it was parked")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("channel", Channel, name="notice_channel_is_known"),
            one_of("state", ReminderState, name="notice_state_is_known"),
            UniqueConstraint(fields=["membership", "change", "channel"], name="notice_once_for_each_person_and_change"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="notice_that_was_sent_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "due_at", "id"], condition=Q(state="pending"), name="notice_to_send"),
            models.Index(fields=["membership", "state"], name="notice_of_member"),
            models.Index(fields=["due_at"], condition=Q(state="parked"), name="notice_parked"),
            models.Index(fields=["due_at"], condition=~Q(state="pending"), name="notice_settled"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReminderPlan(models.Model):
    """Which version of a session has had its reminders planned, and for whom: a run over nothing new writes nothing."""

    session = models.OneToOneField(Session, primary_key=True, on_delete=models.CASCADE, related_name="reminder_plan")
    version = models.PositiveIntegerField()
    seats_until = models.DateTimeField(help_text="who was seated before this instant has their rows")

    def __str__(self) -> str:
        return str(self.pk)


class Digest(models.Model):
    """One mail a day for somebody who wishes everything in one. The row is the job; what it says is made as it is sent.

    Reminders and notices that go by mail wait for it; whatever it carried is marked together with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="on their own calendar")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ReminderState.choices, default=ReminderState.PENDING)
    leased_until = models.DateTimeField(default=LONG_AGO)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=32, blank=True, default="", help_text="code: why it was parked")

    class Meta:
        constraints = [
            one_of("state", ReminderState, name="digest_state_is_known"),
            UniqueConstraint(fields=["user", "day"], name="digest_once_a_day"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="digest_that_was_sent_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="digest_to_send"),
            models.Index(fields=["due_at"], condition=Q(state="parked"), name="digest_parked"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Intention(models.Model):
    """A word that somebody wrote to themselves, shown to them before their next session (S0-32); to nobody else."""

    membership = models.OneToOneField(Membership, primary_key=True, on_delete=models.CASCADE, related_name="intention")
    words = SealedTextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class ReturnWord(models.Model):
    """What a facilitator wrote to somebody who did not come to a session, and had agreed to that (S1-07).

    It is shown to that person alone, signed; without one, a few words stand in its place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["session", "membership"], name="return_word_once_a_session")]

    def __str__(self) -> str:
        return str(self.pk)


class Heard(models.Model):
    """Since when somebody has let us hear of them: it ends the silence after a question, and what was counted before.

    They answered the question, came back from a pause, or said what they can do; coming counts by itself.
    """

    membership = models.OneToOneField(Membership, primary_key=True, on_delete=models.CASCADE, related_name="heard")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
