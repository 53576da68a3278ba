"""Many at once: real threads, on PostgreSQL. SQLite lets one transaction in at a time, so nothing races there."""

from collections import Counter
from datetime import datetime

import pytest
from django.db import connection

from groups.joining import actions as joining
from groups.joining.models import JoinRequest, RequestState
from groups.membership.models import Membership
from groups.people.models import Letter, LetterKind
from groups.schedule.actions import answers
from groups.schedule.models import Answer, Rsvp, Session, Usual
from groups.standby.actions import let_go, offer_seats, take, wish
from groups.standby.models import Standby, StandbyState
from groups.standby.policy import CannotTake
from tests.cast import Cast, meeting, person, whole_cast
from tests.groups.membership.test_races import at_once
from tests.groups.standby.people import MINUTE, opened, says, state, waits, would_come

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]
TIMES = 6
"""Each race of two is run so often: one run may happen to fall in order."""


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    """One of two seats is free."""
    opened(cast)
    session = meeting(cast.group, starts_at=now + 8 * MINUTE)
    says(cast.seat("sam"), session, Answer.NOT_TODAY, now=now)
    return session


def test_two_beats_make_one_offer_of_one_seat(cast: Cast, coming: Session, now: datetime) -> None:
    would_come(cast, coming, *(f"p{n}" for n in range(6)), now=now)
    assert sum(at_once([lambda: offer_seats(now=now)] * 8)) == 1
    assert Standby.objects.filter(state=StandbyState.OFFERED).count() == 1
    assert Letter.objects.filter(kind=LetterKind.STANDBY).count() == 1


def test_a_yes_and_the_end_of_its_minutes_give_the_seat_to_one(cast: Cast, coming: Session, now: datetime) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    late = now + 5 * MINUTE
    outcomes: Counter[tuple[str, str]] = Counter()
    for _ in range(TIMES):
        Membership.objects.filter(guest_until__isnull=False).delete()
        Standby.objects.update(state=StandbyState.WAITING, offered_at=None, expires_at=None)
        Letter.objects.all().delete()
        offer_seats(now=now)
        # One clock of two is a moment behind: it would still say yes, while the other asks the next.
        at_once([lambda: take(wish=wim, agreed=0, now=late - MINUTE / 60), lambda: offer_seats(now=late)])
        outcomes[state(wim), state(yan)] += 1
    assert set(outcomes) <= {("taken", "waiting"), ("passed", "offered")}


def test_yes_tapped_many_times_at_once_is_one_seat(cast: Cast, coming: Session, now: datetime) -> None:
    (wim,) = would_come(cast, coming, "wim", now=now)
    offer_seats(now=now)
    found = at_once([lambda: take(wish=wim, agreed=0, now=now)] * 6)
    assert len({one.pk for one in found if isinstance(one, Membership)}) == 1
    assert not [one for one in found if not isinstance(one, Membership)]


def test_yes_and_no_at_once_leave_a_visit_or_none(cast: Cast, coming: Session, now: datetime) -> None:
    (wim,) = would_come(cast, coming, "wim", now=now)
    for _ in range(TIMES):
        Membership.objects.filter(guest_until__isnull=False).delete()
        Standby.objects.update(state=StandbyState.WAITING, offered_at=None, expires_at=None)
        offer_seats(now=now)
        yes, _no = at_once([lambda: take(wish=wim, agreed=0, now=now), lambda: let_go(wish=wim, now=now)])
        here = Membership.objects.current().filter(user=wim.request.user).exists()
        # Whoever takes the seat first and gives it back next has no seat either.
        assert (state(wim), here) == (StandbyState.PASSED, False)
        assert isinstance(yes, Membership | CannotTake)


def test_a_seat_of_their_own_and_one_for_today_at_once_are_one_membership(
    cast: Cast, coming: Session, now: datetime
) -> None:
    (wim,) = would_come(cast, coming, "wim", now=now)
    opened(cast, capacity=3)
    asked, noor = wim.request, cast.seat("noor")
    for _ in range(TIMES):
        Membership.objects.filter(user=asked.user).delete()
        JoinRequest.objects.filter(pk=asked.pk).update(state=RequestState.WAITING)
        Standby.objects.update(state=StandbyState.WAITING, offered_at=None, expires_at=None)
        offer_seats(now=now)
        at_once([lambda: take(wish=wim, agreed=0, now=now), lambda: joining.seat(asked=asked, by=noor, now=now)])
        seats = Membership.objects.current().filter(user=asked.user)
        assert [one.guest_until for one in seats] == [None]


def test_a_wish_made_many_times_at_once_is_one(cast: Cast, coming: Session, now: datetime) -> None:
    asked = waits(cast, person("wim"), since=now)
    made = at_once([lambda: wish(asked=asked, session=coming, now=now)] * 6)
    assert len({one.pk for one in made if isinstance(one, Standby)}) == 1
    assert Standby.objects.count() == 1


def test_a_wish_taken_back_while_it_is_asked_is_asked_or_gone(cast: Cast, coming: Session, now: datetime) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    at_once([lambda: let_go(wish=wim, now=now), lambda: offer_seats(now=now)])
    offer_seats(now=now)
    left = Standby.objects.filter(pk=wim.pk).values_list("state", flat=True)
    assert list(left) in ([], [StandbyState.PASSED])
    assert state(yan) == StandbyState.OFFERED


def test_answers_given_at_once_are_one_answer(cast: Cast, coming: Session, now: datetime) -> None:
    ana = cast.seat("ana")
    words = [Answer.COME, Answer.QUIETLY, Answer.UNSURE, Answer.NOT_TODAY] * 2
    given = at_once(
        [lambda w=w: answers.answer(session=coming, membership=ana, answer=w, now=now) for w in words]
        + [lambda w=w: answers.say_as_usual(membership=ana, answer=w, now=now) for w in words[:3]]
    )
    assert all(one is None or isinstance(one, Rsvp) for one in given)
    assert Rsvp.objects.filter(membership=ana).count() == 1
    assert Usual.objects.filter(membership=ana).count() == 1
