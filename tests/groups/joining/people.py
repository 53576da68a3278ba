"""What the tests of joining need often: a full group, somebody in line, a seat that is kept."""

from datetime import datetime, timedelta

from groups.joining import actions
from groups.joining.models import JoinRequest, Offer
from groups.membership.models import Membership, State, SupportGroup
from groups.people.models import User
from tests.cast import Cast, membership, person

AWAKE = {"quiet_from": None, "quiet_to": None}
"""For those whose offers should end at a round hour."""


def fill(group: SupportGroup, *, now: datetime, leave: int = 0) -> list[Membership]:
    """Members in every free seat, but for so many."""
    free = group.capacity - group.memberships.current().members().count() - leave
    start = User.objects.count()
    return [membership(group, person(f"bird{start + n}"), now=now) for n in range(free)]


def ask(cast: Cast, user: User, *, now: datetime, name: str = "", group: SupportGroup | None = None) -> JoinRequest:
    name = name or f"{user.chosen_name} Bird"
    return actions.ask(group=group or cast.group, user=user, name=name, line="", now=now)


def in_line(cast: Cast, user: User, *, now: datetime, name: str = "") -> JoinRequest:
    """Somebody whom Noor has put in line."""
    asked = ask(cast, user, now=now, name=name)
    actions.wait(asked=asked, by=cast.seat("noor"), now=now)
    asked.refresh_from_db()
    return asked


def line_of(cast: Cast, *names: str, now: datetime) -> list[JoinRequest]:
    """So many, a minute apart, each awake at all hours."""
    people = [person(name, **AWAKE) for name in names]
    return [in_line(cast, one, now=now + n * timedelta(minutes=1)) for n, one in enumerate(people)]


def gives_back(seat: Membership, *, now: datetime) -> None:
    """A seat falls free."""
    Membership.objects.filter(pk=seat.pk).update(state=State.LEFT, ended_at=now)


def offered(asked: JoinRequest) -> Offer:
    """The newest offer to them."""
    found = asked.offers.order_by("-made_at", "pk").first()
    assert found is not None
    return found
