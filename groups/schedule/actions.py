"""What happens to sessions: they are laid, answered, called off, moved, attended and settled."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Max, Q, When
from django.utils.translation import gettext as _

from groups import gate
from groups.membership.models import Membership
from groups.schedule.access import note_of
from groups.schedule.models import SLOT, Attendance, Rsvp, Series, Session, SessionNote, SessionState
from groups.schedule.policy import CannotDoNow, check_can_answer, check_can_change
from groups.schedule.recurrence import SLACK, Occurrence, Rule, occurrences

AHEAD = timedelta(weeks=8)
"""How far ahead sessions are laid."""

CHUNK = 500


class SessionChanged(CannotDoNow):
    """Somebody else was quicker."""

    code = "session_changed"


class NoteIsShut(CannotDoNow):
    """There are words already that cannot be read: they are not written over."""

    code = "note_is_shut"


class TimeDoesNotFit(CannotDoNow):
    """A session can only move to a time that is still to come, and is another one."""

    code = "time_does_not_fit"


def lay(*, series: Series, now: datetime) -> int:
    """Lay a series' sessions eight weeks ahead. Return how many were asked for; those that exist stay as they are."""
    laid_until = series.sessions.aggregate(last=Max("laid_for"))["last"]
    return len(_lay([(series, laid_until)], now=now))


def lay_all(*, now: datetime) -> int:
    """Lay the sessions of every series that goes on. A run that finds everything laid writes nothing."""
    going_on = Series.objects.filter(Q(ends_on=None) | Q(ends_on__gte=now.date() - SLACK))
    rows = going_on.select_related("group").annotate(laid_until=Max("sessions__laid_for")).order_by("pk")
    total = 0
    chunk: list[tuple[Series, date | None]] = []
    for series in rows.iterator(CHUNK):
        chunk.append((series, series.laid_until))
        if len(chunk) == CHUNK:
            total, chunk = total + len(_lay(chunk, now=now)), []
    return total + len(_lay(chunk, now=now))


def _lay(chunk: Sequence[tuple[Series, date | None]], *, now: datetime) -> list[Session]:
    # What has been laid is what people were told: a rule that changes takes effect behind it. A session that was
    # called off or moved keeps the day that it was laid for, and so is never laid again.
    wanted = [
        _session(series, one)
        for series, laid_until in chunk
        for one in occurrences(_rule(series), after=now, until=now + AHEAD)
        if laid_until is None or one.laid_for > laid_until
    ]
    # Two beats may lay at once: `session_is_laid_once_a_day` decides.
    return Session.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=CHUNK)


def _rule(series: Series) -> Rule:
    return Rule(
        series.starts_on, series.at, series.minutes, series.every_weeks, series.time_zone, ends_on=series.ends_on
    )


def _session(series: Series, one: Occurrence) -> Session:
    return Session(
        group_id=series.group_id,
        series=series,
        laid_for=one.laid_for,
        kind=series.group.kind,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
    )


@transaction.atomic
def answer(*, session: Session, membership: Membership, answer: str, now: datetime) -> Rsvp:
    """Keep what somebody says they can do that day (an `Answer`); the newest word counts."""
    check_can_answer(session, membership, now=now)
    rsvp, _new = Rsvp.objects.update_or_create(
        session=session, membership=membership, defaults={"answer": answer, "answered_at": now}
    )
    return rsvp


@transaction.atomic
def note(*, session: Session, membership: Membership, words: str, now: datetime) -> None:
    """Keep somebody's own words about a session, sealed; no words, no note. Before it, in it, and long after it."""
    if not words:
        SessionNote.objects.filter(session=session, membership=membership).delete()
        return
    if note_of(session, membership).is_shut:
        raise NoteIsShut(_("There is a note here that cannot be opened right now. It is kept, and was not changed."))
    SessionNote.objects.update_or_create(
        session=session, membership=membership, defaults={"words": words, "changed_at": now}
    )


@transaction.atomic
def cancel(*, session: Session, by: Membership, now: datetime) -> Session:
    """Call a session off. `groups.reminders.actions.call_off` does this and tells everybody."""
    check_can_change(session, by, now=now)
    session = _change(session, state=SessionState.CANCELLED, cancelled_at=now, cancelled_by=by)
    return _acted(session, "session.cancelled", by=by, now=now)


@transaction.atomic
def move(*, session: Session, by: Membership, starts_at: datetime, now: datetime) -> Session:
    """Move a session, as long as it was. `groups.reminders.actions.move` does this and tells everybody."""
    check_can_change(session, by, now=now)
    if starts_at <= now:
        raise TimeDoesNotFit(_("That time has gone by. Choose one that is still to come."))
    if starts_at == session.starts_at:
        raise TimeDoesNotFit(_("The session is at that time already, so nothing was changed."))
    ends_at = starts_at + (session.ends_at - session.starts_at)
    session = _change(session, starts_at=starts_at, ends_at=ends_at, moved_from=session.starts_at)
    return _acted(session, "session.moved", by=by, now=now)


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
