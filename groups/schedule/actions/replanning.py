"""The sessions of a series follow a rule that has changed: in place, with everything that was said of them.

Whoever calls holds the group's row. The rows of the sessions are locked here, so that a room that opens, or a hand
that moves one of them, comes before or after all of it: each of them compares the session's version.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from groups.changes import followers
from groups.schedule.actions.laying import AHEAD, session_of
from groups.schedule.actions.resting import Holidays, holidays
from groups.schedule.edits import ITS_WEEK, Pairing, Place, paired
from groups.schedule.facts import minutes_of, rule_of
from groups.schedule.models import CalledOff, Series, Session, SessionState
from groups.schedule.recurrence import Occurrence, occurrences
from groups.schedule.zones import rules_of

FURTHER = timedelta(weeks=1)
"""A session that was laid for the last week may move into the next one, rather than be called off."""

JUST_NOW = timedelta(days=1)
"""A session of today stands for today's hour, though by the new rule that has gone by: it is not called off for it."""

COLUMNS = [
    "series", "laid_for", "meant_for", "starts_at", "ends_at", "moved_from", "kind", "state", "called_off_for",
    "version",
]  # fmt: skip


@dataclass
class Outcome:
    """What people knew and what is true now, of every session that is not as they knew it; None: not at all."""

    changed: list[tuple[datetime | None, datetime | None]] = field(default_factory=list)

    @property
    def instants(self) -> list[datetime]:
        return [moment for pair in self.changed for moment in pair if moment is not None]

    @property
    def first(self) -> tuple[datetime | None, datetime | None]:
        """The change that comes first."""
        return min(self.changed, key=lambda pair: min(one for one in pair if one is not None))


@dataclass(frozen=True)
class Old:
    """What sessions had from their rule before; what differs from it somebody decided by hand, and it stays."""

    minutes: int
    kind: str
    on_holidays: bool

    @classmethod
    def of(cls, series: Series) -> "Old":
        return cls(series.minutes, series.kind or series.group.kind, series.on_holidays)


def replan(*, series: Series, pool: Iterable[UUID], old: Old, now: datetime) -> Outcome:
    """Let these sessions, of this series or of the one that it continues, be those of the series as it is now."""
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(pool))
    sessions = list(rows.order_by("pk"))
    sessions.sort(key=lambda one: (one.meant_for or one.starts_at, str(one.pk)))
    wanted = _wanted(series, sessions, now=now)
    plan = paired(
        [Place(one.meant_for or one.starts_at, within=_bound(one, now=now)) for one in sessions],
        [_place(one, now=now) for one in wanted],
    )
    work = _Work(series, old, holidays(now=now), now)
    return work.done(sessions, wanted, plan)


def still_to_come(*, series: Series, now: datetime) -> list[UUID]:
    """The sessions that stand for days of a series that are to come, whatever became of them."""
    return list(series.sessions.filter(laid_for__isnull=False, meant_for__gt=now).values_list("pk", flat=True))


def is_free(*, session: Session, now: datetime) -> bool:
    """Whether a new rule may change the session: nobody has called it off by hand, and it has not begun."""
    if session.starts_at <= now or session.opened_at is not None:
        return False
    rests = session.state == SessionState.CANCELLED and session.called_off_for == CalledOff.HOLIDAY
    return session.state == SessionState.PLANNED or rests


def is_moved(*, session: Session) -> bool:
    """Whether somebody gave it a time of its own."""
    return session.meant_for is not None and session.starts_at != session.meant_for


def _wanted(series: Series, sessions: Sequence[Session], *, now: datetime) -> list[Occurrence]:
    last = max([now + AHEAD, *(one.meant_for or one.starts_at for one in sessions)])
    return occurrences(rule_of(series), after=now - JUST_NOW, until=last + FURTHER)


def _bound(session: Session, *, now: datetime) -> timedelta | None:
    return None if is_free(session=session, now=now) else ITS_WEEK


def _place(one: Occurrence, *, now: datetime) -> Place:
    if one.starts_at <= now:
        return Place(one.starts_at, within=JUST_NOW)
    if one.starts_at > now + AHEAD:
        return Place(one.starts_at, within=ITS_WEEK, may_wait=True)
    return Place(one.starts_at)


