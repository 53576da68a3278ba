"""How somebody and an invitation stand to each other, and what keeps them from accepting it."""

from datetime import datetime

from groups.invitations import policy
from groups.invitations.models import Invitation, InvitedAs
from groups.joining import policy as joining
from groups.membership.models import SupportGroup
from groups.membership.policy import HoldsEnough, check_has_room_for
from groups.people.apart import may_not_meet
from groups.people.models import Role, User

ROLES = {InvitedAs.MODERATOR: Role.MODERATOR, InvitedAs.ADMIN: Role.ADMIN}


def role_of(invitation: Invitation) -> Role:
    """The role that an invitation to the organisation leads to."""
    return ROLES[InvitedAs(invitation.invited_as)]


def check_can_accept(invitation: Invitation, user: User, *, now: datetime) -> None:
    """Raise what keeps them from it. Under the lock of the group or the person it stays true until the commit."""
    if invitation.group is None:
        policy.check_can_become(user, role_of(invitation))
    elif invitation.invited_as == InvitedAs.FACILITATOR:
        _check_can_hold(invitation.group, user)
    else:
        current = invitation.group.memberships.current()
        policy.check_can_sit(joining.standing(user, invitation.group, current, now=now))


def why_not(invitation: Invitation, user: User, *, now: datetime) -> policy.CannotAccept | HoldsEnough | None:
    """The same, for the page."""
    try:
        check_can_accept(invitation, user, now=now)
    except (policy.CannotAccept, HoldsEnough) as no:
        return no
    return None


def known_as(invitation: Invitation, user: User) -> str:
    """The name by which the group knows somebody already: they have a seat, or asked for one."""
    if invitation.group is None:
        return ""
    seat = invitation.group.memberships.current().filter(user=user).values_list("name", flat=True)
    asked = invitation.group.requests.undecided().filter(user=user).values_list("name", flat=True)
    return next(iter(seat.union(asked)), "")


def _check_can_hold(group: SupportGroup, user: User) -> None:
    current = list(group.memberships.current())
    policy.check_can_hold(
        holds_it=any(one.is_facilitator and one.user_id == user.pk for one in current),
        facilitators=sum(one.is_facilitator for one in current),
        may_meet_all=not may_not_meet(user, [one.user_id for one in current]),
    )
    check_has_room_for(user)
