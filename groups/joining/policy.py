"""Who may ask for a seat, and get one: lists of sentences, for the check and for the button."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from groups.membership.models import Membership, Part, SupportGroup
from groups.people.models import User
from groups.refusals import Refused


class CannotAsk(Refused):
    code = "cannot_ask"


class NotReady(CannotAsk):
    """They have not said yet that they are an adult and have read what this is not."""

    code = "not_ready"


class GroupIsFull(CannotAsk):
    code = "group_is_full"


class CannotSeat(Refused):
    code = "cannot_seat"


@dataclass(frozen=True)
class Standing:
    """How somebody and a group stand to each other: what the sentences below are about."""

    is_ready: bool
    is_seated: bool
    has_asked: bool
    free_seats: int


def standing(user: User | AnonymousUser, group: SupportGroup, current: Iterable[Membership]) -> Standing:
    """Read it from the group's current memberships; under the group's lock it stays true until the commit."""
    people = list(current)
    free = max(group.capacity - sum(one.role == Part.MEMBER for one in people), 0)
    if not isinstance(user, User):
        return Standing(is_ready=True, is_seated=False, has_asked=False, free_seats=free)
    return Standing(
        is_ready=user.adult_at is not None and user.understood_at is not None,
        is_seated=any(one.user_id == user.pk for one in people),
        has_asked=group.requests.open().filter(user=user).exists(),
        free_seats=free,
    )


def check_can_ask(where: Standing) -> None:
    if where.is_seated:
        raise CannotAsk(_("You already belong to this group. There is nothing to ask for."))
    if where.has_asked:
        raise CannotAsk(_("You have asked already. A facilitator will read it and answer here."))
    if where.free_seats < 1:
        raise GroupIsFull(_("Every seat in this group is taken for now. That is about chairs, not about you."))
    if not where.is_ready:
        raise NotReady(_("Before you ask for a seat, there are a few things to read about what this is and is not."))


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
    if where.free_seats < 1:
        raise CannotSeat(_("Every seat is taken. The request can wait here until one is free."))
    if name_is_taken:
        raise CannotSeat(_("Somebody in this group goes by that name by now. They would need to ask under another."))
