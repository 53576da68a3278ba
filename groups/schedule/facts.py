"""What people know of a session, and a change of it, as the group's log keeps them."""

from datetime import datetime, timedelta
from typing import Any

from groups.changes.models import Change, Part, What
from groups.membership.models import Membership
from groups.schedule.models import Session

Facts = dict[str, Any]


def facts_of(session: Session) -> Facts:
    """When it starts, for how many minutes, and what it is like."""
    minutes = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    return {"starts_at": session.starts_at.isoformat(), "minutes": minutes, "kind": session.kind}


def change_of(
    session: Session, what: What, *, before: Facts, by: Membership | None = None, part: Part = Part.FACILITATOR
) -> Change:
    """One change of a session, not kept yet. *session*: as it is now, in memory too; *before*: as people knew it."""
    known = datetime.fromisoformat(before["starts_at"])
    return Change(
        group_id=session.group_id,
        what=what,
        session=session.pk,
        before=before,
        after=facts_of(session),
        by=by,
        part=part,
        first_at=min(known, session.starts_at),
        helps_until=max(known, session.starts_at),
    )
