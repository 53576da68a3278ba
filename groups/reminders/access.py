"""Doors to notes: everybody reaches their own, and nobody else's."""

from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404

from groups.membership.access import memberships_of
from groups.people.models import User
from groups.reminders.models import Channel, Reminder, ReminderKind, ReminderQuerySet, ReminderState

A_PAGE = 30


def notes_of(user: User) -> ReminderQuerySet:
    """What this person was told, the newest first."""
    return Reminder.objects.in_app().filter(membership__in=memberships_of(user)).select_related("session")


def coming_notes_of(user: User) -> ReminderQuerySet:
    """What this person will be told, the next first; nothing about a group from which they rest."""
    pending = Reminder.objects.filter(channel=Channel.IN_APP, state=ReminderState.PENDING)
    off = Q(kind=ReminderKind.THREE_DAYS, session__group__remind_three_days=False)
    off |= Q(kind=ReminderKind.ONE_DAY, session__group__remind_one_day=False)
    mine = pending.exclude(off).filter(membership__in=memberships_of(user).present())
    return mine.select_related("session").order_by("due_at", "pk")


def note_for(user: User, reminder_id: UUID) -> Reminder:
    """One that this person was told."""
    return get_object_or_404(notes_of(user), pk=reminder_id)
