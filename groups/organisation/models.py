"""Whom this installation serves, and whom to call at night."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _


class OrganisationManager(models.Manager["Organisation"]):
    def current(self) -> "Organisation":
        """The one row; an installation that has none yet gets the defaults, unsaved."""
        return self.first() or Organisation()


class Organisation(models.Model):
    """The settings of the one organisation that an installation serves."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=120, default="Our groups")
    neutral_name = models.CharField(
        max_length=40, default="Evenings", help_text=_("Shown in tab titles, mail and calendars. It tells nothing.")
    )
    exit_url = models.URLField(
        default="https://www.wikipedia.org/", help_text=_("Where 'Leave this site' goes: a site that says nothing.")
    )
    exit_shown = models.BooleanField(default=True)
    crisis_policy = models.TextField(
        blank=True,
        default=_(
            "When words in the room sound like danger, they are kept from the group for a while and a facilitator "
            "comes to the person who wrote them."
        ),
    )
    confidentiality_limits = models.TextField(
        blank=True,
        default=_(
            "What is said here stays among the people listed in the room. Two limits hold: when somebody's life is in "
            "danger, and when a child is being harmed, facilitators may have to tell others."
        ),
    )
    emergency_policy = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text=_("When, if ever, somebody of yours calls the emergency services. Told before anybody shares."),
    )
    mail_from_name = models.CharField(max_length=40, blank=True, default="")
    on_call = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    group_language = models.CharField(max_length=12, default="en", db_default="en")
    group_time_zone = models.CharField(max_length=64, default="UTC", db_default="UTC")
    group_capacity = models.PositiveSmallIntegerField(
        default=8, db_default=8, validators=[MinValueValidator(3), MaxValueValidator(12)]
    )
    group_retention_days = models.PositiveSmallIntegerField(
        default=30, db_default=30, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )

    objects: ClassVar[OrganisationManager] = OrganisationManager()

    class Meta:
        constraints = [CheckConstraint(condition=Q(id=1), name="organisation_is_one")]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """Days on which no group meets, unless its series says that it does. Each on the group's own calendar."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="holiday_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name


class HelpLine(models.Model):
    """A place to call or write to in the worst hour, for one country; checked by a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=2, validators=[RegexValidator("^[A-Z]{2}$")], help_text=_("ISO 3166-1"))
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    url = models.URLField(blank=True)
    note = models.CharField(max_length=200, blank=True, help_text=_("When it is open, and for whom."))
    owner = models.CharField(
        max_length=80, blank=True, default="", db_default="", help_text=_("Who of yours looks after this line.")
    )
    checked_on = models.DateField(null=True, blank=True, help_text=_("When somebody of yours last called or looked."))

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(phone="") | ~Q(url=""), name="help_line_can_be_reached"),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.name}"
