"""The organisation's holidays: sessions that fall on one are called off, and stand again when it is taken back.

Each day is the day on the wall of the group's clock. What somebody decided by hand stays: a session that was moved or
added to a holiday, or brought back on one, takes place.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import islice

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from groups.changes.models import Change, Part, What
from groups.schedule.actions import sessions
from groups.schedule.actions.resting import SLACK, Holidays, holidays
from groups.schedule.facts import Hand
from groups.schedule.models import CalledOff, Series, Session, SessionState
from groups.schedule.policy import CannotDoNow

A_RUN = 500
"""How many sessions one run calls off or brings back; the next run goes on."""


def follow(*, now: datetime) -> int:
    """Let sessions to come follow the holidays as they are now. Return how many changed; 0: there is nothing to do."""
    free = holidays(now=now)
    off = islice(_to_call_off(free, now=now), A_RUN)
    back = islice(_to_bring_back(free, now=now), A_RUN)
    return _each(list(off), is_back=False, now=now) + _each(list(back), is_back=True, now=now)


def follow_one(*, series: Series, now: datetime) -> int:
    """The same, at once, for the sessions of one series."""
    free = holidays(now=now)
    off = [one for one in _to_call_off(free, now=now) if one.series_id == series.pk]
    back = [one for one in _to_bring_back(free, now=now) if one.series_id == series.pk]
    return _each(off, is_back=False, now=now) + _each(back, is_back=True, now=now)


def what_follows(*, spans: Iterable[tuple[date, date]], now: datetime) -> tuple[list[Session], list[Session]]:
    """What would be called off, and what would stand again, if these were the holidays: each its first and last day."""
    free = Holidays(tuple(spans))
    return list(_to_call_off(free, now=now)), list(_to_bring_back(free, now=now))


def _each(found: list[Session], *, is_back: bool, now: datetime) -> int:
    done = 0
    for session in found:
        try:
            if is_back:
                sessions.restore(session=session, by=Hand.service(), now=now)
            else:
                sessions.cancel(session=session, by=Hand.service(), because=CalledOff.HOLIDAY, now=now)
        except CannotDoNow:
            continue  # Somebody was quicker, and has decided otherwise; what is still due is due in the next run.
        done += 1
    return done


def _to_call_off(free: Holidays, *, now: datetime) -> Iterator[Session]:
    if not free.spans:
        return
    around = Q()
    for first, last in free.spans:
        around |= Q(starts_at__gte=_midnight(first) - SLACK, starts_at__lt=_midnight(last) + SLACK)
    planned = _of_series(now=now).filter(around, state=SessionState.PLANNED, opened_at=None, starts_at=F("meant_for"))
    by_hand = Change.objects.filter(session=OuterRef("pk"), what=What.STANDS_AGAIN).exclude(part=Part.SERVICE)
    for one in planned.filter(~Exists(by_hand), series__on_holidays=False).iterator():
        if one.series is not None and free.rest(one.series, one.starts_at):
            yield one


def _to_bring_back(free: Holidays, *, now: datetime) -> Iterator[Session]:
    for one in _of_series(now=now).filter(state=SessionState.CANCELLED, called_off_for=CalledOff.HOLIDAY).iterator():
        if one.series is None or not free.rest(one.series, one.starts_at):
            yield one


def _of_series(*, now: datetime) -> QuerySet[Session]:
    coming = Session.objects.filter(starts_at__gt=now, series__isnull=False)
    return coming.select_related("series").order_by("starts_at", "pk")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
