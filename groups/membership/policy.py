"""Who may enter, pause, leave, give a seat on, or hold one group more: sentences, for the check and for the button."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.membership.models import Membership, Part, State
from groups.membership.planning import GRACE
from groups.people.apart import may_not_meet
from groups.people.models import User
from groups.people.moments import moment
from groups.refusals import Refused


class CannotBeArranged(Refused):
    """Of several reasons, one of which must not be known: so none is told."""

    code = "cannot_be_arranged"


class CannotLeave(Refused):
    code = "cannot_leave"


class CannotEnter(Refused):
    """The room of a group is closed to one of its people for now."""

    code = "cannot_enter"


class OnPause(CannotEnter):
    code = "on_pause"


class NotAgreed(CannotEnter):
    code = "not_agreed"


class CannotPause(Refused):
    code = "cannot_pause"


class CannotGiveOn(Refused):
    code = "cannot_give_on"


class HoldsEnough(Refused):
    code = "holds_enough"


def check_can_leave(membership: Membership, *, other_facilitators: int) -> None:
    if membership.is_facilitator and other_facilitators == 0:
        raise CannotLeave(
            _("You are the only facilitator of this group. Once somebody else facilitates it too, you can leave.")
        )


def check_can_enter(membership: Membership) -> None:
    """Whether the room lets this person in; `MembershipQuerySet.welcome` says the same for many."""
    if membership.is_paused:
        raise OnPause(_("You are on a pause. The room is open to you again once you say that you are back."))
    if membership.group.agreement_version and not membership.agreed_version:
        raise NotAgreed(_("This group has an agreement. The room is open to you once you have agreed to it."))


def can_enter(membership: Membership) -> bool:
    try:
        check_can_enter(membership)
    except CannotEnter:
        return False
    return True


def check_can_pause(membership: Membership, *, weeks: int, others_present: int) -> None:
    """*others_present*: facilitators of the group who are not on a pause themselves."""
    if membership.is_facilitator and others_present == 0:
        raise CannotPause(
            _("You are the only facilitator who is here. Once another one facilitates this group, you can pause.")
        )
    if not 1 <= weeks <= membership.group.pause_weeks:
        raise CannotPause(
            ngettext(
                "In this group a pause keeps the seat for {weeks} week at most.",
                "In this group a pause keeps the seat for {weeks} weeks at most.",
                membership.group.pause_weeks,
            ).format(weeks=membership.group.pause_weeks)
        )


def why_not_pause(membership: Membership, *, others_present: int) -> CannotPause | None:
    """What keeps somebody from pausing at all, or None."""
    try:
        check_can_pause(membership, weeks=1, others_present=others_present)
    except CannotPause as no:
        return no
    return None


def check_can_give_on(seat: Membership, by: Membership, *, now: datetime) -> None:
    """A facilitator may give a paused member's seat on, a week after the pause's end at the earliest."""
    if by.group_id != seat.group_id or by.state != State.SEATED or not by.is_facilitator:
        raise CannotGiveOn(_("Only this group's facilitators look after its seats."))
    if seat.state != State.SEATED or seat.role != Part.MEMBER or seat.paused_until is None:
        raise CannotGiveOn(_("This seat is not on a pause, so it is not given on."))
    if now < seat.paused_until + GRACE:
        raise CannotGiveOn(
            _("This seat is kept. It can be given on from {time} on.").format(time=moment(seat.paused_until + GRACE))
        )


def can_give_on(seat: Membership, by: Membership, *, now: datetime) -> bool:
    try:
        check_can_give_on(seat, by, now=now)
    except CannotGiveOn:
        return False
    return True


def check_has_room_for(user: User) -> None:
    """One group more, for somebody who facilitates: each chooses how many are enough."""
    holds = Membership.objects.current().facilitators().staying().filter(user=user).count()
    if holds >= user.most_groups:
        raise HoldsEnough(
            ngettext(
                "You facilitate {holds} group; your limit is {most}.",
                "You facilitate {holds} groups; your limit is {most}.",
                holds,
            ).format(holds=holds, most=user.most_groups)
        )


def check_may_meet(user: User, others: Iterable[UUID]) -> None:
    if may_not_meet(user, list(others)):
        raise CannotBeArranged(_("This cannot be arranged here."))
