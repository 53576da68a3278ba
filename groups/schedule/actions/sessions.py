"""One session is called off, or moved. Each change stands in the group's log, from which everybody is told."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from groups import gate
from groups.changes.actions import note
from groups.changes.models import What
from groups.membership.models import Membership
from groups.schedule.facts import Facts, change_of, facts_of
from groups.schedule.models import Session, SessionState
from groups.schedule.policy import CannotDoNow, check_can_change


class SessionChanged(CannotDoNow):
    """Somebody else was quicker."""

    code = "session_changed"


class TimeDoesNotFit(CannotDoNow):
    """A session can only move to a time that is still to come, and is another one."""

    code = "time_does_not_fit"


@transaction.atomic
def cancel(*, session: Session, by: Membership, now: datetime) -> Session:
    """Call a session off; everybody with a seat is told."""
    check_can_change(session, by, now=now)
    before = facts_of(session)
    session = _change(session, state=SessionState.CANCELLED, cancelled_at=now, cancelled_by=by)
    _note(session, What.CALLED_OFF, before=before, by=by, now=now)
    return _acted(session, "session.cancelled", by=by, now=now)


@transaction.atomic
def move(*, session: Session, by: Membership, starts_at: datetime, now: datetime) -> Session:
    """Move a session, as long as it was; everybody with a seat is told."""
    check_can_change(session, by, now=now)
    if starts_at <= now:
        raise TimeDoesNotFit(_("That time has gone by. Choose one that is still to come."))
    if starts_at == session.starts_at:
        raise TimeDoesNotFit(_("The session is at that time already, so nothing was changed."))
    ends_at = starts_at + (session.ends_at - session.starts_at)
    before = facts_of(session)
    session = _change(session, starts_at=starts_at, ends_at=ends_at, moved_from=session.starts_at)
    _note(session, What.MOVED, before=before, by=by, now=now)
    return _acted(session, "session.moved", by=by, now=now)


def _note(session: Session, what: What, *, before: Facts, by: Membership, now: datetime) -> None:
    note(change=change_of(session, what, before=before, by=by), now=now)


def _acted(session: Session, act: str, *, by: Membership, now: datetime) -> Session:
    gate.acted(act=act, by_id=by.user_id, target_id=session.pk, group_id=session.group_id, now=now)
    return session


def _change(session: Session, **fields: object) -> Session:
    # Compare and set: of two who change a session at once, the second is told, and nothing of hers is kept.
    # So is who changes one whose room somebody has opened in the meantime.
    same = Session.objects.going_ahead().filter(pk=session.pk, version=session.version, opened_at=None)
    if same.update(version=F("version") + 1, **fields) == 0:
        raise SessionChanged(_("Somebody else has just changed this session. Please look again before you go on."))
    session.refresh_from_db()
    return session
