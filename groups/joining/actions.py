"""What people do about a seat: ask for one, take that back, answer.

The group's row is locked by whatever counts its people, so that no two of them count the same free seat.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groups import gate
from groups.joining import policy
from groups.joining.models import JoinRequest, RequestState
from groups.membership import names
from groups.membership.access import locked
from groups.membership.actions import NameIsTaken
from groups.membership.models import Membership, SupportGroup
from groups.people.actions import understand
from groups.people.models import User
from groups.refusals import Refused


class AlreadyAnswered(Refused):
    code = "already_answered"


@transaction.atomic
def ask(*, group: SupportGroup, user: User, name: str, line: str, now: datetime, has_read: bool = False) -> JoinRequest:
    """Ask for a seat under a name, which is kept for them until somebody answers.

    *has_read*: they have just said that they are grown up and have read what this is not.
    """
    if has_read:
        understand(user=user, now=now)
    group = locked(group.pk)
    policy.check_can_ask(policy.standing(user, group, group.memberships.current()))
    if names.is_taken(name, group.names_in_use()):
        raise NameIsTaken(_("Somebody in this group goes by that name, or asked for it. Choose another."))
    return JoinRequest.objects.create(group=group, user=user, name=name, line=line, asked_at=now)


@transaction.atomic
def take_back(*, asked: JoinRequest) -> None:
    """Take one's own request back. Nobody is told, nothing is asked, not even the time is kept."""
    if not JoinRequest.objects.open().filter(pk=asked.pk).update(state=RequestState.WITHDRAWN):
        raise AlreadyAnswered(_("A facilitator has answered by now."))


@transaction.atomic
def seat(*, asked: JoinRequest, by: Membership, now: datetime) -> Membership:
    """Give the seat to the person who asked, or refuse when none is free."""
    group = locked(asked.group_id)
    current = list(group.memberships.current())
    taken = names.is_taken(asked.name, [one.name for one in current])
    policy.check_can_seat(policy.standing(asked.user, group, current), name_is_taken=taken)
    _answer(asked, RequestState.SEATED, by=by, now=now)
    seated = Membership.objects.create(group=group, user=asked.user, name=asked.name, joined_at=now)
    gate.acted(
        act="member.seated",
        by_id=by.user_id,
        target_id=seated.pk,
        subject_id=seated.pk,
        group_id=group.pk,
        now=now,
    )
    return seated


@transaction.atomic
def decline(*, asked: JoinRequest, by: Membership, now: datetime) -> None:
    """Say kindly: not this time."""
    _answer(asked, RequestState.DECLINED, by=by, now=now)
    gate.acted(act="member.declined", by_id=by.user_id, target_id=asked.pk, group_id=asked.group_id, now=now)


def _answer(asked: JoinRequest, state: RequestState, *, by: Membership, now: datetime) -> None:
    # Compare and set: of two facilitators, or of one and the person who takes the request back, one is told no.
    still_open = JoinRequest.objects.open().filter(pk=asked.pk)
    if not still_open.update(state=state, answered_at=now, answered_by=by):
        raise AlreadyAnswered(_("Somebody has answered this already, or it was taken back."))
