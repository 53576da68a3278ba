"""Somebody holds a session, and comes into the group for as long as that takes.

The database refuses whoever holds another session at that time.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from groups.membership.actions import sit_in
from groups.membership.models import Membership, Part, State
from groups.people.models import User
from groups.schedule.models import Session
from groups.staffing import policy
from groups.staffing.models import Duty, DutyState, How


def take(*, session: Session, seat: Membership, how: How, now: datetime) -> Duty:
    """Let this person hold the session; whoever held it as a rule holds it as a rule again."""
    policy.check_facilitates(seat, session)
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    made = {"user_id": seat.user_id, "how": how, "made_at": now}
    _alone_with(seat.user_id)
    try:
        with transaction.atomic():
            duty, _new = Duty.objects.update_or_create(
                session=session,
                membership=seat,
                defaults={"state": DutyState.HOLDS, **hours},
                create_defaults={"state": DutyState.HOLDS, **hours, **made},
            )
    except IntegrityError as error:
        raise policy.IsElsewhere(_("You hold another session at that time, so this one cannot be yours.")) from error
    return duty


def _alone_with(user_id: UUID) -> None:
    """Of several yeses of one person at once, the others wait here until the first is stored, and are told then."""
    # Two rows that exclude each other, stored at the same moment, would each wait for the other on PostgreSQL: one of
    # them would end as a deadlock. Not the person's row: it is locked before a session's, and the session is held here.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"groups_duty {user_id}"])


def let_in(*, session: Session, user: User, name: str, how: How, now: datetime) -> Membership:
    """Let this person hold the session: who facilitates the group as who they are there, everybody else as a guest."""
    seat = sit_in(group=session.group, user=user, name=name, role=Part.FACILITATOR, until=session.ends_at, now=now)
    take(session=session, seat=seat, how=how, now=now)
    keep_visit(seat=seat, now=now)
    return seat


def keep_visit(*, seat: Membership, now: datetime) -> None:
    """Who comes as a guest stays until the last session that they hold here is over; without one, the visit ends."""
    held = seat.duties.filter(state=DutyState.HOLDS, ends_at__gt=now)
    last = held.aggregate(last=Max("ends_at"))["last"]
    guest = Membership.objects.current().filter(pk=seat.pk).exclude(guest_until=None)
    if last is None:
        guest.update(state=State.LEFT, ended_at=now)
    else:
        guest.update(guest_until=last)
