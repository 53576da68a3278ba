"""Doors to invitations: whoever holds the link, and admins."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from groups.invitations.models import Invitation
from groups.people import tokens

WITH = ("group", "made_by")


def invitation_for(invitation_id: UUID, token: str) -> Invitation:
    """What the link opens. A secret that fits no invitation finds what stands where nothing is."""
    theirs = Invitation.objects.select_related(*WITH).filter(token_hash=tokens.hashed(token))
    return get_object_or_404(theirs, pk=invitation_id)


def waiting_invitation(invitation_id: UUID) -> Invitation:
    """One that admins may still take back."""
    return get_object_or_404(Invitation.objects.waiting().select_related(*WITH), pk=invitation_id)
