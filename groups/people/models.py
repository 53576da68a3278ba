"""People: an address to sign in with, a chosen name, a time zone. Nothing else is asked."""

import datetime
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.people.validators import validate_time_zone
from groups.sealed import SealedTextField


class Role(models.TextChoices):
    """What somebody is to the organisation, beside what they are to a group."""

    NONE = "", _("no role")
    MODERATOR = "moderator", _("moderator")
    ADMIN = "admin", _("admin")


class Look(models.TextChoices):
    SYSTEM = "", _("as my device says")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")
    LOW = "low", _("low stimulation")


class Boundary(models.TextChoices):
    """What somebody wishes from the others when they share something (S0-12)."""

    NONE = "", _("nothing in particular")
    JUST_HEAR = "just_hear", _("just hear me")
    NO_ADVICE = "no_advice", _("no advice")
    NO_QUESTIONS = "no_questions", _("no questions")
    WELCOME = "welcome", _("replies welcome")


class Question(models.TextChoices):
    """What is asked of somebody new, one a page, in this order; each may wait."""

    NONE = "", _("nothing more")
    NAME = "name", _("your name here")
    PRONOUNS = "pronouns", _("your pronouns")
    ZONE = "zone", _("your time zone")
    LANGUAGES = "languages", _("your languages")
    CONTACT = "contact", _("your mail")
    QUIET = "quiet", _("your quiet hours")
    BOUNDARY = "boundary", _("your boundary card")
    REMINDERS = "reminders", _("your reminders")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in by code; a password is optional."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An admin of the organisation (`manage.py createsuperuser`)."""
        user = self.create_user(email, password, role=Role.ADMIN, **fields)
        # Whoever has the command line vouches for the address: one code to sign in is enough.
        user.emailaddress_set.create(  # type: ignore[attr-defined] # allauth names it
            email=user.email, verified=True, primary=True
        )
        return user


class User(AbstractBaseUser):
    """Somebody with a device. Who they are to a group is a Membership, with a name of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("mail address"), unique=True)
    chosen_name = models.CharField(_("the name you would like to be called"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    adult_at = models.DateTimeField(null=True, blank=True, editable=False)
    understood_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="said to have read what this is not, and its limits"
    )
    mail_is_private = models.BooleanField(_("nobody else reads my mail"), default=True)
    reminders_by_mail = models.BooleanField(_("reminders by mail"), default=True)
    quiet_from = models.TimeField(null=True, blank=True, default=datetime.time(22, 0))
    quiet_to = models.TimeField(null=True, blank=True, default=datetime.time(8, 0))
    plain_mail = models.BooleanField(default=False, db_default=False, help_text=_("mail may say what it is about"))
    look = models.CharField(max_length=8, choices=Look.choices, blank=True, default=Look.SYSTEM)
    pronouns = models.CharField(max_length=40, blank=True, default="", db_default="")
    languages = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text=_("language codes, with spaces between")
    )
    boundary = models.CharField(
        max_length=12, choices=Boundary.choices, blank=True, default=Boundary.NONE, db_default=""
    )
    next_question = models.CharField(
        max_length=10, choices=Question.choices, blank=True, default=Question.NONE, db_default=""
    )
    most_groups = models.PositiveSmallIntegerField(
        default=3, db_default=3, help_text=_("how many groups they facilitate at most")
    )
    stands_in = models.BooleanField(
        default=False, db_default=False, help_text=_("may be asked to facilitate a session of another group")
    )
    role = models.CharField(max_length=12, choices=Role.choices, blank=True, default=Role.NONE)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            UniqueConstraint(Lower("email"), name="user_address_is_used_once"),
            one_of("role", Role, name="user_role_is_known"),
            one_of("look", Look, name="user_look_is_known"),
            one_of("boundary", Boundary, name="user_boundary_is_known"),
            one_of("next_question", Question, name="user_next_question_is_known"),
            both_or_neither("quiet_from", "quiet_to", name="user_quiet_hours_have_two_ends"),
            CheckConstraint(condition=Q(email__contains="@"), name="user_has_an_address"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def clean(self) -> None:
        super().clean()
        validate_time_zone(self.time_zone)

    @property
    def is_staff(self) -> bool:
        """May enter `/manage/` and `/admin/`, with a second factor."""
        return self.role == Role.ADMIN

    @property
    def is_moderator(self) -> bool:
        return self.role == Role.MODERATOR

    @property
    def is_superuser(self) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """The stock admin asks; only admins enter it, and what it shows is chosen by what is registered."""
        return self.is_active and self.is_staff

    def has_perms(self, perms: Any, obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff


class SignInLink(models.Model):
    """A one-time link for people who try the product, made only while DEBUG is on. Stored hashed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Apart(models.Model):
    """Two people who are never seated together, because one of them wishes so. The other is never told.

    The other was chosen by their seat in a group, or by a mail address, of which a keyed hash is kept; it may belong
    to nobody yet. One person may stand in several rows: whoever is chosen in two groups, under two names, must not be
    seen to be one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="apart")
    other = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    seat = models.UUIDField(null=True, blank=True, help_text="the membership by which they were chosen")
    address_hash = models.CharField(max_length=64, blank=True, default="")
    label = SealedTextField(blank=True, default="", help_text="what the owner calls them; nobody else reads it")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(other__isnull=False) | ~Q(address_hash=""), name="apart_is_from_somebody"),
            CheckConstraint(condition=~Q(owner=models.F("other")), name="apart_is_not_from_oneself"),
            CheckConstraint(condition=Q(seat=None) | Q(other__isnull=False), name="apart_by_a_seat_is_from_its_person"),
            UniqueConstraint(fields=["owner", "seat"], condition=Q(seat__isnull=False), name="apart_once_a_seat"),
            UniqueConstraint(
                fields=["owner", "address_hash"], condition=~Q(address_hash=""), name="apart_once_an_address"
            ),
        ]
        indexes = [models.Index(fields=["address_hash"], name="apart_by_address")]

    def __str__(self) -> str:
        return str(self.pk)


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
    leased_until = models.DateTimeField(default=datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC))
    lease = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

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
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="letter_to_send")]

    def __str__(self) -> str:
        return str(self.pk)
