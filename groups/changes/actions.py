"""Writing the log of changes. Whoever changes something writes its line in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from groups.changes.access import holders_of
from groups.changes.models import Change, Part, What
from groups.membership.access import locked
from groups.membership.models import Membership, State, SupportGroup

A_DAY = timedelta(days=1)

STAYS_NEWS = timedelta(days=14)
"""For so long it helps to be told that somebody else facilitates the group."""


def note(*, change: Change, now: datetime) -> Change:
    """Keep one change; within seconds `reminders` makes a notice of it for everybody who has a seat.

    The caller fills in the group, what has changed, the facts before and after, who did it, `first_at` (the first
    instant, UTC, that is not as people knew it: "announced 48 hours before" is counted from there) and `helps_until`
    (the later of the old and the new start). `is_told=False`: people are told otherwise, and the line is kept alone.
    """
    change.made_at = now
    change.save(force_insert=True)
    return change


def note_holders(
    *,
    group_id: UUID,
    before: Sequence[str],
    after: Sequence[str],
    part: Part,
    first_at: datetime,
    now: datetime,
    is_told: bool = True,
) -> Change | None:
    """Keep that others facilitate a group, from `first_at` on.

    The same people in another order are no change; nor is who comes first to a group that nobody knows of yet.
    """
    if set(before) == set(after) or not _is_known(group_id):
        return None
    change = Change(
        group_id=group_id,
        what=What.HOLDERS,
        before={"facilitators": [*before]},
        after={"facilitators": [*after]},
        part=part,
        first_at=first_at,
        helps_until=max(first_at, now + STAYS_NEWS),
        is_told=is_told,
    )
    return note(change=change, now=now)


def _is_known(group_id: UUID) -> bool:
    known = Q(is_published=True) | Exists(Membership.objects.current().members().filter(group=OuterRef("pk")))
    return SupportGroup.objects.filter(known, pk=group_id).exists()


def follow_holders(*, now: datetime) -> int:
    """Keep what nobody has written down: a facilitator has left, or has come by an invitation; how many groups.

    Whoever appoints somebody or lets them go writes it at once; this finds the rest of the last day.
    """
    lately = now - A_DAY
    held = Membership.objects.facilitators().staying()
    moved = held.filter(Q(joined_at__gt=lately) | Q(ended_at__gt=lately))
    groups = moved.order_by("group").values_list("group", flat=True).distinct()
    return sum(_follow_holders(group_id, lately=lately, now=now) for group_id in groups)


@transaction.atomic
def _follow_holders(group_id: UUID, *, lately: datetime, now: datetime) -> bool:
    locked(group_id)
    said = _said(Change.objects.filter(group=group_id, what=What.HOLDERS).order_by("made_at", "pk"))
    held = Membership.objects.facilitators().staying().filter(group=group_id)
    left = [str(one.pk) for one in held.exclude(state=State.SEATED).filter(ended_at__gt=lately).order_by("joined_at")]
    gone = [one for one in left if said.get(one) is not False]
    new = {str(one.pk) for one in held.current().filter(joined_at__gt=lately) if said.get(str(one.pk)) is not True}
    after = holders_of(group_id)
    before = [one for one in after if one not in new] + gone
    # A group that begins has no others before.
    if not before:
        return False
    told = note_holders(group_id=group_id, before=before, after=after, part=Part.FACILITATOR, first_at=now, now=now)
    return told is not None


def _said(lines: Iterable[Change]) -> dict[str, bool]:
    """Who holds the group as its log has it, the oldest line first; False: they do no more."""
    said: dict[str, bool] = {}
    for one in lines:
        said |= dict.fromkeys(one.before["facilitators"], False) | dict.fromkeys(one.after["facilitators"], True)
    return said
