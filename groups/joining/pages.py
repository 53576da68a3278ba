"""What the pages of joining show, read in few questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groups.joining import line, policy
from groups.joining.models import FitMessage, JoinRequest, Offer
from groups.membership.models import SupportGroup


@dataclass(frozen=True)
class Requests:
    """Who asks for a seat in a group, and who waits for one, for its facilitators."""

    group: SupportGroup
    to_answer: Sequence[JoinRequest]
    in_talk: Sequence[JoinRequest]
    """Those where the asker has the next word."""
    in_line: Sequence[JoinRequest]
    free_seats: int

    @property
    def seats_kept(self) -> int:
        return sum(one.offered_until is not None for one in self.in_line)  # type: ignore[attr-defined] # annotated below


def requests_of(group: SupportGroup) -> Requests:
    undecided = group.requests.undecided().with_last_word().with_offer()
    asked = list(undecided.order_by("asked_at", "pk"))
    waiting = [one for one in asked if one.waiting_since is not None]
    is_new = [one for one in asked if one.waiting_since is None]
    return Requests(
        group=group,
        to_answer=[one for one in is_new if _waits_for_us(one)],
        in_talk=[one for one in is_new if not _waits_for_us(one)],
        in_line=sorted(waiting, key=lambda one: (one.waiting_since, one.pk)),
        free_seats=policy.free_seats(group, group.memberships.current()),
    )


def _waits_for_us(asked: JoinRequest) -> bool:
    return asked.last_word_by_asker is not False  # type: ignore[attr-defined] # annotated above


def thread(asked: JoinRequest) -> list[FitMessage]:
    """The words about a request that are still kept, the oldest first."""
    return list(asked.thread.select_related("author").order_by("at", "pk"))


def before_me(asked: JoinRequest) -> int:
    """How many people stand in line before this one."""
    ids = asked.group.requests.in_line().values_list("pk", "user_id")
    return line.before([line.Waiting(request, person) for request, person in ids], asked.pk)


def offer_to(asked: JoinRequest, *, now: datetime) -> Offer | None:
    """The seat that is kept for them, while they can say yes."""
    return asked.offers.open().filter(expires_at__gt=now).first()
