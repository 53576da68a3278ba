"""Who facilitates a group is never news to nobody: whoever leaves, or comes by an invitation, stands in its log."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from groups.changes import tasks
from groups.changes.actions import follow_holders
from groups.changes.models import Change
from groups.facilitation.actions.handovers import accept, finish_due
from groups.membership.actions import leave, sit_in
from groups.membership.models import Membership, Part, SupportGroup
from tests.cast import Cast, membership
from tests.groups.facilitation.helpers import asked_of

A_YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def settled(cast: Cast, now: datetime) -> None:
    """Everybody has been here for a year."""
    Membership.objects.update(joined_at=now - A_YEAR)


def lines(cast: Cast) -> list[tuple[list[str], list[str]]]:
    names = {str(pk): name for pk, name in Membership.objects.values_list("pk", "name")}
    found = Change.objects.filter(group=cast.group).order_by("made_at")
    both = [(one.before["facilitators"], one.after["facilitators"]) for one in found]
    return [(sorted(names[one] for one in old), sorted(names[one] for one in new)) for old, new in both]


def test_a_group_in_which_nobody_moved_has_nothing_to_say(cast: Cast, now: datetime) -> None:
    assert follow_holders(now=now) == 0
    assert lines(cast) == []


def test_a_facilitator_who_leaves_is_told_of_once(cast: Cast, now: datetime) -> None:
    leave(membership=cast.seat("noor"), now=now)
    assert [follow_holders(now=now), follow_holders(now=now + timedelta(minutes=1))] == [1, 0]
    assert lines(cast) == [(["Idris", "Noor"], ["Idris"])]


def test_a_facilitator_who_comes_by_an_invitation_is_told_of_once(cast: Cast, now: datetime) -> None:
    membership(cast.group, cast.olu, now=now, role=Part.FACILITATOR)
    assert [follow_holders(now=now), follow_holders(now=now + timedelta(minutes=1))] == [1, 0]
    assert lines(cast) == [(["Idris", "Noor"], ["Idris", "Noor", "Olu"])]


def test_who_comes_and_goes_on_one_day_is_one_line(cast: Cast, now: datetime) -> None:
    membership(cast.group, cast.olu, now=now, role=Part.FACILITATOR)
    leave(membership=cast.seat("noor"), now=now)
    follow_holders(now=now)
    assert lines(cast) == [(["Idris", "Noor"], ["Idris", "Olu"])]


def test_a_handover_stands_there_already(cast: Cast, now: datetime) -> None:
    made = accept(handover=asked_of(cast, "idris", by="noor", now=now), user=cast.idris, name="", now=now)
    late = made.leaves_at + timedelta(minutes=5)
    finish_due(now=late)
    assert Membership.objects.get(pk=cast.seat("noor").pk).ended_at == late
    assert follow_holders(now=late) == 0
    assert lines(cast) == [(["Idris", "Noor"], ["Idris"])]


def test_who_stands_in_for_one_session_holds_no_group(cast: Cast, now: datetime) -> None:
    until = now + timedelta(hours=2)
    sit_in(group=cast.group, user=cast.olu, name="Wren", role=Part.FACILITATOR, until=until, now=now)
    assert follow_holders(now=now) == 0


def test_the_first_facilitators_of_a_group_are_no_news(cast: Cast, now: datetime) -> None:
    Membership.objects.update(joined_at=now)
    assert follow_holders(now=now) == 0


def test_what_nobody_knows_of_yet_is_no_news(cast: Cast, now: datetime) -> None:
    SupportGroup.objects.update(is_published=False)
    cast.group.memberships.members().update(state="left", ended_at=now)
    leave(membership=cast.seat("noor"), now=now)
    assert follow_holders(now=now) == 0


def test_the_task_may_run_twice(cast: Cast) -> None:
    leave(membership=cast.seat("noor"), now=timezone.now())
    tasks.follow_holders(anything="else")
    tasks.follow_holders()
    assert Change.objects.count() == 1
