"""Coming to one session while one waits for a seat: wish for it, take a seat that is free, let it go to the next.

Locks are taken in one order: the group's row, then the session's.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from groups.joining.models import JoinRequest
from groups.membership import actions as membership
from groups.membership.access import locked
from groups.membership.models import Membership, Part, SupportGroup
from groups.membership.policy import CannotBeArranged
from groups.schedule.models import Session
from groups.standby import offers
from groups.standby.models import Standby, StandbyState
from groups.standby.policy import check_can_take, check_can_wish, seat_is_gone


@transaction.atomic
def wish(*, asked: JoinRequest, session: Session, now: datetime) -> Standby:
    """Say that one would come to this session if a seat is free; twice is once. Who let a seat pass may say it anew."""
    locked(asked.group_id)
    asked = JoinRequest.objects.select_related("group").get(pk=asked.pk)
    check_can_wish(asked, Session.objects.get(pk=session.pk), now=now)
    row, _new = Standby.objects.get_or_create(session=session, request=asked, defaults={"made_at": now})
    Standby.objects.filter(pk=row.pk, state=StandbyState.PASSED).update(state=StandbyState.WAITING, made_at=now)
    row.refresh_from_db()
    return row


@transaction.atomic
def take(*, wish: Standby, agreed: int, now: datetime) -> Membership:
    """Come to the session in the seat that is kept for oneself, until its end. *agreed*: to which agreement they say
    yes. Twice is once; late is told kindly, and the place in line stays."""
    group, kept = _locked(wish)
    seat = group.memberships.current().filter(user=kept.request.user_id).first()
    if seat is None or kept.state != StandbyState.TAKEN:
        check_can_take(kept, now=now)
        seat = _sit_down(kept, now=now)
    if group.agreement_version:
        membership.agree(membership=seat, version=agreed, now=now)
    return seat


def _sit_down(kept: Standby, *, now: datetime) -> Membership:
    asked, session = kept.request, kept.session
    try:
        seat = membership.sit_in(
            group=asked.group, user=asked.user, name=asked.name, role=Part.MEMBER, until=session.ends_at, now=now
        )
    except (CannotBeArranged, membership.NameIsTaken) as no:
        raise seat_is_gone() from no
    offers.move(Standby.objects.filter(pk=kept.pk), StandbyState.OFFERED, StandbyState.TAKEN)
    return seat


@transaction.atomic
def let_go(*, wish: Standby, now: datetime) -> None:
    """Take the wish back, say "not this time", or give the seat back: no reason is asked, and the next is asked."""
    group, kept = _locked(wish)
    mine = Standby.objects.filter(pk=kept.pk)
    if kept.state == StandbyState.WAITING:
        mine.filter(state=StandbyState.WAITING).delete()
    elif kept.state == StandbyState.OFFERED:
        offers.move(mine, StandbyState.OFFERED, StandbyState.PASSED)
    elif kept.state == StandbyState.TAKEN:
        offers.move(mine, StandbyState.TAKEN, StandbyState.PASSED)
        here = group.memberships.current().filter(user=kept.request.user_id, guest_until__isnull=False)
        for seat in here:
            membership.leave(membership=seat, now=now)


def _locked(wish: Standby) -> tuple[SupportGroup, Standby]:
    group = locked(wish.request.group_id)
    Session.objects.select_for_update(no_key=True).get(pk=wish.session_id)
    kept = Standby.objects.select_related("session", "request__group", "request__user").get(pk=wish.pk)
    return group, kept


def offer_seats(*, now: datetime) -> int:
    """Look at every session whose minutes are now, or over. Return how many seats are kept for somebody from now on."""
    return sum(len(_tend(*ids, now=now)) for ids in offers.sessions_to_look_at(now=now))


@transaction.atomic
def _tend(group_id: UUID, session_id: UUID, *, now: datetime) -> list[Standby]:
    # What was true when the sessions were looked for is asked again under the locks: two beats make one offer.
    group = locked(group_id)
    session = Session.objects.select_for_update(no_key=True).get(pk=session_id)
    return offers.tend(session, group, now=now)
