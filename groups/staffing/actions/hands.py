"""A facilitator cannot come to a session that they hold, can after all, or holds one instead of somebody else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from groups import gate
from groups.membership.models import Membership
from groups.people.models import User
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from groups.staffing import policy
from groups.staffing.access import hands_of, locked_session
from groups.staffing.actions.asking import go_on
from groups.staffing.actions.duties import make
from groups.staffing.actions.taking import take
from groups.staffing.models import Duty, DutyState, How


@transaction.atomic
def give_up(*, session: Session, seat: Membership, first: UUID | None = None, now: datetime) -> Session:
    """Say that one cannot come. No reason is asked; others are asked at once, *first* (a person) before the rest."""
    session = locked_session(session.pk)
    make(sessions=[session], now=now)  # a session that is further ahead has no duties yet
    hands = hands_of(session)
    policy.check_can_give_up(session, seat, hands, now=now)
    Duty.objects.filter(session=session, membership=seat).update(state=DutyState.CANNOT)
    _acted("session.given_up", session, seat, now=now)
    go_on(session=session, by=Hand.facilitator(seat), first=first, now=now)
    return session


@transaction.atomic
def hold(*, session: Session, seat: Membership, now: datetime) -> Session:
    """Hold a session after all, or instead of somebody of the group who cannot come; nobody else is asked any more."""
    User.objects.select_for_update(no_key=True).get(pk=seat.user_id)
    session = locked_session(session.pk)
    policy.check_can_hold(session, seat, hands_of(session), now=now)
    take(session=session, seat=seat, how=How.SWAP, now=now)
    _acted("session.taken_over", session, seat, now=now)
    go_on(session=session, by=Hand.facilitator(seat), now=now)
    return session


def change_standing_in(*, user: User, stands_in: bool) -> None:
    """Keep whether somebody may be asked to facilitate a session of another group."""
    User.objects.filter(pk=user.pk).update(stands_in=stands_in)


def _acted(act: str, session: Session, seat: Membership, *, now: datetime) -> None:
    gate.acted(
        act=act,
        by_id=seat.user_id,
        target_id=session.pk,
        subject_id=seat.pk,
        group_id=session.group_id,
        now=now,
    )
