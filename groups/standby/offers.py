"""Free seats of one session, kept for those who would come. Everything runs under the lock of the group's row."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q, QuerySet
from django.urls import reverse

from groups.joining import line
from groups.joining.access import seats_held
from groups.joining.models import RequestState
from groups.membership.models import Membership, SupportGroup
from groups.people import letters
from groups.people.apart import may_not_meet
from groups.people.models import LetterKind
from groups.schedule.models import Attendance, Session, SessionState
from groups.schedule.said import NOTHING, kept_until, said_of
from groups.standby import planning
from groups.standby.models import Standby, StandbyState
from groups.standby.policy import before

UNSETTLED = (StandbyState.WAITING, StandbyState.OFFERED)


def sessions_to_look_at(*, now: datetime) -> list[tuple[UUID, UUID]]:
    """(group, session) for which somebody would come, and whose minutes have begun, or are over."""
    # Asked from the few wishes that are open: most sessions are long over.
    due = Standby.objects.filter(state__in=UNSETTLED, session__starts_at__lte=now + planning.OPENS)
    ids = due.order_by("session__group_id", "session_id").values_list("session__group_id", "session_id")
    return list(ids.distinct())


def tend(session: Session, group: SupportGroup, *, now: datetime) -> list[Standby]:
    """End what is over, and keep free seats for those who are next. What is kept for somebody, stays kept."""
    wishes = Standby.objects.filter(session=session)
    move(wishes.filter(expires_at__lte=now), StandbyState.OFFERED, StandbyState.PASSED)
    groundless = ~Q(request__state=RequestState.WAITING) | Q(request__user__is_active=False)
    end(wishes.filter(groundless))
    if session.state != SessionState.PLANNED or session.ends_at <= now or group.same_people:
        end(wishes)
    elif planning.is_closed(session.starts_at, now=now):
        move(wishes, StandbyState.WAITING, StandbyState.OVER)
    elif planning.is_open(session.starts_at, now=now):
        return _ask(session, group, now=now)
    return []


def end(wishes: QuerySet[Standby]) -> None:
    """There is nothing more to come to for these, asked or not."""
    move(wishes, StandbyState.WAITING, StandbyState.OVER)
    move(wishes, StandbyState.OFFERED, StandbyState.OVER)


def move(wishes: QuerySet[Standby], start: StandbyState, end: StandbyState) -> int:
    """Compare and set; of those that were asked, the letter that is still on its way is taken back."""
    assert start in before(end)
    asked = list(wishes.filter(state=start).values_list("pk", "offered_at"))
    moved = Standby.objects.filter(pk__in=[pk for pk, _at in asked], state=start).update(state=end)
    for pk, offered_at in asked:
        if offered_at is not None:
            letters.drop(kind=LetterKind.STANDBY, about=offer_id(pk, offered_at))
    return moved


def offer_id(standby_id: UUID, offered_at: datetime) -> UUID:
    """What one offer is known by: who would come after all and is asked again, gets another letter."""
    return uuid5(standby_id, offered_at.isoformat())


def _ask(session: Session, group: SupportGroup, *, now: datetime) -> list[Standby]:
    unsettled = Standby.objects.filter(session=session, state__in=UNSETTLED).select_related("request__user")
    wishes = {one.pk: one for one in unsettled}
    if not wishes:
        return []
    current = list(group.memberships.current())
    offered = sum(one.state == StandbyState.OFFERED for one in wishes.values())
    people = {one.request.user_id: one.request.user for one in wishes.values()}
    next_ones = line.asked_next(
        planning.in_order([_wish(one) for one in wishes.values()]),
        free=_free(session, group, current, offered=offered, now=now),
        here=[one.user_id for one in current],
        is_apart=lambda who, others: may_not_meet(people[who], others),
        now=now,
    )
    return [_keep_a_seat(wishes[pk], now=now) for pk in next_ones]


def _wish(row: Standby) -> planning.Wish:
    since = row.request.waiting_since or row.made_at
    is_offered, was_asked = row.state == StandbyState.OFFERED, row.offered_at is not None
    return planning.Wish(row.pk, row.request.user_id, since, row.made_at, is_offered, was_asked)


def _free(session: Session, group: SupportGroup, current: Sequence[Membership], *, offered: int, now: datetime) -> int:
    """Whoever has come holds their seat, whatever they had said before."""
    said, until = said_of(session), kept_until(session)
    here = set(Attendance.objects.filter(session=session).values_list("membership_id", flat=True))
    members = [one for one in current if not one.is_facilitator]
    held = [
        one
        for one in members
        if not one.is_guest
        and (one.pk in here or (not one.is_paused and said.get(one.pk, NOTHING).holds(until=until, now=now)))
    ]
    return planning.free_seats(
        capacity=group.capacity,
        held=len(held),
        kept=seats_held([group]).get(group.pk, 0),
        sitting_in=sum(one.is_guest for one in members),
        offered=offered,
    )


def _keep_a_seat(wish: Standby, *, now: datetime) -> Standby:
    wish.state, wish.offered_at, wish.expires_at = StandbyState.OFFERED, now, now + planning.KEPT
    wish.save(update_fields=["state", "offered_at", "expires_at"])
    letters.write_to(
        user=wish.request.user,
        kind=LetterKind.STANDBY,
        about=offer_id(wish.pk, now),
        path=reverse("standby:offer", args=[wish.pk]),
        now=now,
        expires_at=wish.expires_at,
        is_urgent=True,
    )
    return wish
