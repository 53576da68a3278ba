"""A paused seat is given on by a facilitator alone, a week after the pause at the earliest, and never silently."""

from datetime import datetime, timedelta

import pytest

from groups.membership import actions, policy
from groups.membership.models import Membership, Part, State
from groups.people.models import Letter, LetterKind
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, membership, support_group


def address(cast: Cast, name: str = "sam") -> str:
    return f"/groups/{cast.group.pk}/seats/{cast.seat(name).pk}/giving-on/"


def paused_until(cast: Cast, name: str, until: datetime) -> Membership:
    Membership.objects.filter(pk=cast.seat(name).pk).update(paused_at=until - timedelta(weeks=2), paused_until=until)
    return seat(cast, name)


def seat(cast: Cast, name: str) -> Membership:
    return Membership.objects.select_related("group", "user").get(pk=cast.seat(name).pk)


def test_the_seat_is_free_and_they_are_told_by_letter_and_on_their_page(cast: Cast, now: datetime) -> None:
    paused_until(cast, "sam", now - timedelta(days=8))
    assert client_of(cast.noor).post(address(cast)).status_code == 302
    given = seat(cast, "sam")
    assert (given.state, given.ended_at is not None) == (State.RELEASED, True)
    [letter] = Letter.objects.all()
    assert (letter.user, letter.kind) == (cast.sam, LetterKind.SEAT_GIVEN)
    page = client_of(cast.sam).get(letter.path).content.decode()
    assert "Your seat was given on" in page
    assert "not about you" in page


def test_it_leaves_a_line(cast: Cast, now: datetime) -> None:
    there = paused_until(cast, "sam", now - timedelta(days=8))
    actions.give_on(membership=there, by=cast.seat("noor"), now=now)
    line = AuditLine.objects.get()
    assert (line.act, line.actor, line.subject) == ("seat.given_on", cast.noor.pk, there.pk)


@pytest.mark.parametrize("ago", [timedelta(days=-3), timedelta(0), timedelta(days=6, hours=23)])
def test_not_within_a_week_of_the_pauses_end(cast: Cast, now: datetime, ago: timedelta) -> None:
    there = paused_until(cast, "sam", now - ago)
    with pytest.raises(policy.CannotGiveOn, match="can be given on from"):
        actions.give_on(membership=there, by=cast.seat("noor"), now=now)
    answer = client_of(cast.noor).get(address(cast), follow=True)
    assert "This seat is kept" in answer.content.decode()
    assert seat(cast, "sam").state == State.SEATED


def test_only_seats_of_members_on_a_pause(cast: Cast, now: datetime) -> None:
    by = cast.seat("noor")
    with pytest.raises(policy.CannotGiveOn, match="not on a pause"):
        actions.give_on(membership=seat(cast, "sam"), by=by, now=now)
    with pytest.raises(policy.CannotGiveOn, match="not on a pause"):
        actions.give_on(membership=paused_until(cast, "idris", now - timedelta(days=30)), by=by, now=now)


def test_only_by_a_facilitator_of_this_group(cast: Cast, now: datetime) -> None:
    there = paused_until(cast, "sam", now - timedelta(days=8))
    elsewhere = membership(support_group(now=now, name="Other"), cast.noor, now=now, role=Part.FACILITATOR)
    for by in (cast.seat("ana"), elsewhere):
        with pytest.raises(policy.CannotGiveOn, match="Only this group"):
            actions.give_on(membership=there, by=by, now=now)


def test_who_came_back_in_the_meantime_keeps_the_seat(cast: Cast, now: datetime) -> None:
    stale = paused_until(cast, "sam", now - timedelta(days=8))
    actions.come_back(membership=stale, now=now)
    with pytest.raises(actions.TheyAreBack):
        actions.give_on(membership=stale, by=cast.seat("noor"), now=now)
    assert seat(cast, "sam").state == State.SEATED
    assert not Letter.objects.exists()


def test_who_comes_back_too_late_is_told(cast: Cast, now: datetime) -> None:
    stale = paused_until(cast, "sam", now - timedelta(days=8))
    actions.give_on(membership=stale, by=cast.seat("noor"), now=now)
    with pytest.raises(actions.SeatIsGone):
        actions.come_back(membership=stale, now=now)
    assert seat(cast, "sam").state == State.RELEASED


def test_who_has_a_seat_again_reads_of_that_one(cast: Cast, now: datetime) -> None:
    actions.give_on(membership=paused_until(cast, "sam", now - timedelta(days=8)), by=cast.seat("noor"), now=now)
    membership(cast.group, cast.sam, now=now + timedelta(days=1))
    page = client_of(cast.sam).get(f"/groups/{cast.group.pk}/pause/").content.decode()
    assert "given on" not in page


@pytest.mark.parametrize("name", ["olu", "max", "ada", "ana"])
def test_nobody_else_finds_the_page(cast: Cast, now: datetime, name: str) -> None:
    paused_until(cast, "sam", now - timedelta(days=8))
    client = client_of(getattr(cast, name))
    absent = f"/groups/{cast.group.pk}/seats/00000000-0000-4000-8000-000000000000/giving-on/"
    assert client.get(address(cast)).content == client.get(absent).content
    assert client.post(address(cast)).status_code == 404
    assert seat(cast, "sam").state == State.SEATED
