"""Somebody says: please look at this."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.membership.models import Membership, Part
from groups.people.models import User
from groups.room.models import Message


class Behaviour(models.TextChoices):
    """What happened, never what somebody is (S0-16)."""

    UNKIND = "unkind", _("unkind words")
    PRESSURE = "pressure", _("pressing somebody to share or answer")
    ADVICE = "advice", _("advice that was not asked for")
    CONTACT = "contact", _("asking for or giving contact details")
    GRAPHIC = "graphic", _("details that are hard to bear")
    SELLING = "selling", _("selling or recruiting")
    SAFETY = "safety", _("I am worried about somebody's safety")
    OTHER = "other", _("something else")


class ReportState(models.TextChoices):
    OPEN = "open", _("with the facilitators")
    ACTED = "acted", _("looked at; something was done")
    CLOSED = "closed", _("looked at; nothing more was needed")


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(state=ReportState.OPEN)

    def made_by(self, user: User) -> "ReportQuerySet":
        return self.filter(reporter__user=user)

    def in_sight_of(self, user: User) -> "ReportQuerySet":
        """What this person may look at; nobody ever sees, or counts, a report about themselves.

        Facilitators see reports about the members of their groups. A report about a facilitator goes to the
        moderators alone: those who hold a group together should not have to judge each other.
        """
        others = self.exclude(subject__user=user)
        if user.is_moderator:
            return others
        mine = Membership.objects.present().facilitators().filter(user=user)
        return others.filter(subject__group__in=mine.values("group"), subject__role=Part.MEMBER)


class Report(models.Model):
    """About a message or a person. The one who reported is never revealed, and hears the outcome."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reporter = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="reports_made")
    subject = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="reports_about")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    about_person = models.BooleanField(default=False, db_default=False, help_text="stays true when words are erased")
    behaviour = models.CharField(max_length=10, choices=Behaviour.choices)
    words = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.OPEN)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("behaviour", Behaviour, name="report_behaviour_is_known"),
            one_of("state", ReportState, name="report_state_is_known"),
            both_or_neither("settled_at", "settled_by", name="report_settling_has_a_person"),
            CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="report_that_is_settled_says_when",
            ),
            CheckConstraint(condition=~Q(reporter=F("subject")), name="report_is_about_somebody_else"),
            UniqueConstraint(fields=["reporter", "message"], name="report_once_for_each_message"),
            UniqueConstraint(
                fields=["reporter", "subject"],
                condition=Q(about_person=True, state="open"),
                name="report_of_a_person_once_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "made_at"], name="report_queue")]

    def __str__(self) -> str:
        return str(self.pk)
