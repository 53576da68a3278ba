"""Who may ask for a seat, get one, say yes to one: lists of sentences, for the check and for the button.

For whoever may not meet somebody of a group it is a full group, everywhere: the same words after the same questions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from groups.joining.access import seats_held
from groups.joining.models import UNDECIDED, JoinRequest, Offer, OfferState, RequestState
from groups.membership.models import Membership, Part, SupportGroup
from groups.people import moments
from groups.people.apart import may_not_meet
from groups.people.models import User
from groups.refusals import Refused

MOST_UNDECIDED, MOST_A_DAY, A_DAY = 5, 10, timedelta(days=1)
AFTER_A_NO = timedelta(days=7)
"""How long after "not this time" the same group may be asked again."""

MOST_WORDS, AN_HOUR = 20, timedelta(hours=1)
"""Of one side of a conversation."""


class CannotAsk(Refused):
    code = "cannot_ask"


class NotYet(CannotAsk):
    """They may ask later; what they have written is worth keeping."""

    code = "not_yet"


class NotReady(CannotAsk):
    """They have not said yet that they are an adult and have read what this is not."""

    code = "not_ready"


class CannotSeat(Refused):
    code = "cannot_seat"


class CannotWrite(Refused):
    code = "cannot_write"


class OfferIsOver(Refused):
    code = "offer_is_over"


class NoSeatAnyMore(OfferIsOver):
    code = "no_seat_any_more"


@dataclass(frozen=True)
class Standing:
    """How somebody and a group stand to each other: what the sentences below are about."""

    is_ready: bool
    is_seated: bool
    has_asked: bool
    free_seats: int
    undecided: int = 0
    asked_lately: int = 0
    may_ask_from: datetime | None = None
    """After "not this time", while it lies ahead."""

    @property
    def is_full(self) -> bool:
        """Who asks now asks to wait."""
        return self.free_seats < 1


def free_seats(group: SupportGroup, current: Iterable[Membership], *, but_for: User | None = None) -> int:
    """Seats that nobody has and that are kept for nobody (else)."""
    taken = sum(one.role == Part.MEMBER and not one.is_guest for one in current)
    return max(group.capacity - taken - seats_held([group], but_for=but_for).get(group.pk, 0), 0)


def sits_in(one: Membership) -> bool:
    """Whether they came for one session, as a guest: no seat of the group is theirs."""
    return one.is_guest and not one.is_facilitator


def standing(
    user: User | AnonymousUser, group: SupportGroup, current: Iterable[Membership], *, now: datetime
) -> Standing:
    """Read it from the group's current memberships; under the group's lock it stays true until the commit."""
    people = list(current)
    if not isinstance(user, User):
        return Standing(is_ready=True, is_seated=False, has_asked=False, free_seats=free_seats(group, people))
    # Both are asked always, so that the time of an answer tells nothing either.
    free, apart = free_seats(group, people, but_for=user), may_not_meet(user, [one.user_id for one in people])
    before = _asked_before(user, group, now=now)
    return Standing(
        is_ready=user.adult_at is not None and user.understood_at is not None,
        # Who sits in for one session still waits for a seat of their own.
        is_seated=any(one.user_id == user.pk and not sits_in(one) for one in people),
        has_asked=before["here"] > 0,
        free_seats=0 if apart else free,
        undecided=before["undecided"],
        asked_lately=before["lately"],
        may_ask_from=before["declined_at"] and before["declined_at"] + AFTER_A_NO,
    )


def _asked_before(user: User, group: SupportGroup, *, now: datetime) -> dict[str, Any]:
    undecided, declined = Q(state__in=UNDECIDED), Q(group=group, state=RequestState.DECLINED)
    return JoinRequest.objects.of(user).aggregate(
        here=Count("pk", filter=undecided & Q(group=group)),
        undecided=Count("pk", filter=undecided),
        lately=Count("pk", filter=Q(asked_at__gt=now - A_DAY)),
        declined_at=Max("answered_at", filter=declined & Q(answered_at__gt=now - AFTER_A_NO)),
    )


def check_can_ask(where: Standing) -> None:
    if where.is_seated:
        raise CannotAsk(_("You already belong to this group. There is nothing to ask for."))
    if where.has_asked:
        raise CannotAsk(_("You have asked already. A facilitator will read it and answer here."))
    _check_is_not_too_soon(where)
    if not where.is_ready:
        raise NotReady(_("Before you ask for a seat, there are a few things to read about what this is and is not."))


def _check_is_not_too_soon(where: Standing) -> None:
    if where.may_ask_from is not None:
        raise NotYet(
            _("This group could not offer you a seat a few days ago. You can ask here again from {when}.").format(
                when=moments.moment(where.may_ask_from)
            )
        )
    if where.undecided >= MOST_UNDECIDED:
        raise NotYet(
            _(
                "You have asked five groups, and their answers are still to come. When one of them has answered, or"
                " you have taken a request back, you can ask here."
            )
        )
    if where.asked_lately >= MOST_A_DAY:
        raise NotYet(_("Ten requests are enough for one day. Tomorrow you can ask again."))


def why_not_ask(where: Standing) -> CannotAsk | None:
    """What keeps somebody from asking, or None."""
    try:
        check_can_ask(where)
    except CannotAsk as no:
        return no
    return None


def check_can_seat(where: Standing, *, name_is_taken: bool) -> None:
    if where.is_seated:
        raise CannotSeat(_("They already belong to this group."))
    if where.is_full:
        raise CannotSeat(_("No seat is free for this request now. It can wait in line until one is."))
    if name_is_taken:
        raise CannotSeat(_("Somebody in this group goes by that name by now. They would need to ask under another."))


def can_write(asked: JoinRequest) -> bool:
    return asked.is_undecided


def check_can_write(asked: JoinRequest, *, lately: int) -> None:
    """*lately*: words of this side in the last hour."""
    if not can_write(asked):
        raise CannotWrite(_("There is an answer by now, so this conversation has come to its end."))
    if lately >= MOST_WORDS:
        raise CannotWrite(_("Those are many words for one hour. Please rest a little; yours are still here below."))


def can_say_yes(offer: Offer, *, now: datetime) -> bool:
    return offer.state == OfferState.OPEN and offer.expires_at > now


def check_can_say_yes(offer: Offer, *, now: datetime) -> None:
    if offer.state in (OfferState.OPEN, OfferState.EXPIRED) and offer.expires_at <= now:
        raise OfferIsOver(_("The time for this seat is over, and it goes to the next in line. You keep your place."))
    if offer.state == OfferState.DECLINED:
        raise OfferIsOver(_("You said that it is not the time, and the seat goes to the next. You keep your place."))
    if offer.state != OfferState.OPEN:
        raise no_seat_any_more()


def no_seat_any_more() -> NoSeatAnyMore:
    """What was kept is not there: fewer seats, a group that rests, somebody who came in between."""
    return NoSeatAnyMore(_("This seat is not there any more. That is about chairs, not about you."))
