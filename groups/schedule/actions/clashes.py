"""A group has one room: no two of its sessions are at the same time, neither those that are laid nor those to be laid.

Whoever asks holds the group's row, so that nobody gives it another session in the meantime.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from groups.schedule.facts import rule_of
from groups.schedule.models import Series, Session
from groups.schedule.policy import CannotDoNow
from groups.schedule.recurrence import occurrences

MOST = timedelta(minutes=240)
"""No session is longer."""

Span = tuple[datetime, datetime]


class TimeDoesNotFit(CannotDoNow):
    """A session has a time still to come, at which the group does not meet otherwise, and of a humane length."""

    code = "time_does_not_fit"


def with_laid_until(*, rows: QuerySet[Series]) -> QuerySet[Series]:
    """The series, each with the last of its days for which a session was laid, as `laid_until`."""
    last = Session.objects.filter(series=OuterRef("pk"), laid_for__isnull=False).order_by("-laid_for")
    return rows.annotate(laid_until=Subquery(last.values("laid_for")[:1]))


def check_session(*, session: Session) -> None:
    """Refuse when the group meets at the time of this session otherwise."""
    span = session.starts_at, session.ends_at
    there = _going_ahead(session.group_id).filter(starts_at__lt=span[1], ends_at__gt=span[0]).exclude(pk=session.pk)
    if there.exists() or any(_meet(span, one) for one in _unlaid(session.group_id, *span)):
        raise TimeDoesNotFit(_("The group meets at that time already. Choose another one."))


def check_series(*, series: Series, now: datetime) -> None:
    """Refuse when a session of this series, laid or to be laid, is at the time of another one of the group."""
    coming = _going_ahead(series.group_id).filter(ends_at__gt=now).order_by("starts_at", "pk")
    live = [
        ((starts, ends), of == series.pk) for starts, ends, of in coming.values_list("starts_at", "ends_at", "series")
    ]
    if not live:
        return
    to_come = _unlaid(series.group_id, now, max(ends for (_starts, ends), _mine in live), only=series.pk)
    spans = sorted([*live, *((span, True) for span in to_come)])
    latest, is_latest_mine = spans[0]
    for one, is_mine in spans[1:]:
        if (is_mine or is_latest_mine) and _meet(latest, one):
            say = _("Around {day} the group has another session at that time. Move that one, or call it off, first.")
            raise TimeDoesNotFit(say.format(day=one[0].date().isoformat()))
        if one[1] >= latest[1]:
            latest, is_latest_mine = one, is_mine


def _going_ahead(group_id: UUID) -> QuerySet[Session]:
    return Session.objects.going_ahead().filter(group=group_id)


def _unlaid(group_id: UUID, starts_at: datetime, ends_at: datetime, *, only: UUID | None = None) -> Iterator[Span]:
    """When the group's series will meet around that time, as far as no sessions were laid for it."""
    rows = with_laid_until(rows=Series.objects.filter(group=group_id))
    for series in rows if only is None else rows.filter(pk=only):
        until = getattr(series, "laid_until")  # noqa: B009 - read by `with_laid_until`
        for one in occurrences(rule_of(series), after=starts_at - MOST, until=ends_at):
            if until is None or one.laid_for > until:
                yield one.starts_at, one.ends_at


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
