"""Who may leave: a list of sentences, for the check and for the button."""

from django.utils.translation import gettext as _

from groups.membership.models import Membership
from groups.refusals import Refused


class CannotLeave(Refused):
    code = "cannot_leave"


def check_can_leave(membership: Membership, *, other_facilitators: int) -> None:
    if membership.is_facilitator and other_facilitators == 0:
        raise CannotLeave(
            _("You are the only facilitator of this group. Once somebody else facilitates it too, you can leave.")
        )
