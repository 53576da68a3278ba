"""Doors to notes: everybody reaches their own, and nobody else's."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from groups.membership.access import memberships_of
from groups.membership.models import Membership
from groups.people.models import User
from groups.reminders.models import Notice, NoticeQuerySet, Reminder, ReminderKind, ReminderQuerySet
from groups.schedule.models import SessionState

A_PAGE = 30

STAYS = timedelta(days=14)
"""How long what is not about a coming session stands on the first page, unless it is put aside."""

LASTING = (ReminderKind.INTENTION, ReminderKind.DEBRIEF, ReminderKind.AFTER, ReminderKind.QUESTION)
APART = (*LASTING, ReminderKind.PREPARE)
"""Kinds that say something else than "it comes": none of them speaks for another."""


def seats_of(user: User) -> list[Membership]:
    """Everything that this person is to groups now."""
    return list(memberships_of(user))


def own_seat(user: User, group_id: UUID) -> Membership:
    """What this person is to a group, with what they wrote to themselves; not for one session alone."""
    mine = memberships_of(user).staying().select_related("group", "user", "intention")
    return get_object_or_404(mine, group_id=group_id)


def notes_of(user: User) -> ReminderQuerySet:
    """What this person was told before sessions, the newest first."""
    rows = Reminder.objects.in_app().filter(membership__in=memberships_of(user))
    return rows.select_related("session__group", "membership__intention")


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


def unread_notes(seats: Iterable[Membership], *, now: datetime) -> list[Reminder]:
    """What was told about sessions and not put aside: the newest word about each that is still to come and as it was
    told; and what stays for a while after one."""
    true = Q(session__state=SessionState.PLANNED, session_version=F("session__version"), session__ends_at__gt=now)
    stays = Q(kind__in=LASTING, sent_at__gt=now - STAYS)
    gone = Q(kind=ReminderKind.INTENTION, membership__intention=None)
    rows = Reminder.objects.in_app().filter((true & ~Q(kind__in=LASTING)) | stays, membership__in=seats, read_at=None)
    newest: dict[object, Reminder] = {}
    for one in rows.exclude(gone).select_related("session__group", "membership__intention"):
        newest.setdefault(_what(one), one)
    return list(newest.values())


def _what(row: Reminder) -> object:
    """Of rows about the same the newest is enough: of what is told before a session, and of one's own word."""
    if row.kind == ReminderKind.INTENTION:
        return row.kind, row.membership_id
    return row.session_id, row.kind if row.kind in APART else ""


def note_for(user: User, note_id: UUID) -> Reminder | Notice:
    """One that this person was told."""
    try:
        return get_object_or_404(notes_of(user), pk=note_id)
    except Http404:
        return get_object_or_404(news_of(user), pk=note_id)
