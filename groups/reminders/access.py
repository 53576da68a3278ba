"""Doors to notes: everybody reaches their own, and nobody else's."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from groups.membership.access import memberships_of
from groups.membership.models import Membership
from groups.people.models import User
from groups.people.wishes import Channel
from groups.reminders.models import Notice, NoticeQuerySet, Reminder, ReminderKind, ReminderQuerySet, ReminderState

A_PAGE = 30


def notes_of(user: User) -> ReminderQuerySet:
    """What this person was told before sessions, the newest first."""
    return Reminder.objects.in_app().filter(membership__in=memberships_of(user)).select_related("session")


def news_of(user: User) -> NoticeQuerySet:
    """What this person was told of changes, the newest first."""
    return Notice.objects.in_app().filter(membership__in=memberships_of(user)).select_related("change")


def unread_news(seats: Iterable[Membership], *, now: datetime) -> list[Notice]:
    """Of each thing that has changed, the newest word that is still of use and was not put aside."""
    rows = Notice.objects.in_app().filter(membership__in=seats, read_at=None, change__helps_until__gt=now)
    newest: dict[object, Notice] = {}
    for one in rows.select_related("change").order_by("-change__made_at", "-change__pk"):
        newest.setdefault(one.change.session or (one.change.group_id, one.change.what), one)
    return list(newest.values())


def coming_notes_of(user: User) -> ReminderQuerySet:
    """What this person will be told, the next first; nothing about a group from which they rest."""
    pending = Reminder.objects.filter(channel=Channel.IN_APP, state=ReminderState.PENDING)
    off = Q(kind=ReminderKind.THREE_DAYS, session__group__remind_three_days=False)
    off |= Q(kind=ReminderKind.ONE_DAY, session__group__remind_one_day=False)
    mine = pending.exclude(off).filter(membership__in=memberships_of(user).present())
    return mine.select_related("session").order_by("due_at", "pk")


def note_for(user: User, note_id: UUID) -> Reminder | Notice:
    """One that this person was told."""
    try:
        return get_object_or_404(notes_of(user), pk=note_id)
    except Http404:
        return get_object_or_404(news_of(user), pk=note_id)
