"""Two admins at once, or an admin and a facilitator: real threads, on PostgreSQL."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from groups.changes.models import Change, What
from groups.joining import actions as joining
from groups.membership.models import Membership, SupportGroup
from groups.organisation.models import Organisation
from groups.people.models import Role, User
from groups.refusals import Refused
from groups.schedule.models import Series, Session
from groups.setup import actions, policy
from groups.setup.handling import draft_of
from groups.setup.kits import KITS
from tests.cast import Cast, membership, person, support_group, whole_cast, with_second_factor
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # many connections
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def draft(cast: Cast, now: datetime) -> SupportGroup:
    given = draft_of(KITS["circle"], Organisation())
    return actions.begin(group=given.group, plan=given.plan, agreement=given.agreement, by=cast.ada, now=now)


def series(group: SupportGroup, now: datetime) -> Series:
    first = (now + timedelta(days=2)).date()
    return Series(group=group, starts_on=first, at=time(19), minutes=90, every_weeks=1, time_zone="UTC")


def test_a_group_is_never_published_without_somebody_who_holds_it(
    cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    alone = membership(draft, cast.noor, now=now, role="facilitator")
    actions.start(series=series(draft, now), by=cast.ada, now=now)
    answers = at_once(
        [
            lambda: actions.publish(group=draft, by=cast.ada, now=now),
            lambda: actions.let_go(membership=alone, by=cast.ada, now=now),
        ]
    )
    assert sum(isinstance(one, policy.CannotChange) for one in answers) == 1
    draft.refresh_from_db()
    assert draft.is_published == draft.memberships.current().facilitators().exists()


def test_of_two_who_are_let_go_at_once_one_stays(cast: Cast, now: datetime) -> None:
    seats = [cast.seat(name) for name in ("noor", "idris")]
    answers = at_once([lambda one=one: actions.let_go(membership=one, by=cast.ada, now=now) for one in seats])
    assert sum(isinstance(one, policy.IsTheLast) for one in answers) == 1
    assert cast.group.memberships.current().facilitators().count() == 1


def test_an_hour_that_many_add_at_once_is_added_once(cast: Cast, draft: SupportGroup, now: datetime) -> None:
    acts = [lambda: actions.start(series=series(draft, now), by=cast.ada, now=now) for _ in range(8)]
    assert sum(isinstance(one, Series) for one in at_once(acts)) == 1
    days = list(Session.objects.filter(group=draft).values_list("laid_for", flat=True))
    assert len(days) == len(set(days)) > 0


def test_a_table_that_is_sent_twice_at_once_is_brought_in_once(cast: Cast, now: datetime) -> None:
    def drafts() -> list[actions.Draft]:
        return [draft_of(KITS[key], Organisation()) for key in ("quiet", "casual")]

    acts = [lambda: actions.bring_in(drafts=drafts(), by=cast.ada, now=now) for _ in range(5)]
    assert sum(isinstance(one, list) for one in at_once(acts)) == 1
    assert SupportGroup.objects.exclude(pk=cast.group.pk).count() == 2


def test_fewer_seats_and_a_new_member_at_once_leave_nobody_without_a_seat(cast: Cast, now: datetime) -> None:
    people = [person(f"p{number}", chosen_name=f"Bird {number}") for number in range(4)]
    asked = [joining.ask(group=cast.group, user=one, name=one.chosen_name, line="", now=now) for one in people]
    acts = [lambda one=one: joining.seat(asked=one, by=cast.seat("noor"), now=now) for one in asked]
    shrink = [lambda: actions.change(group=cast.group, facts={"capacity": 3}, by=cast.ada, now=now)]
    answers = at_once([*acts[:2], *shrink, *acts[2:]])
    assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)]
    cast.group.refresh_from_db()
    assert Membership.objects.current().members().filter(group=cast.group).count() <= cast.group.capacity


def test_somebody_whom_two_groups_ask_at_once_is_not_taken_past_their_limit(cast: Cast, now: datetime) -> None:
    User.objects.filter(pk=cast.noor.pk).update(most_groups=2)  # she holds one
    groups = [support_group(now=now, name=f"Group {n}") for n in range(4)]
    address = cast.noor.email
    at_once([lambda g=g: actions.ask_to_facilitate(group=g, address=address, by=cast.ada, now=now) for g in groups])
    assert Membership.objects.current().facilitators().filter(user=cast.noor).count() == 2


def test_of_two_who_change_an_hour_at_once_the_second_is_shown_what_it_comes_to_now(cast: Cast, now: datetime) -> None:
    """Each has looked at what her change comes to; after the other's it comes to something else."""
    made = actions.start(series=series(cast.group, now), by=cast.ada, now=now)
    other = person("eve")
    User.objects.filter(pk=other.pk).update(role=Role.ADMIN)
    other.refresh_from_db()
    url = reverse("setup:hour", args=[cast.group.pk, made.pk])
    answers = {"first_day": "all", "starts_on": made.starts_on.isoformat(), "minutes": "90", "time_zone": "UTC"}

    def confirming(client: Client, at: str) -> Callable[[], int]:
        given = {**answers, "frequency": "weekly", "every_weeks": "1", "at": at}
        seen = re.search(rb'name="seen" value="(\w+)"', client.post(url, given).content)
        assert seen is not None
        return lambda: int(client.post(url, {**given, "seen": seen[1].decode()}).status_code)

    acts = [confirming(with_second_factor(who), at) for who, at in ((cast.ada, "18:00"), (other, "17:00"))]
    assert sorted(at_once(acts)) == [200, 302]
    assert Change.objects.filter(what=What.RHYTHM).count() == 1
