"""Many at once: real threads, on PostgreSQL. SQLite lets one transaction in at a time, so nothing races there."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from groups.facilitation.actions.announcements import announce
from groups.facilitation.actions.handovers import accept, decline, finish_due, propose, withdraw
from groups.facilitation.models import Announcement, Handover, HandoverState
from groups.facilitation.policy import AlreadySettled, CannotAnnounce, CannotPropose
from groups.membership.actions import leave
from groups.membership.models import Membership, Part, State
from groups.membership.policy import HoldsEnough
from groups.people.models import Letter, User
from tests.cast import Cast, membership, person, support_group, whole_cast
from tests.groups.facilitation.helpers import acts, asked_by_address, asked_of
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # real threads
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def vera(cast: Cast, now: datetime) -> User:
    user = person("vera", most_groups=2)
    membership(support_group(now=now, name="Elsewhere"), user, now=now, role=Part.FACILITATOR)
    return user


def kinds(answers: list[object]) -> dict[str, int]:
    names = [type(one).__name__ for one in answers]
    return {name: names.count(name) for name in set(names)}


def test_accepting_many_times_at_once_is_accepting_once(cast: Cast, vera: User, now: datetime) -> None:
    made = asked_by_address(cast, vera.email, now=now)
    acts_ = [lambda n=n: accept(handover=made, user=vera, name=f"Wren {n}", now=now) for n in range(8)]
    assert kinds(at_once(acts_)) == {"Handover": 1, "AlreadySettled": 7}
    assert cast.group.memberships.current().filter(user=vera).count() == 1
    assert Letter.objects.filter(about=made.pk, user=cast.sam).count() == 1
    assert acts().count("handover.accepted") == 1


@pytest.mark.parametrize("round_", range(5))
def test_of_yes_not_now_and_taking_back_at_once_one_stands(cast: Cast, vera: User, now: datetime, round_: int) -> None:
    made = asked_by_address(cast, vera.email, now=now, goodbye="Be well.")
    answers = at_once(
        [
            lambda: accept(handover=made, user=vera, name="Wren", now=now),
            lambda: decline(handover=made, user=vera, now=now),
            lambda: withdraw(handover=made, by=cast.seat("noor"), now=now),
        ]
    )
    made.refresh_from_db()
    came = cast.group.memberships.current().filter(user=vera).exists()
    # Taking back may follow a yes: then the group was told, and who came stays.
    said_yes = isinstance(answers[0], Handover)
    assert sum(isinstance(one, AlreadySettled) for one in answers) == (
        1 if said_yes and made.state == "withdrawn" else 2
    )
    assert came == said_yes == (made.coming is not None)
    assert (made.goodbye == "") == (made.state != HandoverState.ACCEPTED)


def test_two_groups_at_once_do_not_take_somebody_past_their_limit(cast: Cast, vera: User, now: datetime) -> None:
    asked = []
    for n in range(6):
        leaving = membership(support_group(now=now, name=f"Group {n}"), person(f"f{n}"), now=now, role=Part.FACILITATOR)
        day = (now + timedelta(days=3)).date()
        asked.append(propose(leaving=leaving, coming=None, address=vera.email, last_day=day, goodbye="", now=now))
    answers = at_once([lambda one=one: accept(handover=one, user=vera, name="Wren", now=now) for one in asked])
    assert kinds(answers) == {"Handover": 1, HoldsEnough.__name__: 5}
    assert Membership.objects.current().facilitators().filter(user=vera).count() == 2


@pytest.mark.parametrize("round_", range(5))
def test_the_day_and_the_other_one_s_leaving_at_once_never_leave_the_group_alone(
    cast: Cast, now: datetime, round_: int
) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    accept(handover=made, user=cast.idris, name="", now=now)
    at_once(
        [
            lambda: finish_due(now=made.leaves_at),
            lambda: leave(membership=cast.seat("idris"), now=now),
            lambda: finish_due(now=made.leaves_at),
        ]
    )
    assert cast.group.memberships.present().facilitators().count() == 1
    is_done = Handover.objects.get().state == HandoverState.DONE
    assert is_done == (Membership.objects.get(pk=cast.seat("noor").pk).state == State.LEFT)
    assert acts().count("handover.done") == int(is_done)


def test_two_jobs_let_somebody_go_once(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    accept(handover=made, user=cast.idris, name="", now=now)
    answers = at_once([lambda: finish_due(now=made.leaves_at) for _ in range(6)])
    assert sorted(map(int, map(str, answers))) == [0, 0, 0, 0, 0, 1]
    assert acts().count("handover.done") == 1


def test_of_many_words_at_once_five_are_sent(cast: Cast, now: datetime) -> None:
    write = [
        lambda n=n: announce(by=cast.seat("noor" if n % 2 else "idris"), words=f"Word {n}", now=now) for n in range(12)
    ]
    assert kinds(at_once(write)) == {"Announcement": 5, CannotAnnounce.__name__: 7}
    assert Announcement.objects.count() == 5
    assert Letter.objects.count() == 15


def test_asking_many_times_at_once_is_asking_once(cast: Cast, now: datetime) -> None:
    ask = [lambda: asked_of(cast, "idris", by="noor", now=now) for _ in range(8)]
    assert kinds(at_once(ask)) == {"Handover": 1, CannotPropose.__name__: 7}
