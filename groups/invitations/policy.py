"""Who may invite, and who may accept: lists of sentences, for the check and for the page."""

from datetime import datetime

from django.utils.translation import gettext as _

from groups.invitations.models import Invitation
from groups.joining.policy import Standing
from groups.people.models import Role, User
from groups.refusals import Refused

MOST_A_DAY = 100
"""Invitations of one admin in 24 hours."""

MOST_FACILITATORS = 4
"""Two hold a group; two more may learn it, or take over from them."""


class CannotInvite(Refused):
    code = "cannot_invite"


class InvitationIsOver(Refused):
    code = "invitation_is_over"


class CannotAccept(Refused):
    code = "cannot_accept"
    may_change = False
    """Whether it is worth coming back to the invitation."""


class GroupIsFull(CannotAccept):
    code = "group_is_full"
    may_change = True


def may_invite(by: User) -> bool:
    return by.is_active and by.is_staff


def check_can_invite(by: User, *, made_today: int) -> None:
    if not may_invite(by):
        raise CannotInvite(_("Invitations come from admins."))
    if made_today >= MOST_A_DAY:
        raise CannotInvite(
            _("{most} invitations have gone out from you within a day. More can follow tomorrow.").format(
                most=MOST_A_DAY
            )
        )


def check_stands(invitation: Invitation, *, now: datetime) -> None:
    if invitation.accepted_at is not None:
        raise InvitationIsOver(_("This invitation was accepted already. Each works once."))
    if invitation.withdrawn_at is not None or not may_invite(invitation.made_by):
        raise InvitationIsOver(
            _("This invitation was taken back. That is about how things are planned, not about you.")
        )
    if invitation.expires_at <= now:
        raise InvitationIsOver(_("The time of this invitation is over. Whoever sent it can send another."))


def why_over(invitation: Invitation, *, now: datetime) -> InvitationIsOver | None:
    """What keeps it from being accepted by anybody, or None."""
    try:
        check_stands(invitation, now=now)
    except InvitationIsOver as no:
        return no
    return None


def check_can_sit(where: Standing) -> None:
    if where.is_seated:
        raise CannotAccept(_("You already belong to this group. There is nothing to accept."))
    if where.is_full:
        raise GroupIsFull(_("Every seat in this group is taken for now. That is about chairs, not about you."))


def check_can_hold(*, holds_it: bool, facilitators: int, may_meet_all: bool) -> None:
    if holds_it:
        raise CannotAccept(_("You already facilitate this group. There is nothing to accept."))
    if facilitators >= MOST_FACILITATORS or not may_meet_all:
        # One sentence for both: nobody learns from it that somebody wishes to be kept apart from them.
        raise CannotAccept(
            _("This group cannot take another facilitator now. Whoever sent the invitation can tell you more.")
        )


def check_can_become(user: User, role: Role) -> None:
    if user.role in {role, Role.ADMIN}:
        raise CannotAccept(_("You have this role already, or one that does more. There is nothing to accept."))
