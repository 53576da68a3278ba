"""Somebody comes for one session, to sit in or to stand in; it ends by itself, and takes nobody's seat."""

from datetime import datetime, timedelta

import pytest
from django.http import Http404

from groups.joining.policy import free_seats
from groups.membership import actions, policy
from groups.membership.access import facilitator_for, other_facilitators
from groups.membership.models import Membership, Part, State
from groups.people.models import Apart
from tests.cast import Cast

AN_HOUR = timedelta(hours=1)


def visit(cast: Cast, now: datetime, role: Part = Part.MEMBER) -> Membership:
    return actions.sit_in(group=cast.group, user=cast.olu, name="Olu", role=role, until=now + AN_HOUR, now=now)


def test_a_visit_ends_by_itself(cast: Cast, now: datetime) -> None:
    here = visit(cast, now)
    assert (actions.end_visits(now=now + AN_HOUR / 2), actions.end_visits(now=now + AN_HOUR)) == (0, 1)
    here.refresh_from_db()
    assert (here.state, here.ended_at) == (State.LEFT, now + AN_HOUR)
    assert actions.end_visits(now=now + AN_HOUR) == 0


def test_a_guest_takes_nobodys_seat(cast: Cast, now: datetime) -> None:
    before = free_seats(cast.group, cast.group.memberships.current())
    visit(cast, now)
    assert free_seats(cast.group, cast.group.memberships.current()) == before


def test_whoever_belongs_to_the_group_comes_as_who_they_are(cast: Cast, now: datetime) -> None:
    until = now + AN_HOUR
    same = actions.sit_in(group=cast.group, user=cast.sam, name="X", role=Part.MEMBER, until=until, now=now)
    assert (same, same.guest_until) == (cast.seat("sam"), None)


def test_whoever_stands_in_looks_after_one_session_and_not_the_group(cast: Cast, now: datetime) -> None:
    visit(cast, now, Part.FACILITATOR)
    with pytest.raises(Http404):
        facilitator_for(cast.olu, cast.group.pk)
    assert other_facilitators(cast.seat("noor")) == 1, "a guest is nobody to leave the group to"


def test_two_who_are_kept_apart_do_not_meet_by_a_visit(cast: Cast, now: datetime) -> None:
    Apart.objects.create(owner=cast.ana, other=cast.olu, seat=None, made_at=now)
    with pytest.raises(policy.CannotBeArranged):
        visit(cast, now)
