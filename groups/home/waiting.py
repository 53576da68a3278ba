"""What waits for the answer of somebody who holds groups, or stands in for those who do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet

from groups.attendance.access import waiting_for
from groups.facilitation.models import Handover
from groups.membership.models import Membership
from groups.people.models import User
from groups.staffing.access import asks_waiting, calls_waiting


def waiting(user: User, seats: Iterable[Membership], *, now: datetime) -> dict[str, Sequence[Any]]:
    """Calls, asks, handovers and exports that wait for this person, by name, each in the order of what is urgent.

    Most of the time nothing waits: one question for all of it, and one more for each kind of which there is some.
    """
    held = [one for one in seats if one.is_facilitator and not one.is_guest]
    if not held and not user.stands_in and not user.role:
        return {}
    found: Mapping[str, QuerySet[Any]] = {
        "calls": calls_waiting(user, now=now),
        "asks": asks_waiting(user, now=now),
        "handovers": Handover.objects.asked_of(user, now=now),
        "exports": waiting_for(user, held, now=now),
    }
    some: dict[str, Any] = {name: Exists(rows.order_by()) for name, rows in found.items()}
    there: Mapping[str, Any] = User.objects.filter(pk=user.pk).values(**some).get()
    return {name: list(rows) for name, rows in found.items() if there[name]}
