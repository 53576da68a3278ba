"""Who may change what somebody is to the organisation: sentences, for the check and for the button."""

from django.utils.translation import gettext as _

from groups.people.models import User
from groups.refusals import Refused


class CannotChange(Refused):
    code = "cannot_change"


class LineIsGone(Refused):
    code = "line_is_gone"


class HolidayIsGone(Refused):
    code = "holiday_is_gone"


def check_is_admin(by: User) -> None:
    # Asked again under the lock: of two admins who take each other's role away at once, the second is none by then.
    # As nobody does it to themselves either, whoever acts stays: there is always an admin.
    if not (by.is_active and by.is_staff):
        raise CannotChange(_("You are not an admin any more, so nothing was changed."))


def check_can_give_role(user: User, *, by: User) -> None:
    check_is_admin(by)
    if user.pk == by.pk:
        raise CannotChange(_("Your own role is changed by another admin, so that nobody locks themselves out."))
    if not user.is_active:
        raise CannotChange(_("This account is closed. Open it again first, then give it a role."))


def check_can_deactivate(user: User, *, by: User) -> None:
    check_is_admin(by)
    if user.pk == by.pk:
        raise CannotChange(_("Your own account is closed by another admin, so that somebody can open it again."))


def check_can_reactivate(user: User, *, by: User) -> None:
    check_is_admin(by)
    if user.is_active:
        raise CannotChange(_("This account is open already."))


def may_change(by: User, user: User) -> bool:
    """Whether the page offers it: never about oneself."""
    return by.pk != user.pk
