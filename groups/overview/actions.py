"""What admins do with notes that nobody tries any more, and what becomes of all of them in the end.

Each act of an admin leaves a line in the log, in the same transaction.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groups import gate
from groups.overview.facts import Row, rows_of
from groups.people.models import User
from groups.people.planning import KEPT, LONG_AGO
from groups.refusals import Refused
from groups.reminders.models import ReminderState
from groups.reminders.returning import KINDS
from groups.reminders.standing import LOOKED_BACK

PURGED = ("sessions", "news", "devices", "days")


class IsNotParked(Refused):
    """Somebody else has looked after it, or it is over."""

    code = "is_not_parked"


def try_again(*, row: Row, by: User, now: datetime) -> None:
    """Send it after all, with three tries more. Whether it is still true and wished is judged as it is sent."""
    fresh = {"state": ReminderState.PENDING, "due_at": now, "attempts": 0, "lease": None, "reason": ""}
    _settle(row, {**fresh, "leased_until": LONG_AGO}, act="note.tried_again", by=by, now=now)


def let_go(*, row: Row, by: User, now: datetime) -> None:
    """It is not sent any more."""
    _settle(row, {"state": ReminderState.DROPPED}, act="note.let_go", by=by, now=now)


@transaction.atomic
def _settle(row: Row, change: dict[str, object], *, act: str, by: User, now: datetime) -> None:
    parked = type(row).objects.filter(pk=row.pk, state=ReminderState.PARKED)
    if not parked.update(**change):
        raise IsNotParked(_("It has been looked after already."))
    gate.acted(act=act, by_id=by.pk, target_id=row.pk, now=now)


def purge(*, now: datetime) -> int:
    """Forget what fell due more than thirty days ago and is settled. Return how many rows there were.

    Words after a session stay as long as it is asked of them who was told what (`returning.py`). Letters have a job
    of their own.
    """
    old = [rows_of(name).filter(due_at__lt=now - KEPT).exclude(state=ReminderState.PENDING) for name in PURGED]
    of_sessions, *others = old
    words = of_sessions.filter(kind__in=KINDS, due_at__lt=now - LOOKED_BACK)
    return sum(int(rows.delete()[0]) for rows in (of_sessions.exclude(kind__in=KINDS), words, *others))
