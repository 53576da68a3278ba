"""What is written to people, beside what is about sessions. Rows are the jobs (architecture § 3)."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import one_of
from groups.people.models.people import User
from groups.people.planning import LONG_AGO
from groups.people.wishes import Topic


class LetterKind(models.TextChoices):
    """What a letter leads to. Its words never tell more than that something is there to be read."""

    ANSWER = "answer", _("an answer to a request")
    FIT = "fit", _("a facilitator wrote, or somebody who asks")
    OFFER = "offer", _("a place is offered")
    PAUSE_OVER = "pause_over", _("a pause has come to its end")
    SEAT_GIVEN = "seat_given", _("a seat was given on")
    GROUP = "group", _("a word to everybody in a group")
    HANDOVER = "handover", _("a facilitator hands over")
    INVITATION = "invitation", _("an invitation")
    STAND_IN = "stand_in", _("somebody is asked to stand in")
    BACKUP = "backup", _("a session is about to begin, and nobody is there")
    STANDBY = "standby", _("a seat is free for one session")
    EXPORT = "export", _("somebody asks to open a table together")


LETTER_TOPIC = {
    LetterKind.ANSWER: Topic.PLACE,
    LetterKind.FIT: Topic.PLACE,
    LetterKind.OFFER: Topic.PLACE,
    LetterKind.STANDBY: Topic.PLACE,
    LetterKind.SEAT_GIVEN: Topic.PLACE,
    LetterKind.STAND_IN: Topic.STAND_IN,
    LetterKind.BACKUP: Topic.STAND_IN,
    LetterKind.GROUP: Topic.WORDS,
    LetterKind.PAUSE_OVER: Topic.OTHER,
    LetterKind.HANDOVER: Topic.OTHER,
    LetterKind.INVITATION: Topic.OTHER,
    LetterKind.EXPORT: Topic.OTHER,
}
"""Which choice of a person each kind follows."""


class LetterState(models.TextChoices):
    PENDING = "pending", _("will be sent")
    SENT = "sent", _("sent")
    EXPIRED = "expired", _("its time had passed")
    DROPPED = "dropped", _("no longer wished or true")
    PARKED = "parked", _("three tries did not succeed")


class Letter(models.Model):
    """One mail that somebody will get, beside those about sessions. The row is the job (architecture § 3).

    To a person, or to an address that may belong to nobody yet. `about` is the row that it speaks of.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="letters")
    address = models.EmailField(blank=True, default="")
    kind = models.CharField(max_length=12, choices=LetterKind.choices)
    about = models.UUIDField()
    path = models.CharField(max_length=120, help_text="where it leads, without the secret of an invitation")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    is_urgent = models.BooleanField(
        default=False, db_default=False, help_text="it does not wait for the end of quiet hours: they asked for it"
    )
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.PENDING)
    leased_until = models.DateTimeField(default=LONG_AGO)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=32, blank=True, default="", db_default="", help_text="code: why it was parked")

    class Meta:
        constraints = [
            one_of("kind", LetterKind, name="letter_kind_is_known"),
            one_of("state", LetterState, name="letter_state_is_known"),
            CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user=None) & ~Q(address="")),
                name="letter_is_to_a_person_or_an_address",
            ),
            CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="letter_that_was_sent_says_when",
            ),
            UniqueConstraint(fields=["user", "kind", "about"], name="letter_once_for_each_thing"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="letter_to_send"),
            models.Index(fields=["due_at"], condition=Q(state="parked"), name="letter_parked"),
            models.Index(fields=["due_at"], condition=~Q(state="pending"), name="letter_settled"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Ring(models.Model):
    """A note on somebody's devices that something waits for them, beside those about sessions. The row is the job.

    It goes beside a letter, where its person has given a device and wishes it; it says nothing but that there is
    something to read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=LetterKind.choices)
    about = models.UUIDField()
    path = models.CharField(max_length=120, help_text="what it leads to; it is not sent to the device")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False, help_text="it does not wait for the end of quiet hours")
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.PENDING)
    leased_until = models.DateTimeField(default=LONG_AGO)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=32, blank=True, default="", help_text="code: why it was parked")

    class Meta:
        constraints = [
            one_of("kind", LetterKind, name="ring_kind_is_known"),
            one_of("state", LetterState, name="ring_state_is_known"),
            CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="ring_that_was_sent_says_when",
            ),
            UniqueConstraint(fields=["user", "kind", "about"], name="ring_once_for_each_thing"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="ring_to_send"),
            models.Index(fields=["due_at"], condition=Q(state="parked"), name="ring_parked"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
