"""A facilitator's word to everybody who has a seat: written, taken back, gone when its days are over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from groups import gate
from groups.facilitation import policy
from groups.facilitation.models import Announcement, Handover, HandoverState
from groups.membership.access import locked
from groups.membership.models import Membership, SupportGroup
from groups.people import letters
from groups.people.models import LetterKind


@transaction.atomic
def announce(*, by: Membership, words: str, now: datetime) -> Announcement:
    """Write to everybody who has a seat, those on a pause included; a mail says that there is something to read."""
    group = locked(by.group_id)
    current = list(group.memberships.current().select_related("user"))
    by.refresh_from_db(fields=["state", "role"])
    # Those that were taken back count: their mails may have gone out.
    written_today = Announcement.objects.filter(group=group, at__gt=now - policy.A_DAY).count()
    policy.check_can_announce(by, written_today=written_today)
    written = Announcement.objects.create(group=group, by=by, words=words, at=now)
    path = reverse("facilitation:announcements", args=[group.pk])
    for one in current:
        if one.pk != by.pk:
            letters.write_to(
                user=one.user,
                kind=LetterKind.GROUP,
                about=written.pk,
                path=path,
                now=now,
                expires_at=now + timedelta(days=group.retention_days),
            )
    _note("group.announced", written, by=by, now=now)
    return written


@transaction.atomic
def take_back(*, announcement: Announcement, by: Membership, now: datetime) -> None:
    """Take a word back: it is gone for everybody, and what has not been sent is not sent. Twice is once."""
    locked(by.group_id)
    if Announcement.objects.standing().filter(pk=announcement.pk).update(words=""):
        letters.drop(kind=LetterKind.GROUP, about=announcement.pk)
        _note("group.announcement_taken_back", announcement, by=by, now=now)


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Delete what was written to a group longer ago than the group keeps words; how much went."""
    gone = 0
    for days in SupportGroup.objects.order_by("retention_days").values_list("retention_days", flat=True).distinct():
        before = now - timedelta(days=days)
        gone += Announcement.objects.filter(group__retention_days=days, at__lt=before).delete()[0]
        said = Handover.objects.filter(state=HandoverState.DONE, group__retention_days=days, leaves_at__lt=before)
        gone += said.exclude(goodbye="").update(goodbye="")
    return gone


def _note(act: str, announcement: Announcement, *, by: Membership, now: datetime) -> None:
    gate.acted(act=act, by_id=by.user_id, target_id=announcement.pk, group_id=by.group_id, now=now)
