"""What a group needs before people may find it, and what admins may change: sentences, for the check and the page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.refusals import Refused
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


def check_can_let_go(standing: Standing) -> None:
    if standing.facilitators <= 1 and not standing.is_empty:
        raise IsTheLast(
            _("Somebody has to stay: a room opens only with a facilitator. Once another is there, try again.")
        )
