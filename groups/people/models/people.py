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


class MailTrouble(models.TextChoices):
    """Why nothing is mailed to an address any more, until its person says that it works again."""

    NONE = "", _("mail arrives, as far as we know")
    BOUNCED = "bounced", _("mail came back")
    COMPLAINED = "complained", _("mail was called unwanted")


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
    wishes = models.JSONField(
        default=dict, blank=True, db_default={}, help_text="what they wish to hear, by which way (`wishes.py`)"
    )
    wishes_version = models.PositiveIntegerField(
        default=1, db_default=1, help_text="grows with everything that decides what is sent, when and how"
    )
    digest_at = models.TimeField(null=True, blank=True, help_text=_("one mail a day, at this time of their clock"))
    rests_until = models.DateTimeField(null=True, blank=True, help_text=_("nothing is mailed or pushed until then"))
    mail_trouble = models.CharField(
        max_length=12, choices=MailTrouble.choices, blank=True, default=MailTrouble.NONE, db_default=""
    )
    mail_trouble_at = models.DateTimeField(null=True, blank=True)
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
            one_of("mail_trouble", MailTrouble, name="user_mail_trouble_is_known"),
            CheckConstraint(
                condition=Q(mail_trouble="", mail_trouble_at=None)
                | (~Q(mail_trouble="") & Q(mail_trouble_at__isnull=False)),
                name="user_mail_trouble_says_since_when",
            ),
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


class ChangedWishes(models.Model):
    """Somebody has changed what decides when they are told: what waits for them is planned anew. The row is the job."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(help_text="of their wishes; a newer one is a job of its own")

    def __str__(self) -> str:
        return str(self.pk)
