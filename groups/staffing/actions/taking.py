"""Somebody holds a session; the database refuses whoever holds another one at that time."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from groups.membership.models import Membership
from groups.schedule.models import Session
from groups.staffing import policy
from groups.staffing.models import Duty, DutyState, How


def take(*, session: Session, seat: Membership, how: How, now: datetime) -> Duty:
    """Let this person hold the session; whoever held it as a rule holds it as a rule again."""
    policy.check_facilitates(seat, session)
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    made = {"user_id": seat.user_id, "how": how, "made_at": now}
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
