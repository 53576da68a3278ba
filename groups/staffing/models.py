"""Who facilitates which session, who is asked to stand in, and who is called when nobody is there."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import one_of
from groups.membership.models import Membership
from groups.schedule.models import Session


class DutyState(models.TextChoices):
    HOLDS = "holds", _("will be there")
    CANNOT = "cannot", _("cannot come")


class How(models.TextChoices):
    """How somebody came to facilitate a session."""

    USUAL = "usual", _("facilitates the group")
    SWAP = "swap", _("instead of somebody else of the group")
    STAND_IN = "stand_in", _("stands in")
    BACKUP = "backup", _("was called because nobody was there")


class Duty(models.Model):
    """One facilitator at one session. The times are those of the session when the duty was made.

    Nobody is in two places: `duty_in_one_place_at_a_time`, an exclusion constraint on PostgreSQL and a trigger on
    SQLite (migration 0004), refuses a second duty of the same person that overlaps one which `holds`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="duties")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="duties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=DutyState.choices, default=DutyState.HOLDS)
    how = models.CharField(max_length=8, choices=How.choices, default=How.USUAL)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            one_of("state", DutyState, name="duty_state_is_known"),
            one_of("how", How, name="duty_came_about_in_a_known_way"),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_it_starts"),
            UniqueConstraint(fields=["session", "membership"], name="duty_once_a_session"),
        ]
        indexes = [models.Index(fields=["user", "starts_at"], name="duty_of_person")]

    def __str__(self) -> str:
        return str(self.pk)


class AskState(models.TextChoices):
    ASKED = "asked", _("waiting for an answer")
    ACCEPTED = "accepted", _("will stand in")
    DECLINED = "declined", _("not this time")
    EXPIRED = "expired", _("no answer in time")
    WITHDRAWN = "withdrawn", _("not needed any more")


class SubstituteAsk(models.Model):
    """One person is asked to facilitate one session in somebody's place; one after the other, each for a while."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="substitute_asks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="substitute_asks")
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.ASKED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("state", AskState, name="substitute_ask_state_is_known"),
            UniqueConstraint(fields=["session", "user"], name="substitute_ask_once_a_person_and_session"),
            UniqueConstraint(fields=["session"], condition=Q(state="asked"), name="substitute_ask_one_at_a_time"),
            CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="substitute_ask_leaves_time"),
            CheckConstraint(
                condition=Q(state="asked", settled_at=None) | (~Q(state="asked") & Q(settled_at__isnull=False)),
                name="substitute_ask_that_is_settled_says_when",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="asked"), name="substitute_ask_to_settle")]

    def __str__(self) -> str:
        return str(self.pk)


class CallAnswer(models.TextChoices):
    NONE = "", _("no answer yet")
    COMING = "coming", _("on the way")
    CANNOT = "cannot", _("cannot come")


class BackupCall(models.Model):
    """Nobody is in the room of a session that is about to begin: somebody is called. Again until somebody answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="backup_calls")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="backup_calls")
    minute = models.SmallIntegerField(help_text="of the session's start: -10, -5 or 0")
    called_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=CallAnswer.choices, blank=True, default=CallAnswer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("answer", CallAnswer, name="backup_call_answer_is_known"),
            UniqueConstraint(fields=["session", "user", "minute"], name="backup_call_once_a_minute_of_the_plan"),
            CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="backup_call_that_is_answered_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
