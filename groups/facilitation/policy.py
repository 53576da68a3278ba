"""What facilitators may do for their group and with one another: sentences, for the check and for the button."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from groups.facilitation.models import FacilitatorCard, Handover, HandoverState
from groups.facilitation.planning import days_to_choose
from groups.invitations.policy import MOST_FACILITATORS
from groups.membership.models import Membership, State
from groups.membership.policy import check_has_room_for
from groups.people.apart import may_not_meet
from groups.people.models import User
from groups.refusals import Refused

MOST_ANNOUNCEMENTS, MOST_PROPOSALS, A_DAY = 5, 5, timedelta(hours=24)
LEAST_GROUPS, MOST_GROUPS = 1, 12

MOVES: Mapping[HandoverState, frozenset[HandoverState]] = {
    HandoverState.PROPOSED: frozenset({HandoverState.ACCEPTED, HandoverState.DECLINED, HandoverState.WITHDRAWN}),
    HandoverState.ACCEPTED: frozenset({HandoverState.DONE, HandoverState.WITHDRAWN}),
    HandoverState.DECLINED: frozenset(),
    HandoverState.WITHDRAWN: frozenset(),
    HandoverState.DONE: frozenset(),
}
"""From each state of a handover, those it may come to. Drawn in docs/handover.md."""


class CannotAnnounce(Refused):
    code = "cannot_announce"


class CannotShow(Refused):
    code = "cannot_show"


class CannotPropose(Refused):
    code = "cannot_propose"


class DayDoesNotFit(CannotPropose):
    code = "day_does_not_fit"


class CannotAccept(Refused):
    code = "cannot_accept"


class AlreadySettled(Refused):
    code = "already_settled"


def holds(seat: Membership) -> bool:
    return seat.state == State.SEATED and seat.is_facilitator


def check_can_announce(by: Membership, *, written_today: int) -> None:
    if not holds(by):
        raise CannotAnnounce(_("Only this group's facilitators write to everybody."))
    if written_today >= MOST_ANNOUNCEMENTS:
        raise CannotAnnounce(
            _("This group has been written to {most} times within a day. You can write again tomorrow.").format(
                most=MOST_ANNOUNCEMENTS
            )
        )


def check_can_show(card: FacilitatorCard | None) -> None:
    if card is None or not (card.training or card.style):
        raise CannotShow(_("The card is empty. Write a line first, then you can show it."))


def check_can_propose(leaving: Membership, *, has_open: bool, made_today: int) -> None:
    if not holds(leaving):
        raise CannotPropose(_("Only this group's facilitators hand it over."))
    if has_open:
        raise CannotPropose(_("You have asked somebody already. Take that back first, if you would like to ask again."))
    if made_today >= MOST_PROPOSALS:
        raise CannotPropose(
            _("You have asked {most} times within a day. You can ask again tomorrow.").format(most=MOST_PROPOSALS)
        )


def check_day(day: date, zone: str, *, now: datetime) -> None:
    first, last = days_to_choose(zone, now=now)
    if not first <= day <= last:
        raise DayDoesNotFit(_("Choose a day from tomorrow on, within a year."))


def check_move(handover: Handover, to: HandoverState) -> None:
    if to not in MOVES[HandoverState(handover.state)]:
        raise AlreadySettled(SETTLED[HandoverState(handover.state)]())


def check_can_accept(handover: Handover, user: User, current: Sequence[Membership], *, now: datetime) -> None:
    """*current*: the group's current people; under the group's lock it stays true until the commit."""
    here = next((one for one in current if one.user_id == user.pk), None)
    check_move(handover, HandoverState.ACCEPTED)
    if handover.leaves_at <= now or not any(one.pk == handover.leaving_id and holds(one) for one in current):
        raise CannotAccept(_("The day that was planned has gone by, or they have left. There is nothing to answer."))
    if here is None:
        check_can_come(user, current)
    elif not here.is_facilitator:
        raise CannotAccept(_("You have a seat in this group yourself. Whoever holds a group does not sit in it."))


def check_can_come(user: User, current: Sequence[Membership]) -> None:
    """Somebody who does not belong to the group yet."""
    kept_apart = may_not_meet(user, [one.user_id for one in current])
    check_has_room_for(user)
    if sum(one.is_facilitator for one in current) >= MOST_FACILITATORS or kept_apart:
        # One sentence for both: nobody learns from it that somebody wishes to be kept apart from them.
        raise CannotAccept(_("This cannot be arranged here."))


def why_not_accept(handover: Handover, user: User, current: Sequence[Membership], *, now: datetime) -> Refused | None:
    """What keeps somebody from saying yes, or None."""
    try:
        check_can_accept(handover, user, current, now=now)
    except Refused as no:
        return no
    return None


SETTLED = {
    HandoverState.PROPOSED: lambda: _("This still waits for an answer."),
    HandoverState.ACCEPTED: lambda: _("This has been agreed already."),
    HandoverState.DECLINED: lambda: _('The answer was "not now". Somebody else can be asked.'),
    HandoverState.WITHDRAWN: lambda: _("This was taken back. There is nothing to answer any more."),
    HandoverState.DONE: lambda: _("This handover is done."),
}
