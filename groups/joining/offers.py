"""Seats that are kept for those in line. A row says what is kept, for whom, until when; beat only says "look now".

Everything here runs under the lock of the group's row, taken by whoever calls.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from groups.joining import line, policy
from groups.joining.models import JoinRequest, Offer, OfferState, RequestState
from groups.membership.models import Membership, Part, SupportGroup
from groups.people import letters
from groups.people.apart import may_not_meet
from groups.people.models import LetterKind, User
from groups.people.quiet import Clock

REST = timedelta(days=7)
"""After "not now", or no answer, others are asked first for so long. The place in line stays."""


def groups_to_look_at(*, now: datetime) -> list[UUID]:
    """Groups in which something may be due: an offer is over or stands on nothing, or a free seat and a line."""
    in_group = Q(request__group=OuterRef("pk"))
    held = Offer.objects.open().filter(in_group)
    asking = JoinRequest.objects.in_line().filter(_not_resting(now), group=OuterRef("pk"), user__is_active=True)
    asking = asking.order_by().exclude(Exists(Offer.objects.open().filter(request=OuterRef("pk"))))
    members = Membership.objects.current().members().staying().filter(group=OuterRef("pk")).order_by()
    groups = SupportGroup.objects.filter(
        Exists(JoinRequest.objects.filter(group=OuterRef("pk"), state=RequestState.WAITING))
    )
    groups = groups.annotate(
        taken=Coalesce(Subquery(members.values("group").annotate(n=Count("pk")).values("n")), 0),
        held=Coalesce(Subquery(held.values("request__group").annotate(n=Count("pk")).values("n")), 0),
    )
    over = Q(Exists(held.filter(expires_at__lte=now)))
    groundless = Q(held__gt=0) & (Q(is_published=False) | Q(capacity__lt=F("taken") + F("held")))
    free = Q(is_published=True, capacity__gt=F("taken") + F("held")) & Exists(asking)
    return list(groups.filter(over | groundless | free).order_by("pk").values_list("pk", flat=True))


def _not_resting(now: datetime) -> Q:
    return Q(rests_until=None) | Q(rests_until__lte=now)


def tend(group: SupportGroup, *, now: datetime) -> list[Offer]:
    """End what is over, take back what stands on nothing, and keep free seats for those who are next."""
    end(group, now=now)
    current = list(group.memberships.current())
    take_back_what_is_groundless(group, current, now=now)
    free = policy.free_seats(group, current) if group.is_published else 0
    return make(group, current, free=free, now=now) if free else []


def end(group: SupportGroup, *, now: datetime) -> None:
    """The time of these is over: their people keep their place, and rest."""
    over = Offer.objects.open().filter(request__group=group, expires_at__lte=now)
    settle(over, OfferState.EXPIRED, now=now)


def take_back_what_is_groundless(group: SupportGroup, current: Sequence[Membership], *, now: datetime) -> None:
    """A group with fewer seats than before, or that is not published any more: the newest offers go first."""
    taken = sum(one.role == Part.MEMBER and not one.is_guest for one in current)
    seats = group.capacity - taken if group.is_published else 0
    kept = Offer.objects.open().filter(request__group=group).order_by("made_at", "request__waiting_since", "pk")
    beyond = [one.pk for one in kept[max(seats, 0) :]]
    if beyond:
        settle(Offer.objects.open().filter(pk__in=beyond), OfferState.WITHDRAWN, now=now)


def make(group: SupportGroup, current: Iterable[Membership], *, free: int, now: datetime) -> list[Offer]:
    """Ask those who are next, and let each know by mail. An account that was closed is passed over."""
    waiting = list(group.requests.in_line().with_offer().select_related("user"))
    places = [
        line.Waiting(
            one.pk,
            one.user_id,
            rests_until=one.rests_until,
            has_offer=one.offered_until is not None,  # type: ignore[attr-defined] # annotated above
        )
        for one in waiting
        if one.user.is_active or one.offered_until is not None  # type: ignore[attr-defined] # the same
    ]
    people = {one.user_id: one.user for one in waiting}
    here = [one.user_id for one in current]
    chosen = set(
        line.asked_next(
            places, free=free, here=here, is_apart=lambda who, others: may_not_meet(people[who], others), now=now
        )
    )
    return [_keep_a_seat(one, hours=group.offer_hours, now=now) for one in waiting if one.pk in chosen]


def _keep_a_seat(asked: JoinRequest, *, hours: int, now: datetime) -> Offer:
    until = line.expiry(now, hours, _clock(asked.user))
    offer = Offer.objects.create(request=asked, made_at=now, expires_at=until)
    path = reverse("joining:offer", args=[offer.pk])
    letters.write_to(
        user=asked.user, kind=LetterKind.OFFER, about=offer.pk, path=path, now=now, expires_at=offer.expires_at
    )
    return offer


def _clock(user: User) -> Clock:
    return Clock.of(user.time_zone, user.quiet_from, user.quiet_to)


def settle(offers: QuerySet[Offer], state: OfferState, *, now: datetime) -> int:
    """Compare and set: what was open is settled, and whoever let it pass rests. Return how many were."""
    ids = list(offers.values_list("pk", flat=True))
    settled = Offer.objects.that_may_become(state).filter(pk__in=ids).update(state=state, settled_at=now)
    if state in (OfferState.DECLINED, OfferState.EXPIRED):
        JoinRequest.objects.filter(offers__in=ids).update(rests_until=now + REST)
    for one in ids:
        letters.drop(kind=LetterKind.OFFER, about=one)
    return settled
