"""Who stands in is in the group for as long as they hold something there, and no longer."""

from datetime import datetime, timedelta

import pytest

from groups.membership.actions import end_visits
from groups.membership.models import Membership, Part, State
from groups.people.models import User
from groups.schedule.actions.sessions import cancel, resize, restore
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from groups.staffing.actions.asking import accept, decline, search
from groups.staffing.actions.duties import lay_down
from groups.staffing.actions.hands import give_up
from groups.staffing.models import Duty
from tests.cast import Cast, meeting, membership, support_group
from tests.groups.staffing.helpers import ask_of, asked, elsewhere, letters, names, told

pytestmark = pytest.mark.slow  # two sessions, one after the other


@pytest.fixture
def later(cast: Cast, laid: Session, now: datetime) -> Session:
    session = meeting(cast.group, starts_at=laid.starts_at + timedelta(days=7))
    lay_down(now=now)
    return session


@pytest.fixture
def vera(cast: Cast, laid: Session, later: Session, now: datetime) -> User:
    """She was asked for both sessions."""
    vera = elsewhere("vera", now=now)
    for session in (laid, later):
        give_up(session=session, seat=cast.seat("noor"), now=now)
    return vera


def seat_of(cast: Cast, user: User) -> Membership:
    return Membership.objects.get(group=cast.group, user=user)


def yes_to(session: Session, user: User, *, now: datetime) -> Membership:
    return accept(ask=ask_of(session, user), name="Wren", now=now)


def test_a_yes_to_two_sessions_is_one_visit_until_the_later_one_is_over(
    cast: Cast, laid: Session, later: Session, vera: User, now: datetime
) -> None:
    for session in (later, laid):
        yes_to(session, vera, now=now)
    assert seat_of(cast, vera).guest_until == later.ends_at
    end_visits(now=laid.ends_at)
    lay_down(now=laid.ends_at)
    assert "Wren" in names(later)
    end_visits(now=later.ends_at)
    assert seat_of(cast, vera).state == State.LEFT


def test_a_no_to_the_later_one_ends_the_visit_with_the_first(
    cast: Cast, laid: Session, later: Session, vera: User, now: datetime
) -> None:
    for session in (laid, later):
        yes_to(session, vera, now=now)
    decline(ask=ask_of(later, vera), now=now)
    assert (seat_of(cast, vera).state, seat_of(cast, vera).guest_until) == (State.SEATED, laid.ends_at)
    decline(ask=ask_of(laid, vera), now=now)
    assert seat_of(cast, vera).state == State.LEFT


def test_who_stands_in_once_may_be_asked_for_the_next_session_too(
    cast: Cast, laid: Session, later: Session, now: datetime
) -> None:
    vera = elsewhere("vera", now=now)
    give_up(session=laid, seat=cast.seat("noor"), now=now)
    yes_to(laid, vera, now=now)
    give_up(session=later, seat=cast.seat("noor"), now=now)
    assert asked(later) == ["Vera"]


def test_a_length_that_reaches_into_another_promise_frees_who_stands_in_and_others_are_asked(
    cast: Cast, laid: Session, later: Session, vera: User, now: datetime
) -> None:
    yes_to(laid, vera, now=now)
    other = support_group(now=now, name="Right after")
    seat = membership(other, vera, now=now, role=Part.FACILITATOR)
    meeting(other, starts_at=laid.ends_at)
    lay_down(now=now)
    resize(session=laid, by=Hand.facilitator(cast.seat("idris")), minutes=90, now=now)
    lay_down(now=now)
    laid.refresh_from_db()
    assert names(laid) == ["Idris"]
    assert Duty.objects.get(membership=seat).state == "holds"
    assert (ask_of(laid, vera).state, seat_of(cast, vera).state) == ("withdrawn", State.LEFT)
    assert letters().count("Vera") == 2  # that it is settled, and what she is asked about the later session
    elsewhere("wim", now=now)
    search(now=now)
    assert asked(laid) == ["Wim"]


def test_a_session_that_takes_place_after_all_is_told_with_who_is_there_then(
    cast: Cast, laid: Session, vera: User, now: datetime
) -> None:
    """They knew that Wren stands in; called off and brought back, it is the usual two again."""
    yes_to(laid, vera, now=now)
    now += timedelta(hours=1)
    hand = Hand.facilitator(cast.seat("idris"))
    gone = cancel(session=laid, by=hand, now=now)
    lay_down(now=now)
    restore(session=gone, by=hand, now=now)
    lay_down(now=now)
    assert names(laid) == ["Idris", "Noor"]
    assert told() == [({"Idris", "Noor"}, {"Idris", "Wren"}), ({"Idris", "Wren"}, {"Idris", "Noor"})]
    lay_down(now=now)
    assert len(told()) == 2
