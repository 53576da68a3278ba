"""Reminders are planned, follow their session, are sent and read; changes are told. Rows are the jobs.

Whoever calls only says "look now".
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from groups.changes.models import Change
from groups.membership.models import SupportGroup
from groups.people.models import ChangedWishes
from groups.people.planning import LONG_AGO
from groups.people.wishes import Channel
from groups.reminders import delivery, digests, following, intentions, notices, nudges, returns
from groups.reminders.models import Notice, Reminder, ReminderState
from groups.schedule.models import Session

CHUNK = 250

PEOPLE = 200
"""How many people's changed wishes are followed in one transaction."""

GROUPS = 50
"""How many groups' changes become notices in one transaction."""


def plan(*, now: datetime) -> int:
    """Make the rows of all sessions of the coming days. Return how many were asked for; a second run asks for none."""
    ids = list(following.unplanned(now=now).order_by("starts_at", "pk").values_list("pk", flat=True))
    ids += [one for one in intentions.lost(now=now) if one not in ids]
    return sum(following.plan(ids[start : start + CHUNK], now=now) for start in range(0, len(ids), CHUNK))


def follow_the_group(*, group: SupportGroup, now: datetime) -> None:
    """The group has changed when its notes come: in the same transaction they do. What it sent stays sent.

    All its sessions to come are locked, those without rows too: a planner that has read the old rules is done before.
    """
    coming = Session.objects.going_ahead().filter(group=group, starts_at__gt=now)
    following.follow(coming.values_list("pk", flat=True), now=now)


def follow_wishes(*, now: datetime) -> int:
    """Let rows follow what people wish now. Return how many people; a second run finds nobody."""
    total = 0
    while changed := list(ChangedWishes.objects.order_by("pk").values_list("user", "version")[:PEOPLE]):
        _follow_wishes(dict(changed), now=now)
        total += len(changed)
        if len(changed) < PEOPLE:
            break
    return total


@transaction.atomic
def _follow_wishes(changed: dict[UUID, int], *, now: datetime) -> None:
    following.plan_for(list(changed), now=now)
    returns.follow_wishes(user_ids=list(changed), now=now)
    # News that waited for the end of a rest, or for a mail of the day, is looked at again: both may have gone.
    waiting = Notice.objects.filter(state=ReminderState.PENDING, attempts=0, due_at__gt=now)
    sounds = waiting.filter(channel__in=[Channel.MAIL, Channel.PUSH], membership__user__in=changed)
    # By their keys: whoever tries one just now counts the try, and keeps the row.
    ids = list(sounds.values_list("pk", flat=True))
    waiting.filter(pk__in=ids).update(due_at=now, lease=None, leased_until=LONG_AGO)
    # Whoever changes their mind meanwhile has a newer version there: a job of its own.
    done = Q(pk=None)
    for user_id, version in changed.items():
        done |= Q(user=user_id, version=version)
    ChangedWishes.objects.filter(done).delete()


def tell_changes(*, now: datetime) -> int:
    """Make notices of all changes that are not told. Return how many were; a second run finds none."""
    groups = list(dict.fromkeys(Change.objects.to_tell().values_list("group", flat=True)))
    return sum(_tell(groups[start : start + GROUPS], now=now) for start in range(0, len(groups), GROUPS))


def _tell(group_ids: list[UUID], *, now: datetime) -> int:
    with transaction.atomic():
        told = notices.make(group_ids, now=now)
    # Reminders followed their sessions as these changed (`following.follow`); whatever was changed otherwise is here.
    following.drop_called_off(group_ids, now=now)
    stale = following.stale(group_ids, now=now).values_list("pk", flat=True)
    following.plan(list(stale), now=now)
    return len(told)


def send_due(*, now: datetime, in_app: int = 500, mails: int = 50) -> int:
    """Send a batch of what is due by each way. Return how many rows were settled; 0: there is nothing to do now."""
    news = notices.post(limit=mails, now=now)
    return news + delivery.show(limit=in_app, now=now) + delivery.post(limit=mails, now=now)


def ring(*, now: datetime, limit: int = 50) -> int:
    """Ring devices for a batch of what is due. Return how many rows were settled; 0: there is nothing to do now."""
    return nudges.ring_for_reminders(limit=limit, now=now) + nudges.ring_for_news(limit=limit, now=now)


def send_digests(*, now: datetime, mails: int = 20) -> int:
    """Make the mails of the day whose time has come, and send a batch. Return how many were settled."""
    digests.make(now=now)
    return digests.post(limit=mails, now=now)


def read(*, note: Reminder | Notice, now: datetime) -> None:
    """Put a note on somebody's page aside."""
    shown = type(note).objects.in_app().filter(pk=note.pk, read_at=None)
    shown.update(read_at=now)
    if isinstance(note, Reminder):
        intentions.put_aside(row=note, now=now)
