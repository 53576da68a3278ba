"""Who may leave, and who may hold one group more: lists of sentences, for the check and for the button."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.membership.models import Membership
from groups.people.models import User
from groups.refusals import Refused


class CannotLeave(Refused):
    code = "cannot_leave"


class HoldsEnough(Refused):
    code = "holds_enough"


def check_can_leave(membership: Membership, *, other_facilitators: int) -> None:
    if membership.is_facilitator and other_facilitators == 0:
        raise CannotLeave(
            _("You are the only facilitator of this group. Once somebody else facilitates it too, you can leave.")
        )


def check_has_room_for(user: User) -> None:
    """One group more, for somebody who facilitates: each chooses how many are enough."""
    holds = Membership.objects.current().facilitators().filter(user=user).count()
    if holds >= user.most_groups:
        raise HoldsEnough(
            ngettext(
                "You facilitate {holds} group; your limit is {most}.",
                "You facilitate {holds} groups; your limit is {most}.",
                holds,
            ).format(holds=holds, most=user.most_groups)
        )
