"""Inviting somebody by their address, taking that back, accepting: one use, by whoever holds the link.

Nothing here asks whether an address belongs to somebody: what inviting does, says and costs is the same for all.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groups import gate
from groups.changes.access import holders_of
from groups.changes.actions import note_holders
from groups.changes.models import Part
from groups.invitations import policy
from groups.invitations.models import Invitation, InvitedAs
from groups.invitations.standing import check_can_accept, role_of
from groups.joining.models import JoinRequest, OfferState, RequestState
from groups.joining.offers import settle
from groups.membership import names
from groups.membership.access import locked
from groups.membership.actions import NameIsTaken, appoint
from groups.membership.models import Membership, SupportGroup
from groups.people import letters, tokens
from groups.people.actions import understand
from groups.people.models import LetterKind, User

LIVES = timedelta(days=14)
A_DAY = timedelta(hours=24)
NO_LETTER_WITHIN = timedelta(hours=1)
"""Whoever invites twice so soon renews the invitation, and one mail goes out."""

KEPT = timedelta(days=90)
"""How long an invitation is kept after its end."""


@transaction.atomic
def invite(*, address: str, invited_as: InvitedAs, group: SupportGroup | None, by: User, now: datetime) -> Invitation:
    """Ask an address to take a part; what already waits for that address and part is renewed, not doubled."""
    by = _locked(by, group)
    lately = Invitation.objects.filter(made_by=by, made_at__gt=now - A_DAY)
    policy.check_can_invite(by, made_today=lately.count())
    asked = {"address": address.strip().lower(), "invited_as": invited_as, "group": group}
    waiting = Invitation.objects.waiting().select_for_update().filter(**asked).order_by("-made_at", "pk").first()
    if waiting is None:
        invitation, written_at = Invitation(**asked), None
        invitation.token_hash = tokens.hashed(tokens.token_for("invitation", invitation.pk))
    else:
        invitation, written_at = waiting, waiting.made_at
    invitation.made_at, invitation.made_by, invitation.expires_at = now, by, now + LIVES
    invitation.save()
    if written_at is None or written_at <= now - NO_LETTER_WITHIN:
        _write(invitation, now=now)
    _note("invitation.made" if waiting is None else "invitation.renewed", invitation, by=by, now=now)
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Take it back: its link opens nothing any more, and what has not been sent is not sent."""
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=now):
        raise policy.InvitationIsOver(_("This invitation was accepted or taken back by now."))
    letters.drop(kind=LetterKind.INVITATION, about=invitation.pk)
    _note("invitation.withdrawn", invitation, by=by, now=now)


@transaction.atomic
def accept(
    *, invitation: Invitation, user: User, name: str = "", has_read: bool = False, now: datetime
) -> Membership | None:
    """Take the part for oneself, once; a refusal leaves the invitation as it was.

    *name*: how the group will know them. *has_read*: they have just said that they are grown up and have read what
    this is not.
    """
    user = _locked(user, invitation.group)
    # Compare and set: of two who follow one link, or of one and the admin who takes it back, one is told no.
    stands = Invitation.objects.waiting().filter(pk=invitation.pk, expires_at__gt=now)
    policy.check_stands(invitation, now=now)
    if not stands.update(accepted_at=now, accepted_by=user):
        raise policy.InvitationIsOver(_("This invitation was accepted or taken back by now."))
    if has_read:
        understand(user=user, now=now)
    mine = _join(invitation, user, name=name, now=now)
    letters.drop(kind=LetterKind.INVITATION, about=invitation.pk)
    _note("invitation.accepted", invitation, by=user, subject=mine, now=now)
    return mine


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Delete invitations whose end is long past; how many went."""
    before = now - KEPT
    ended = Invitation.objects.ended(before=before)
    return ended.delete()[0]


def _locked(user: User, group: SupportGroup | None) -> User:
    """The person, their row locked until the transaction ends, and the group's after it.

    In this order everywhere: of two who take them crosswise, the database would end one.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if group is not None:
        locked(group.pk)
    return user


def _join(invitation: Invitation, user: User, *, name: str, now: datetime) -> Membership | None:
    group = invitation.group
    check_can_accept(invitation, user, now=now)
    if group is None:
        User.objects.filter(pk=user.pk).update(role=role_of(invitation))
        return None
    asked = _settled(group, user, invitation.invited_as, now=now)
    name = asked.name if asked is not None else name
    if invitation.invited_as == InvitedAs.FACILITATOR:
        return _hold(group, user, name=name, now=now)
    if names.is_taken(name, group.names_in_use()):
        raise NameIsTaken(_("Somebody in this group goes by that name, or asked for it. Choose another."))
    return Membership.objects.create(
        group=group, user=user, name=name, pronouns=user.pronouns, boundary=user.boundary, joined_at=now
    )


def _hold(group: SupportGroup, user: User, *, name: str, now: datetime) -> Membership:
    before = holders_of(group.pk)
    seat = appoint(group=group, user=user, name=name, now=now)
    after, part = holders_of(group.pk), Part.FACILITATOR
    note_holders(group_id=group.pk, before=before, after=after, part=part, first_at=now, now=now)
    return seat


def _settled(group: SupportGroup, user: User, invited_as: str, *, now: datetime) -> JoinRequest | None:
    """What they had asked for here themselves is answered by this."""
    asked = group.requests.undecided().filter(user=user).first()
    if asked is None:
        return None
    state = RequestState.SEATED if invited_as == InvitedAs.MEMBER else RequestState.WITHDRAWN
    JoinRequest.objects.that_may_become(state).filter(pk=asked.pk).update(state=state)
    settle(asked.offers.open(), OfferState.WITHDRAWN, now=now)
    letters.drop_under(user=user, path=reverse("joining:request", args=[asked.pk]))
    return asked


def _write(invitation: Invitation, *, now: datetime) -> None:
    letters.drop(kind=LetterKind.INVITATION, about=invitation.pk)
    letters.write_to_address(
        address=invitation.address,
        kind=LetterKind.INVITATION,
        about=invitation.pk,
        path=f"/invitations/{invitation.pk}/",
        now=now,
        expires_at=invitation.expires_at,
    )


def _note(act: str, invitation: Invitation, *, by: User, subject: Membership | None = None, now: datetime) -> None:
    gate.acted(
        act=act,
        by_id=by.pk,
        target_id=invitation.pk,
        subject_id=subject.pk if subject else None,
        group_id=invitation.group_id,
        reason=str(invitation.invited_as),
        now=now,
    )
