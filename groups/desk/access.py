"""Doors to what admins look after: those with a role or a group to hold, never a member; help lines; training."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from groups.desk.models import TrainingRecord
from groups.invitations.models import Invitation
from groups.membership.models import Membership
from groups.organisation.models import HelpLine, Holiday, Organisation
from groups.people.models import Role, User
from groups.schedule.models import CalledOff, Session, SessionState

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


def called_off_by(days: Days, *, but: Days | None, now: datetime) -> QuerySet[Session]:
    """The sessions that do not take place when these days are a holiday. *but*: days on which they know of it."""
    ahead = Session.objects.going_ahead().upcoming(now=now).filter(starts_at__gt=now, opened_at=None)
    found = ahead.filter(laid_for__range=days, series__on_holidays=False).select_related("group")
    return found.exclude(laid_for__range=but) if but else found


def standing_again(holiday: Holiday, *, days: Days | None, now: datetime) -> QuerySet[Session]:
    """Those that were called off for this one alone, and not for *days*, which it has from now on."""
    ahead = Session.objects.upcoming(now=now).filter(starts_at__gt=now, state=SessionState.CANCELLED)
    others = Holiday.objects.exclude(pk=holiday.pk).filter(
        first_on__lte=OuterRef("laid_for"), last_on__gte=OuterRef("laid_for")
    )
    theirs = Q(called_off_for=CalledOff.HOLIDAY, laid_for__range=(holiday.first_on, holiday.last_on))
    found = ahead.filter(theirs).exclude(Exists(others)).select_related("group")
    return found.exclude(laid_for__range=days) if days else found


def invitations() -> QuerySet[Invitation]:
    """Those that wait, the next to run out first."""
    return Invitation.objects.waiting().select_related("group", "made_by").order_by("expires_at", "pk")
