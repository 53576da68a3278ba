"""What a group needs before people may find it, and what admins may change: sentences, for the check and the page."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.refusals import Refused
from groups.schedule.models import Series
from groups.setup.standing import Standing


class CannotChange(Refused):
    """What an admin asks of a group is not possible; each reason has a class and words of its own."""

    code = "cannot_change"


class NotReady(CannotChange):
    code = "not_ready"


class TooFewSeats(CannotChange):
    code = "too_few_seats"


class IsTheLast(CannotChange):
    code = "is_the_last"


class IsThereAlready(CannotChange):
    code = "is_there_already"


class PeopleWereTold(CannotChange):
    code = "people_were_told"


@dataclass(frozen=True)
class Missing:
    """Something without which a group is not published, and the step that puts it right."""

    step: str
    say: str


def missing(standing: Standing) -> list[Missing]:
    """What the group lacks; empty: it can be published."""
    lacks = []
    if standing.facilitators == 0 and standing.invited == 0:
        lacks.append(Missing("facilitators", _("Nobody facilitates it yet. Invite somebody.")))
    elif standing.facilitators == 0:
        waits = _("Whoever was invited to facilitate it has not said yes so far. A room opens only with a facilitator.")
        lacks.append(Missing("facilitators", waits))
    if standing.agreement_version == 0:
        lacks.append(Missing("agreement", _("It has no agreement yet. People say yes to one before they share.")))
    if not standing.has_hours:
        lacks.append(Missing("hours", _("It has no hour yet. Say when it meets.")))
    return lacks


def check_can_publish(standing: Standing) -> None:
    if lacks := missing(standing):
        raise NotReady(" ".join(one.say for one in lacks))


def check_has_seats(standing: Standing, *, capacity: int) -> None:
    if capacity < standing.seats_taken:
        raise TooFewSeats(
            ngettext(
                "{taken} seat is taken or offered to somebody. Choose {taken} or more: nobody loses a seat that they "
                "have.",
                "{taken} seats are taken or offered to somebody. Choose {taken} or more: nobody loses a seat that they "
                "have.",
                standing.seats_taken,
            ).format(taken=standing.seats_taken)
        )


def first_last_day(series: Series, *, now: datetime) -> date:
    """The first day that a series may have as its last: today, or that of the last session that people were told of.

    The series as `standing.with_last_told` reads it.
    """
    today = now.astimezone(ZoneInfo(series.time_zone)).date()
    told: date | None = getattr(series, "told_until")  # noqa: B009 - read beside its fields
    return max(told or today, today, series.starts_on)


def check_can_let_go(standing: Standing) -> None:
    if standing.facilitators <= 1 and not standing.is_empty:
        raise IsTheLast(
            _("Somebody has to stay: a room opens only with a facilitator. Once another is there, try again.")
        )
