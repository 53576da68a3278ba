"""What an invitation says to whoever reads it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from groups.invitations.models import Invitation, InvitedAs


@dataclass(frozen=True)
class Told:
    """The words of one invitation."""

    title: str
    means: str
    button: str


def told(invitation: Invitation) -> Told:
    """Which part, what it means, and what the button says."""
    group = invitation.group.name if invitation.group else ""
    words = {
        InvitedAs.MEMBER: Told(
            _("An invitation to {group}").format(group=group),
            _("You would have a seat in this group, under a name that you choose for it."),
            _("Take the seat"),
        ),
        InvitedAs.FACILITATOR: Told(
            _("An invitation to facilitate {group}").format(group=group),
            _("You would hold its sessions, open and read its room, and answer those who ask for a seat."),
            _("Facilitate this group"),
        ),
        InvitedAs.MODERATOR: Told(
            _("An invitation to be a moderator"),
            _("You would look at reports and held messages of all groups. Of the rooms you read nothing else."),
            _("Become a moderator"),
        ),
        InvitedAs.ADMIN: Told(
            _("An invitation to be an admin"),
            _("You would look after groups, people and settings. Admins read no rooms."),
            _("Become an admin"),
        ),
    }
    return words[InvitedAs(invitation.invited_as)]


def welcome(invitation: Invitation) -> str:
    """What somebody reads who has accepted."""
    group = invitation.group.name if invitation.group else ""
    words = {
        InvitedAs.MEMBER: _("There is a seat for you in {group}. Come as you are; quietly is fine."),
        InvitedAs.FACILITATOR: _("You facilitate {group} now."),
        InvitedAs.MODERATOR: _("You are a moderator now."),
        InvitedAs.ADMIN: _("You are an admin now."),
    }
    return words[InvitedAs(invitation.invited_as)].format(group=group)


def next_page(invitation: Invitation) -> str:
    """The address where the part begins."""
    if invitation.group_id:
        return reverse("home:group", args=[invitation.group_id])
    return reverse("reports:queue" if invitation.invited_as == InvitedAs.MODERATOR else "desk:home")
