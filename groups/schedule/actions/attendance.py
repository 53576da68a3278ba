"""Presence in a session's room becomes attendance."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, When

from groups.schedule.models import SLOT, Attendance, Session, SessionState


def arrive(*, pairs: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
    """Note the first arrival of each (session id, membership id); who is noted already stays as they were."""
    rows = [Attendance(session_id=session, membership_id=person, first_seen_at=now) for session, person in pairs]
    Attendance.objects.bulk_create(rows, ignore_conflicts=True)


def count_presence(
    *, present: Mapping[UUID, Collection[UUID]], now: datetime, bridging: timedelta = timedelta(0)
) -> None:
    """Count this slot of `SLOT` for everybody who is in the room: session id → ids of memberships that arrived.

    A slot counts once, however many devices or processes report it; none counts before the start or after the end.
    Who was last counted no longer than `bridging` ago is taken to have stayed in between.
    """
    going_on = Session.objects.going_ahead().filter(pk__in=present, starts_at__lte=now, ends_at__gt=now)
    for session_id, starts_at in going_on.values_list("pk", "starts_at"):
        slot = (now - starts_at) // SLOT
        new = Attendance.objects.filter(session=session_id, membership__in=present[session_id], last_slot__lt=slot)
        stayed = When(last_slot__gte=max(0, slot - bridging // SLOT), then=slot - F("last_slot"))
        new.update(slots=F("slots") + Case(stayed, default=1), last_slot=slot)


@transaction.atomic
def settle_attendance(*, session: Session, now: datetime) -> None:
    """End a session. Who was there for a third of it, however quietly, has attended; what was set by hand stays."""
    ended = Session.objects.going_ahead().filter(pk=session.pk)
    if ended.update(state=SessionState.OVER, closed_at=now):
        enough = -(-(session.ends_at - session.starts_at) // (3 * SLOT))
        unsettled = Attendance.objects.filter(session=session, attended=None)
        unsettled.filter(slots__gte=enough).update(attended=True)
        unsettled.filter(slots__lt=enough).update(attended=False)
    session.refresh_from_db()
