"""Many at once: real threads, on PostgreSQL. SQLite lets one transaction in at a time, so nothing races there."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from groups.joining import actions, policy
from groups.joining.models import JoinRequest
from groups.membership.actions import leave
from groups.membership.models import Membership, Part
from groups.membership.policy import CannotLeave
from groups.people.models import User
from groups.refusals import Refused
from tests.cast import Cast, membership, person, support_group, whole_cast

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # fifty connections
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Start all acts in the same moment; what each returned, or the Refused that it raised."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            answers[place] = acts[place]()
        except Refused as no:
            answers[place] = no
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


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


def test_two_facilitators_who_leave_at_once_do_not_leave_the_group_alone(cast: Cast, now: datetime) -> None:
    acts = [lambda name=name: leave(membership=cast.seat(name), now=now) for name in ("noor", "idris")]
    assert sum(isinstance(one, CannotLeave) for one in at_once(acts)) == 1
    assert cast.group.memberships.current().facilitators().count() == 1
