"""Doors to what admins look after: those with a role or a group to hold, never a member; help lines; training."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from groups.desk.models import TrainingRecord
from groups.invitations.models import Invitation
from groups.membership.models import Membership
from groups.organisation.models import HelpLine, Holiday, Organisation
from groups.people.models import Role, User

Days = tuple[date, date]
"""The first and the last."""

OLD = timedelta(days=90)
"""After so long somebody should call a help line again."""


def organisation() -> Organisation:
    return Organisation.objects.current()


def staff() -> QuerySet[User]:
    """Those with a role, those who facilitate, and those of them whose account is closed."""
    facilitates = Membership.objects.current().facilitators().filter(user=OuterRef("pk"))
    return User.objects.filter(~Q(role=Role.NONE) | Exists(facilitates) | Q(is_active=False))


def on_duty() -> QuerySet[User]:
    """Of these, whoever can be called."""
    return staff().filter(is_active=True).order_by("chosen_name", "pk")


def person(person_id: UUID) -> User:
    return get_object_or_404(staff(), pk=person_id)


def training_of(person_id: UUID, record_id: UUID) -> TrainingRecord:
    records = TrainingRecord.objects.select_related("user").filter(user__in=staff(), user=person_id)
    return get_object_or_404(records, pk=record_id)


def help_lines() -> QuerySet[HelpLine]:
    return HelpLine.objects.order_by("country", "name", "pk")


def help_line(line_id: UUID) -> HelpLine:
    return get_object_or_404(HelpLine, pk=line_id)


def to_check(*, today: date) -> QuerySet[HelpLine]:
    """Lines that nobody has called for long, or ever."""
    return HelpLine.objects.filter(Q(checked_on=None) | Q(checked_on__lt=today - OLD))


def holidays() -> QuerySet[Holiday]:
    return Holiday.objects.order_by("first_on", "last_on", "name", "pk")


def holiday(holiday_id: UUID) -> Holiday:
    return get_object_or_404(Holiday, pk=holiday_id)


def other_holidays(but: Holiday | None) -> list[Days]:
    others = Holiday.objects.exclude(pk=but.pk) if but else Holiday.objects.all()
    return list(others.values_list("first_on", "last_on"))


def invitations() -> QuerySet[Invitation]:
    """Those that wait, the next to run out first."""
    return Invitation.objects.waiting().select_related("group", "made_by").order_by("expires_at", "pk")
