"""What comes of a handover: it is taken back, its day comes, its goodbye is read and goes (S0-29)."""

from datetime import datetime, timedelta

import pytest

from groups.facilitation import tasks
from groups.facilitation.actions.announcements import purge
from groups.facilitation.actions.handovers import accept, finish_due, withdraw
from groups.facilitation.models import Handover, HandoverState
from groups.facilitation.policy import AlreadySettled
from groups.membership.actions import leave
from groups.membership.models import Membership, State
from groups.people.models import Letter, LetterKind, User
from tests.cast import Cast
from tests.groups.facilitation.helpers import (
    GOODBYE,
    acts,
    asked_by_address,
    asked_of,
    goodbyes,
    state_of,
    waiting_for,
    written_to,
)

# ---- to take back ----


def test_what_was_only_asked_is_taken_back_without_a_word(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now, goodbye=GOODBYE)
    withdraw(handover=made, by=cast.seat("noor"), now=now)
    made.refresh_from_db()
    assert (made.state, made.coming, made.goodbye) == ("withdrawn", None, "")
    assert written_to(made.pk) == []
    assert goodbyes(cast.sam, now=now) == []
    assert waiting_for(cast.idris, now=now) == []


def test_what_the_group_knew_it_is_told_to_be_over_and_who_came_stays(cast: Cast, vera: User, now: datetime) -> None:
    made = asked_by_address(cast, vera.email, now=now, goodbye=GOODBYE)
    accept(handover=made, user=vera, name="Wren", now=now)
    withdraw(handover=made, by=cast.seat("noor"), now=now)
    assert goodbyes(cast.sam, now=now) == [("withdrawn", "")]
    assert goodbyes(cast.sam, now=now + timedelta(days=15)) == []
    assert set(Letter.objects.filter(about=made.pk, state="pending").values_list("kind", flat=True)) == {"group"}
    assert written_to(made.pk) == ["ana", "idris", "sam", "vera"]
    assert cast.group.memberships.current().facilitators().count() == 3
    assert finish_due(now=made.leaves_at + timedelta(days=1)) == 0
    with pytest.raises(AlreadySettled, match="taken back"):
        withdraw(handover=made, by=cast.seat("noor"), now=now)


# ---- the day ----


def agreed(cast: Cast, *, now: datetime) -> Handover:
    made = asked_of(cast, "idris", by="noor", now=now, goodbye=GOODBYE)
    return accept(handover=made, user=cast.idris, name="", now=now)


def test_on_the_day_the_one_who_leaves_is_let_go_once(cast: Cast, now: datetime) -> None:
    made = agreed(cast, now=now)
    assert finish_due(now=made.leaves_at - timedelta(seconds=1)) == 0
    assert [finish_due(now=made.leaves_at + timedelta(days=9)) for _ in range(3)] == [1, 0, 0]
    seat = Membership.objects.get(pk=cast.seat("noor").pk)
    assert (seat.state, state_of(made)) == (State.LEFT, HandoverState.DONE)
    assert acts().count("handover.done") == 1


def test_the_job_that_tells_does_the_same(cast: Cast, vera: User, now: datetime) -> None:
    made = asked_by_address(cast, vera.email, now=now)
    tasks.tell_asked(something_newer=1)
    assert written_to(made.pk) == ["vera"]


def test_the_task_does_the_same(cast: Cast, now: datetime) -> None:
    made = agreed(cast, now=now)
    Handover.objects.update(leaves_at=now, made_at=now - timedelta(days=2))
    tasks.finish_handovers(something_newer=1)
    assert state_of(made) == HandoverState.DONE


def test_a_group_is_not_left_alone_the_one_who_leaves_stays_until_somebody_is_there(cast: Cast, now: datetime) -> None:
    made = agreed(cast, now=now)
    idris = Membership.objects.filter(pk=cast.seat("idris").pk)
    idris.update(paused_at=now, paused_until=now + timedelta(days=30))
    assert finish_due(now=made.leaves_at) == 0
    assert Membership.objects.get(pk=cast.seat("noor").pk).state == State.SEATED
    idris.update(paused_at=None, paused_until=None)
    assert finish_due(now=made.leaves_at) == 1


def test_who_left_before_the_day_is_not_let_go_again(cast: Cast, now: datetime) -> None:
    made = agreed(cast, now=now)
    leave(membership=cast.seat("noor"), now=now)
    assert finish_due(now=now) == 1
    assert state_of(made) == HandoverState.DONE
    assert Membership.objects.get(pk=cast.seat("noor").pk).ended_at == now


def test_what_nobody_answered_in_time_is_over_and_can_be_asked_again(cast: Cast, now: datetime) -> None:
    made = asked_of(cast, "idris", by="noor", now=now)
    assert finish_due(now=made.leaves_at) == 1
    assert state_of(made) == HandoverState.WITHDRAWN
    assert written_to(made.pk) == []
    assert asked_of(cast, "idris", by="noor", now=made.leaves_at).state == HandoverState.PROPOSED


def test_the_goodbye_stands_for_two_weeks_and_goes_with_the_group_s_words(cast: Cast, now: datetime) -> None:
    made = agreed(cast, now=now)
    finish_due(now=made.leaves_at)
    assert goodbyes(cast.sam, now=made.leaves_at + timedelta(days=13)) == [("done", GOODBYE)]
    assert goodbyes(cast.sam, now=made.leaves_at + timedelta(days=15)) == []
    assert purge(now=made.leaves_at + timedelta(days=29)) == 0
    assert [purge(now=made.leaves_at + timedelta(days=31)) for _ in range(2)] == [1, 0]
    assert Handover.objects.get().goodbye == ""


def test_letters_lead_somebody_to_where_there_is_something_for_them(cast: Cast, now: datetime) -> None:
    made = agreed(cast, now=now)
    paths = dict(Letter.objects.filter(kind=LetterKind.HANDOVER).values_list("user__chosen_name", "path"))
    home = f"/groups/{cast.group.pk}/"
    assert paths == {"Idris": f"/handovers/{made.pk}/", "Sam": home, "Ana": home, "Noor": home}
