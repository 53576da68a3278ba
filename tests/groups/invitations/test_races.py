"""Links that are followed at once: real threads, on PostgreSQL."""

from datetime import datetime

import pytest
from django.db import connection  # noqa: F401 - read by the mark below

from groups.invitations import actions, policy
from groups.invitations.models import Invitation, InvitedAs
from groups.joining import actions as joining
from groups.membership.models import Membership, Part
from groups.people.models import Letter, LetterState, Role, User
from groups.refusals import Refused
from tests.cast import Cast, membership, person, support_group, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # many connections
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def test_ten_who_follow_one_link_at_once_are_one_moderator(cast: Cast, now: datetime) -> None:
    made = actions.invite(address="x@example.org", invited_as=InvitedAs.MODERATOR, group=None, by=cast.ada, now=now)
    people = [person(f"p{n}") for n in range(10)]
    answers = at_once([lambda one=one: actions.accept(invitation=made, user=one, now=now) for one in people])
    assert sum(isinstance(one, policy.InvitationIsOver) for one in answers) == 9
    assert User.objects.filter(role=Role.MODERATOR).count() == 2  # Max is one


def test_one_person_who_accepts_twice_at_once_has_one_seat(cast: Cast, now: datetime) -> None:
    made = actions.invite(address="x@example.org", invited_as=InvitedAs.MEMBER, group=cast.group, by=cast.ada, now=now)
    acts = [lambda: actions.accept(invitation=made, user=cast.olu, name="Wren", now=now) for _ in range(6)]
    answers = at_once(acts)
    assert sum(isinstance(one, Membership) for one in answers) == 1
    assert cast.group.memberships.current().filter(user=cast.olu).count() == 1


def test_accepting_or_withdrawing_at_once_ends_it_in_one_way(cast: Cast, now: datetime) -> None:
    for n in range(10):
        made = actions.invite(
            address=f"{n}@example.org", invited_as=InvitedAs.MODERATOR, group=None, by=cast.ada, now=now
        )
        someone = person(f"p{n}")
        answers = at_once(
            [
                lambda made=made, someone=someone: actions.accept(invitation=made, user=someone, now=now),
                lambda made=made: actions.withdraw(invitation=made, by=cast.ada, now=now),
            ]
        )
        assert sum(isinstance(one, Refused) for one in answers) == 1
        made.refresh_from_db()
        someone.refresh_from_db()
        assert (someone.role == Role.MODERATOR) == (made.accepted_at is not None) == (made.withdrawn_at is None)


def test_the_last_seat_goes_to_one_of_two_who_were_invited(cast: Cast, now: datetime) -> None:
    group = support_group(now=now, name="One chair", capacity=2)
    membership(group, cast.noor, now=now, role=Part.FACILITATOR)
    membership(group, cast.sam, now=now)
    people = [person(f"p{n}") for n in range(8)]
    made = [
        actions.invite(address=one.email, invited_as=InvitedAs.MEMBER, group=group, by=cast.ada, now=now)
        for one in people
    ]
    answers = at_once(
        [
            lambda one=one, mine=mine, n=n: actions.accept(invitation=mine, user=one, name=f"Bird {n}", now=now)
            for n, (one, mine) in enumerate(zip(people, made, strict=True))
        ]
    )
    assert sum(isinstance(one, Membership) for one in answers) == 1
    assert sum(isinstance(one, policy.GroupIsFull) for one in answers) == 7
    assert group.memberships.current().members().count() == 2
    assert Invitation.objects.waiting().count() == 7


def test_inviting_at_once_invites_once(cast: Cast, now: datetime) -> None:
    acts = [
        lambda: actions.invite(
            address="x@example.org", invited_as=InvitedAs.FACILITATOR, group=cast.group, by=cast.ada, now=now
        )
        for _ in range(8)
    ]
    at_once(acts)
    assert Invitation.objects.count() == 1
    assert Letter.objects.filter(state=LetterState.PENDING).count() == 1


def test_asking_for_a_seat_and_accepting_one_at_once_never_wait_for_each_other(cast: Cast, now: datetime) -> None:
    """Both take the row of the person and of the group; crosswise, the database would end one of them."""
    for n in range(10):
        one = person(f"q{n}")
        made = actions.invite(address=one.email, invited_as=InvitedAs.MEMBER, group=cast.group, by=cast.ada, now=now)
        given = {"user": one, "name": f"Bird {n}", "now": now}
        answers = at_once(
            [
                lambda made=made, given=given: actions.accept(invitation=made, **given),
                lambda given=given: joining.ask(group=cast.group, line="", **given),
            ]
        )
        assert None not in answers, "Neither was ended by an error of the database."
        Membership.objects.filter(user=one).update(state="left", ended_at=now)
