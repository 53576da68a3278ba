"""Writing the log of changes. Whoever changes something writes its line in the same transaction."""

from datetime import datetime

from groups.changes.models import Change


def note(*, change: Change, now: datetime) -> Change:
    """Keep one change; within seconds `reminders` makes a notice of it for everybody who has a seat.

    The caller fills in the group, what has changed, the facts before and after, who did it, `first_at` (the first
    instant, UTC, that is not as people knew it: "announced 48 hours before" is counted from there) and `helps_until`
    (the later of the old and the new start). `is_told=False`: people are told otherwise, and the line is kept alone.
    """
    change.made_at = now
    change.save(force_insert=True)
    return change
