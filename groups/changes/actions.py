"""Writing the log of changes. Whoever changes something writes its line in the same transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from groups.changes.models import Change, Part, What
from groups.membership.models import Membership

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


def holders_of(group_id: UUID) -> list[str]:
    """The ids of those who facilitate the group, whoever came first before the others; not who stands in once."""
    held = Membership.objects.current().facilitators().staying().filter(group=group_id)
    return [str(pk) for pk in held.order_by("joined_at", "pk").values_list("pk", flat=True)]


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
    """Keep that others facilitate a group, from `first_at` on; the same people in another order are no change."""
    if set(before) == set(after):
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
