"""Many at once: real threads, on PostgreSQL. SQLite lets one transaction in at a time, so nothing races there."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from groups.joining import actions, policy
from groups.joining.models import FitMessage, JoinRequest, Offer, OfferState, RequestState
from groups.membership.actions import leave
from groups.membership.models import Membership, Part
from groups.people.models import Letter, LetterKind, User
from groups.refusals import Refused
from tests.cast import Cast, membership, person, support_group, whole_cast
from tests.groups.joining.people import ask, fill, line_of, offered
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # fifty connections
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]
TIMES = 6
"""Each race of two is run so often: one run may happen to fall in order."""


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def last_seat(cast: Cast, now: datetime) -> None:
    """One seat is free."""
    fill(cast.group, now=now, leave=1)


def seats_taken(cast: Cast) -> int:
    return cast.group.memberships.current().members().count()


def again(cast: Cast, offer: Offer) -> None:
    """As before the race: the offer is open, nobody has the seat."""
    Membership.objects.filter(group=cast.group, user__in=JoinRequest.objects.values("user")).delete()
    JoinRequest.objects.filter(pk=offer.request_id).update(state=RequestState.WAITING, rests_until=None)
    Offer.objects.exclude(pk=offer.pk).delete()
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.OPEN, settled_at=None)


def test_fifty_requests_for_one_seat_make_one_seat(cast: Cast, now: datetime) -> None:
    group = support_group(now=now, name="One chair", capacity=3)
    noor = membership(group, cast.noor, now=now, role=Part.FACILITATOR)
    for name in ("sam", "ana"):
        membership(group, getattr(cast, name), now=now)
    people = [person(f"p{n}", chosen_name=f"Bird {n}") for n in range(50)]
    asked = [actions.ask(group=group, user=one, name=one.chosen_name, line="", now=now) for one in people]

    answers = at_once([lambda one=one: actions.seat(asked=one, by=noor, now=now) for one in asked])

    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert sum(isinstance(answer, policy.CannotSeat) for answer in answers) == 49
    assert group.memberships.current().members().count() == 3
    assert JoinRequest.objects.open().count() == 49


def test_one_request_answered_by_many_is_answered_once(cast: Cast, now: datetime) -> None:
    asked = actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)
    answer = [actions.seat, actions.decline]
    acts = [lambda n=n: answer[n % 2](asked=asked, by=cast.seat("noor"), now=now) for n in range(8)]
    answers = at_once(acts)
    assert sum(isinstance(one, Refused) for one in answers) == 7


def test_a_name_is_given_to_one_of_those_who_ask_for_it_at_once(cast: Cast, now: datetime) -> None:
    people: list[User] = [person(f"p{n}") for n in range(10)]
    acts = [lambda one=one: actions.ask(group=cast.group, user=one, name="Wren", line="", now=now) for one in people]
    assert sum(isinstance(one, JoinRequest) for one in at_once(acts)) == 1


def test_asking_many_times_at_once_is_asking_once(cast: Cast, now: datetime) -> None:
    acts = [lambda n=n: actions.ask(group=cast.group, user=cast.olu, name=f"W{n}", line="", now=now) for n in range(10)]
    assert sum(isinstance(one, JoinRequest) for one in at_once(acts)) == 1


def test_asking_many_groups_at_once_is_asking_five(cast: Cast, now: datetime) -> None:
    groups = [support_group(now=now, name=f"Circle {n}") for n in range(12)]
    answers = at_once([lambda one=one: ask(cast, cast.olu, now=now, name="Wren", group=one) for one in groups])
    assert sum(isinstance(one, JoinRequest) for one in answers) == policy.MOST_UNDECIDED
    assert sum(isinstance(one, policy.NotYet) for one in answers) == 7


def test_whoever_asks_again_while_they_are_seated_stops_nobody(cast: Cast, now: datetime) -> None:
    """Asking takes the row of the person, then the group's; seating takes the group's, then points to the person."""
    people = [person(f"p{n}", chosen_name=f"Bird {n}") for n in range(6)]
    asked = [ask(cast, one, now=now) for one in people]
    acts = [lambda one=one: actions.seat(asked=one, by=cast.seat("noor"), now=now) for one in asked]
    acts += [lambda one=one: ask(cast, one, now=now) for one in people]
    answers = at_once(acts)
    assert all(isinstance(one, Membership) for one in answers[:6])
    assert all(isinstance(one, policy.CannotAsk) for one in answers[6:])


def test_the_last_seat_goes_to_one_whoever_gives_it(cast: Cast, last_seat: None, now: datetime) -> None:
    """A facilitator seats somebody while somebody else says yes to the seat that is kept for them."""
    [waits] = line_of(cast, "pat", now=now)
    other = ask(cast, cast.olu, now=now)
    actions.offer_seats(now=now)
    offer = offered(waits)
    for _ in range(TIMES):
        again(cast, offer)
        accepted, seated = at_once(
            [
                lambda: actions.accept(offer=offer, now=now),
                lambda: actions.seat(asked=other, by=cast.seat("noor"), now=now),
            ]
        )
        assert isinstance(accepted, Membership)
        assert isinstance(seated, policy.CannotSeat)
        assert seats_taken(cast) == cast.group.capacity


def test_a_seat_is_given_or_kept_but_not_both(cast: Cast, last_seat: None, now: datetime) -> None:
    [waits] = line_of(cast, "pat", now=now)
    other = ask(cast, cast.olu, now=now)
    for _ in range(TIMES):
        Membership.objects.filter(user__in=[cast.olu, waits.user]).delete()
        Offer.objects.all().delete()
        JoinRequest.objects.filter(pk=other.pk).update(state=RequestState.OPEN)
        seated, _made = at_once(
            [
                lambda: actions.seat(asked=other, by=cast.seat("noor"), now=now),
                lambda: actions.offer_seats(now=now),
            ]
        )
        assert seats_taken(cast) + Offer.objects.open().count() == cast.group.capacity
        assert isinstance(seated, Membership) == (Offer.objects.open().count() == 0)


def test_many_who_say_yes_to_one_offer_are_one_seat(cast: Cast, last_seat: None, now: datetime) -> None:
    [waits] = line_of(cast, "pat", now=now)
    actions.offer_seats(now=now)
    offer = offered(waits)
    answers = at_once([lambda: actions.accept(offer=offer, now=now) for _ in range(8)])
    assert len(set(answers)) == 1
    assert isinstance(answers[0], Membership)
    assert Membership.objects.filter(user=waits.user).count() == 1


def test_yes_against_the_end_is_either_a_seat_or_a_place_in_line(cast: Cast, last_seat: None, now: datetime) -> None:
    waits, following = line_of(cast, "pat", "wim", now=now)
    actions.offer_seats(now=now)
    offer = offered(waits)
    in_time, late = offer.expires_at - timedelta(seconds=1), offer.expires_at
    for _ in range(TIMES):
        again(cast, offer)
        answer, _made = at_once(
            [lambda: actions.accept(offer=offer, now=in_time), lambda: actions.offer_seats(now=late)]
        )
        offer.refresh_from_db()
        got_it = isinstance(answer, Membership)
        assert isinstance(answer, Membership | policy.OfferIsOver)
        assert offer.state == (OfferState.ACCEPTED if got_it else OfferState.EXPIRED)
        assert following.offers.count() == (0 if got_it else 1)
        assert seats_taken(cast) + Offer.objects.open().count() == cast.group.capacity


def test_many_beats_make_one_offer_for_one_seat(cast: Cast, last_seat: None, now: datetime) -> None:
    line_of(cast, "pat", "wim", "xan", now=now)
    at_once([lambda: actions.offer_seats(now=now) for _ in range(10)])
    assert Offer.objects.count() == 1
    assert Letter.objects.filter(kind=LetterKind.OFFER).count() == 1


@pytest.mark.parametrize("no", ["decline", "take_back", "not_now"])
def test_yes_and_no_at_once_are_one_of_them(cast: Cast, last_seat: None, now: datetime, no: str) -> None:
    [waits] = line_of(cast, "pat", now=now)
    actions.offer_seats(now=now)
    offer = offered(waits)
    says_no = {
        "decline": lambda: actions.decline(asked=waits, by=cast.seat("noor"), now=now),
        "take_back": lambda: actions.take_back(asked=waits, now=now),
        "not_now": lambda: actions.not_now(offer=offer, now=now),
    }[no]
    for _ in range(TIMES):
        again(cast, offer)
        answer, other = at_once([lambda: actions.accept(offer=offer, now=now), says_no])
        offer.refresh_from_db()
        got_it = isinstance(answer, Membership)
        assert Membership.objects.filter(user=waits.user).exists() == got_it
        assert (offer.state == OfferState.ACCEPTED) == got_it
        assert (offer.request.state == RequestState.SEATED) == got_it
        if no != "not_now":
            assert isinstance(other, actions.AlreadyAnswered) == got_it


def test_leaving_frees_a_seat_for_exactly_one(cast: Cast, now: datetime) -> None:
    seats = [cast.seat("ana"), *fill(cast.group, now=now)[:2]]
    line = line_of(cast, "pat", "wim", "xan", "yve", now=now)
    acts = [lambda one=one: leave(membership=one, now=now) for one in seats]
    at_once([*acts, *[lambda: actions.offer_seats(now=now) for _ in range(5)]])
    at_once([lambda: actions.offer_seats(now=now) for _ in range(3)])
    assert [one.offers.count() for one in line] == [1, 1, 1, 0]
    answers = at_once([lambda one=one: actions.accept(offer=offered(one), now=now) for one in line[:3]])
    assert all(isinstance(one, Membership) for one in answers)
    assert seats_taken(cast) == cast.group.capacity


def test_words_of_an_hour_are_counted_once(cast: Cast, now: datetime) -> None:
    asked = ask(cast, cast.olu, now=now)
    acts = [lambda n=n: actions.write(asked=asked, by=None, words=f"{n}", now=now) for n in range(30)]
    answers = at_once(acts)
    assert sum(isinstance(one, policy.CannotWrite) for one in answers) == 30 - policy.MOST_WORDS
    assert FitMessage.objects.count() == policy.MOST_WORDS


def test_no_word_is_added_after_the_answer(cast: Cast, now: datetime) -> None:
    for n in range(TIMES):
        asked = ask(cast, person(f"p{n}"), now=now)
        said, _answer = at_once(
            [
                lambda asked=asked: actions.write(asked=asked, by=None, words="Hello.", now=now),
                lambda asked=asked: actions.decline(asked=asked, by=cast.seat("noor"), now=now),
            ]
        )
        assert asked.thread.count() == (0 if isinstance(said, Refused) else 1)
