"""What the tests of standby need often: an open group whose seats are taken, and a line of those who would come."""

from datetime import datetime, timedelta

from groups.joining.models import JoinRequest, RequestState
from groups.membership.models import Membership, SupportGroup
from groups.people.models import User
from groups.schedule.models import Answer, Rsvp, Session
from groups.standby import actions
from groups.standby.models import Standby
from tests.cast import Cast, person

MINUTE = timedelta(minutes=1)


def opened(cast: Cast, *, capacity: int = 2) -> SupportGroup:
    """Sam's group with an open roster; with two seats, Sam's and Ana's, it is full."""
    SupportGroup.objects.filter(pk=cast.group.pk).update(same_people=False, capacity=capacity)
    cast.group.refresh_from_db()
    return cast.group


def waits(cast: Cast, user: User, *, since: datetime, name: str = "") -> JoinRequest:
    """Somebody whom Noor has put in line."""
    return JoinRequest.objects.create(
        group=cast.group,
        user=user,
        name=name or f"{user.chosen_name} Bird",
        state=RequestState.WAITING,
        asked_at=since,
        waiting_since=since,
        answered_at=since,
        answered_by=cast.seat("noor"),
    )


def would_come(cast: Cast, session: Session, *names: str, now: datetime) -> list[Standby]:
    """So many, each a minute longer in line than the next; they say so in the opposite order."""
    long_ago = now - timedelta(days=30)
    asked = [waits(cast, person(name), since=long_ago + n * MINUTE) for n, name in enumerate(names)]
    wishes = [
        actions.wish(asked=one, session=session, now=now + n * MINUTE / 60) for n, one in enumerate(reversed(asked))
    ]
    return list(reversed(wishes))


def says(seat: Membership, session: Session, answer: Answer, *, now: datetime) -> None:
    Rsvp.objects.update_or_create(session=session, membership=seat, defaults={"answer": answer, "answered_at": now})


def state(wish: Standby) -> str:
    wish.refresh_from_db()
    return wish.state
