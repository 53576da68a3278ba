"""Two who are kept apart, and two devices of one person, at the same time: real threads, on PostgreSQL."""

from datetime import datetime

import pytest
from django.db import connection

from groups.joining import actions as joining
from groups.membership.models import Membership
from groups.people.actions import MOST_APART, ListIsFull, keep_address_apart, keep_apart
from groups.people.models import Apart
from tests.cast import Cast, person, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # many connections
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]
TIMES = 6


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.mark.parametrize("time", range(TIMES))
def test_of_two_who_are_kept_apart_one_is_seated(cast: Cast, now: datetime, time: int) -> None:
    pat = person("pat")
    keep_address_apart(owner=pat, address=cast.olu.email, label="them", now=now)
    asked = [
        joining.ask(group=cast.group, user=user, name=f"{user.chosen_name} Bird", line="", now=now)
        for user in (pat, cast.olu)
    ]
    by = [cast.seat("noor"), cast.seat("idris")]

    answers = at_once([lambda n=n: joining.seat(asked=asked[n], by=by[n], now=now) for n in range(2)])

    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert cast.group.memberships.current().members().count() == 3


def test_many_devices_do_not_make_a_list_too_long(cast: Cast, now: datetime) -> None:
    Apart.objects.bulk_create(Apart(owner=cast.olu, address_hash=f"{n}", made_at=now) for n in range(MOST_APART - 1))

    answers = at_once(
        [
            lambda n=n: keep_address_apart(owner=cast.olu, address=f"p{n}@example.org", label="them", now=now)
            for n in range(6)
        ]
    )

    assert Apart.objects.filter(owner=cast.olu).count() == MOST_APART
    assert sum(isinstance(answer, ListIsFull) for answer in answers) == 5


def test_choosing_somebody_twice_at_once_is_choosing_them_once(cast: Cast, now: datetime) -> None:
    seat = cast.seat("sam")

    answers = at_once(
        [lambda: keep_apart(owner=cast.ana, other=cast.sam, seat=seat.pk, label="S.", now=now) for _ in range(4)]
    )

    assert answers == [None] * 4
    assert Apart.objects.count() == 1


@pytest.mark.parametrize("time", range(TIMES))
def test_two_who_choose_each_other_at_once_wait_for_nobody(cast: Cast, now: datetime, time: int) -> None:
    pairs = [(cast.sam, cast.ana), (cast.ana, cast.sam)]

    answers = at_once(
        [
            lambda one=one, other=other: keep_address_apart(owner=one, address=other.email, label="them", now=now)
            for one, other in pairs
        ]
    )

    assert answers == [None, None]
    assert Apart.objects.count() == 2
