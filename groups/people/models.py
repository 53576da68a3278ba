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


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in by code; a password is optional."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An admin of the organisation (`manage.py createsuperuser`)."""
        return self.create_user(email, password, role=Role.ADMIN, **fields)


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
    look = models.CharField(max_length=8, choices=Look.choices, blank=True, default=Look.SYSTEM)
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
        """May enter `/admin/`, with a second factor."""
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