class _Work:
    """One replanning: which rows change, and what people will be told of."""

    def __init__(self, series: Series, old: Old, free: Holidays, now: datetime) -> None:
        self.series, self.old, self.free, self.now = series, old, free, now
        self.outcome, self.touched, self.laid = Outcome(), list[Session](), list[Session]()

    def done(self, sessions: Sequence[Session], wanted: Sequence[Occurrence], plan: Pairing) -> Outcome:
        for i, j in plan.pairs:
            self._take_over(sessions[i], wanted[j])
        for i in plan.left:
            self._leave(sessions[i])
        self._lay([wanted[j] for j in plan.missing if wanted[j].starts_at > self.now])
        # A day can go from one session to another, and no two have it at any time.
        Session.objects.filter(pk__in=[one.pk for one in self.touched]).update(laid_for=None)
        Session.objects.bulk_update(self.touched, COLUMNS, batch_size=100)
        Series.objects.filter(pk=self.series.pk).update(zone_rules=rules_of(self.series.time_zone))
        followers.follow([one.pk for one in (*self.touched, *self.laid)], now=self.now)
        return self.outcome

    def _take_over(self, session: Session, one: Occurrence) -> None:
        stays = is_moved(session=session)
        session.series, session.laid_for = self.series, one.laid_for
        self.touched.append(session)
        if min(session.starts_at, one.starts_at) <= self.now or session.opened_at is not None:
            return  # Everybody sees, or saw, whether it is as it was meant to be.
        session.meant_for = one.starts_at
        if is_free(session=session, now=self.now):
            self._follow(session, one, stays=stays)

    def _follow(self, session: Session, one: Occurrence, *, stays: bool) -> None:
        before = _as_known(session)
        starts_at = session.starts_at if stays else one.starts_at
        self._rest_or_not(session, starts_at, stays=stays)
        minutes = self.series.minutes if minutes_of(session) == self.old.minutes else minutes_of(session)
        known_start, session.starts_at = session.starts_at, starts_at
        session.ends_at = starts_at + timedelta(minutes=minutes)
        kind = self.series.kind or self.series.group.kind
        if kind != self.old.kind and session.kind == self.old.kind:
            session.kind = kind
        if before != (after := _as_known(session)):
            session.version += 1
            session.moved_from = known_start if before[0] and after[0] not in (None, before[0]) else session.moved_from
            self.outcome.changed.append((before[0], after[0]))

    def _rest_or_not(self, session: Session, starts_at: datetime, *, stays: bool) -> None:
        rests = not stays and self.free.rest(self.series, starts_at)
        if session.state == SessionState.PLANNED and rests and not self.old.on_holidays:
            # It took place on this very holiday already: somebody has decided so.
            zone = self.series.time_zone
            rests = _day(session.starts_at, zone) != _day(starts_at, zone) or not self.free.on(session.starts_at, zone)
        session.state = SessionState.CANCELLED if rests else SessionState.PLANNED
        session.called_off_for = CalledOff.HOLIDAY if rests else CalledOff.BY_HAND

    def _leave(self, session: Session) -> None:
        """It stands for no day of any rule now: called off, unless it has begun or somebody has decided of it."""
        session.laid_for = None
        self.touched.append(session)
        if not is_free(session=session, now=self.now):
            return
        if session.state == SessionState.PLANNED:
            session.version += 1
            self.outcome.changed.append((session.starts_at, None))
        session.state, session.called_off_for = SessionState.CANCELLED, CalledOff.SERIES

    def _lay(self, missing: Sequence[Occurrence]) -> None:
        found = sorted(
            self._strays(one.starts_at for one in missing), key=lambda one: one.state == SessionState.PLANNED
        )
        strays = {one.meant_for: one for one in found}
        new = [one for one in missing if one.starts_at not in strays]
        for one in missing:
            if one.starts_at in strays:
                self._bring_back(strays[one.starts_at], one)
        self.laid = Session.objects.bulk_create(
            [session_of(series=self.series, one=one, free=self.free) for one in new]
        )
        going_ahead = (one.starts_at for one in self.laid if one.state == SessionState.PLANNED)
        self.outcome.changed += [(None, starts_at) for starts_at in going_ahead]

    def _strays(self, instants: Iterable[datetime]) -> Iterator[Session]:
        """Sessions that an earlier change of the rhythm left, for the very times at which it meets again."""
        rows = Session.objects.select_for_update(no_key=True, of=("self",))
        here = rows.filter(group=self.series.group_id, laid_for=None, meant_for__in=list(instants))
        return here.order_by("-version", "pk").iterator()

    def _bring_back(self, session: Session, one: Occurrence) -> None:
        session.series, session.laid_for = self.series, one.laid_for
        self.touched.append(session)
        if session.called_off_for != CalledOff.SERIES:
            return  # Somebody decided of it by hand since: it stays what it is, and no second one is laid.
        fresh = session_of(series=self.series, one=one, free=self.free)
        for name in ("starts_at", "ends_at", "kind", "state", "called_off_for"):
            setattr(session, name, getattr(fresh, name))
        session.version += 1
        if session.state == SessionState.PLANNED:
            self.outcome.changed.append((None, session.starts_at))


def _as_known(session: Session) -> tuple[datetime | None, datetime | None, str]:
    """What people know of it: nothing, where it rests."""
    if session.state != SessionState.PLANNED:
        return None, None, ""
    return session.starts_at, session.ends_at, session.kind


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
