"""One session is changed, called off, brought back or added, by somebody's hand or the service's.

Each change stands in the group's log, from which everybody is told, and in the audit log. The group's row is locked
first, so that of two who give it times at once the second sees what the first has done.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from groups import gate
from groups.changes import followers
from groups.changes.actions import note
from groups.changes.models import Part, What
from groups.membership.access import locked
from groups.membership.models import SupportGroup
from groups.schedule import policy
from groups.schedule.actions.clashes import TimeDoesNotFit, check_session
from groups.schedule.facts import Facts, Hand, change_of, facts_of, minutes_of
from groups.schedule.models import CalledOff, Session, SessionState
from groups.schedule.policy import CannotDoNow

__all__ = ["SessionChanged", "TimeDoesNotFit", "add", "cancel", "move", "resize", "restore", "set_kind"]

SHORTEST, LONGEST = 10, 240
"""Minutes of a session."""

STANDS: dict[str, Any] = {
    "state": SessionState.PLANNED,
    "called_off_for": CalledOff.BY_HAND,
    "cancelled_at": None,
    "cancelled_by": None,
}


class SessionChanged(CannotDoNow):
    """Somebody else was quicker."""

    code = "session_changed"


@transaction.atomic
def cancel(*, session: Session, by: Hand, because: CalledOff = CalledOff.BY_HAND, now: datetime) -> Session:
    """Call a session off; everybody with a seat is told. *because*: nobody came to open it, or it is a holiday."""
    if because == CalledOff.NOBODY_CAME:
        policy.check_nobody_came(session, now=now)
    else:
        policy.check_can_change(session, by, now=now)
    before = facts_of(session)
    doer: dict[str, Any] = {"cancelled_at": now, "cancelled_by": by.seat} if by.seat else {}
    session = _change(session, state=SessionState.CANCELLED, called_off_for=because, **doer)
    _note(session, What.CALLED_OFF, before=before, by=by, because=because, now=now)
    return _acted(session, "session.cancelled", by=by, now=now)


@transaction.atomic
def move(*, session: Session, by: Hand, starts_at: datetime, now: datetime) -> Session:
    """Move a session, as long as it was; everybody with a seat is told."""
    policy.check_can_change(session, by, now=now)
    if starts_at <= now:
        raise TimeDoesNotFit(_("That time has gone by. Choose one that is still to come."))
    if starts_at == session.starts_at:
        raise TimeDoesNotFit(_("The session is at that time already, so nothing was changed."))
    ends_at = starts_at + (session.ends_at - session.starts_at)
    locked(session.group_id)
    before = facts_of(session)
    session = _change(session, starts_at=starts_at, ends_at=ends_at, moved_from=session.starts_at)
    check_session(session=session)
    _note(session, What.MOVED, before=before, by=by, now=now)
    return _acted(session, "session.moved", by=by, now=now)


@transaction.atomic
def resize(*, session: Session, by: Hand, minutes: int, now: datetime) -> Session:
    """Give a session another length, from the same start; everybody with a seat is told."""
    policy.check_can_change(session, by, now=now)
    _check_length(minutes)
    if minutes == minutes_of(session):
        raise TimeDoesNotFit(_("The session is that long already, so nothing was changed."))
    locked(session.group_id)
    before = facts_of(session)
    session = _change(session, ends_at=session.starts_at + timedelta(minutes=minutes))
    check_session(session=session)
    _note(session, What.LENGTH, before=before, by=by, now=now)
    return _acted(session, "session.resized", by=by, now=now)


@transaction.atomic
def set_kind(*, session: Session, by: Hand, kind: str, now: datetime) -> Session:
    """Make a session one of another kind (a `Kind`); everybody with a seat is told."""
    policy.check_can_change(session, by, now=now)
    if kind == session.kind:
        raise policy.StandsAlready(_("The session is of that kind already, so nothing was changed."))
    before = facts_of(session)
    session = _change(session, kind=kind)
    _note(session, What.KIND, before=before, by=by, now=now)
    return _acted(session, "session.kind_changed", by=by, now=now)


@transaction.atomic
def restore(*, session: Session, by: Hand, now: datetime) -> Session:
    """Let a session that was called off take place after all, as it was; everybody with a seat is told."""
    policy.check_can_restore(session, by, now=now)
    because = CalledOff.HOLIDAY if by.part == Part.SERVICE else CalledOff.BY_HAND
    locked(session.group_id)
    before = facts_of(session)
    session = _change(session, state_now=SessionState.CANCELLED, **STANDS)
    check_session(session=session)
    _note(session, What.STANDS_AGAIN, before=before, by=by, because=because, now=now)
    return _acted(session, "session.restored", by=by, now=now)


@transaction.atomic
def add(*, group: SupportGroup, by: Hand, starts_at: datetime, minutes: int, kind: str, now: datetime) -> Session:
    """Add one session beside those of the group's series; everybody with a seat is told."""
    ends_at = starts_at + timedelta(minutes=minutes)
    session = Session(group=group, kind=kind, starts_at=starts_at, ends_at=ends_at)
    policy.check_has_a_hand(group.pk, by)
    if starts_at <= now:
        raise TimeDoesNotFit(_("That time has gone by. Choose one that is still to come."))
    _check_length(minutes)
    locked(group.pk)
    check_session(session=session)
    session.save(force_insert=True)
    _note(session, What.ADDED, before={}, by=by, now=now)
    return _acted(session, "session.added", by=by, now=now)


def _check_length(minutes: int) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        say = _("A session lasts from {shortest} to {longest} minutes.")
        raise TimeDoesNotFit(say.format(shortest=SHORTEST, longest=LONGEST))


def _note(
    session: Session, what: What, *, before: Facts, by: Hand, because: CalledOff = CalledOff.BY_HAND, now: datetime
) -> None:
    note(change=change_of(session, what, before=before, by=by, because=because), now=now)


def _acted(session: Session, act: str, *, by: Hand, now: datetime) -> Session:
    gate.acted(act=act, by_id=by.audit_id, target_id=session.pk, group_id=session.group_id, now=now)
    followers.follow([session.pk], now=now)
    return session


def _change(session: Session, *, state_now: SessionState = SessionState.PLANNED, **fields: Any) -> Session:
    # Compare and set: of two who change a session at once, the second is told, and nothing of hers is kept.
    # So is who changes one whose room somebody has opened in the meantime.
    same = Session.objects.filter(pk=session.pk, state=state_now, version=session.version, opened_at=None)
    if same.update(version=F("version") + 1, **fields) == 0:
        raise SessionChanged(_("Somebody else has just changed this session. Please look again before you go on."))
    session.refresh_from_db()
    return session
