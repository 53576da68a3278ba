"""Who facilitates which session is known four weeks ahead, and follows what happens to sessions and people."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from groups.changes.models import Change
from groups.membership.actions import appoint, come_back, pause
from groups.membership.models import Membership, Part, State
from groups.schedule.actions.sessions import cancel, move, resize
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from groups.staffing.access import holders
from groups.staffing.actions.duties import lay_down
from groups.staffing.models import Duty, DutyState
from tests.cast import Cast, meeting, membership, person, support_group


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=3))


def names(session: Session) -> list[str]:
    return holders([session])[session.pk].names


def facilitator(cast: Cast, name: str, *, now: datetime) -> Membership:
    return membership(cast.group, person(name), now=now, role=Part.FACILITATOR)


def test_two_facilitate_a_session_those_who_have_held_the_group_longest(
    cast: Cast, coming: Session, now: datetime
) -> None:
    facilitator(cast, "vera", now=now + timedelta(hours=1))
    assert lay_down(now=now) == 2
    assert {one.membership.name for one in Duty.objects.all()} == {"Noor", "Idris"}
    assert sorted(names(coming)) == ["Idris", "Noor"]


def test_laying_down_again_makes_nothing(cast: Cast, coming: Session, now: datetime) -> None:
    assert [lay_down(now=now) for _ in range(3)] == [2, 0, 0]


def test_nothing_is_laid_down_further_than_four_weeks_ahead_or_for_what_has_begun(cast: Cast, now: datetime) -> None:
    for starts_at in (now + timedelta(weeks=5), now - timedelta(minutes=5)):
        meeting(cast.group, starts_at=starts_at)
    assert lay_down(now=now) == 0


def test_before_it_is_laid_down_the_usual_facilitators_are_named(cast: Cast, coming: Session, now: datetime) -> None:
    assert sorted(names(coming)) == ["Idris", "Noor"]
    assert holders([coming])[coming.pk].cannot == []


def test_two_questions_are_asked_however_many_sessions_there_are(cast: Cast, now: datetime, django_assert_num_queries):
    other = support_group(now=now, name="Other")
    laid = [meeting(cast.group, starts_at=now + timedelta(days=day)) for day in range(1, 9)]
    lay_down(now=now)
    fresh = [meeting(group, starts_at=now + timedelta(days=40)) for group in (cast.group, other)]
    with django_assert_num_queries(2):
        found = holders(laid + fresh)
    assert len(found) == 10
    assert found[fresh[1].pk].names == []


def test_a_session_that_moves_takes_its_facilitators_along(cast: Cast, coming: Session, now: datetime) -> None:
    lay_down(now=now)
    Duty.objects.filter(membership=cast.seat("noor")).update(state=DutyState.CANNOT)
    hand = Hand.facilitator(cast.seat("idris"))
    moved = move(session=coming, by=hand, starts_at=coming.starts_at + timedelta(days=1), now=now)
    assert holders([moved])[moved.pk].cannot == []  # it was said of another hour
    lay_down(now=now)
    assert sorted(names(moved)) == ["Idris", "Noor"]
    assert set(Duty.objects.values_list("starts_at", flat=True)) == {moved.starts_at}


def test_another_length_keeps_what_was_said(cast: Cast, coming: Session, now: datetime) -> None:
    lay_down(now=now)
    Duty.objects.filter(membership=cast.seat("noor")).update(state=DutyState.CANNOT)
    longer = resize(session=coming, by=Hand.facilitator(cast.seat("idris")), minutes=90, now=now)
    lay_down(now=now)
    assert holders([longer])[longer.pk].cannot == ["Noor"]
    assert set(Duty.objects.values_list("ends_at", flat=True)) == {longer.ends_at}


def test_a_session_that_is_called_off_frees_its_facilitators(cast: Cast, coming: Session, now: datetime) -> None:
    lay_down(now=now)
    cancel(session=coming, by=Hand.facilitator(cast.seat("noor")), now=now)
    lay_down(now=now)
    assert not Duty.objects.exists()


def test_who_rests_holds_nothing_and_somebody_else_does(cast: Cast, coming: Session, now: datetime) -> None:
    facilitator(cast, "vera", now=now + timedelta(hours=1))
    lay_down(now=now)
    pause(membership=cast.seat("noor"), weeks=2, now=now)
    lay_down(now=now)
    assert names(coming) == ["Idris", "Vera"]
    come_back(membership=cast.seat("noor"), now=now)
    lay_down(now=now)
    assert names(coming) == ["Idris", "Vera"]
    assert not Change.objects.exists()  # a pause is nobody's business


def test_who_comes_new_to_a_group_of_one_facilitates_with_them(cast: Cast, coming: Session, now: datetime) -> None:
    Membership.objects.filter(pk=cast.seat("idris").pk).update(state=State.LEFT, ended_at=now)
    lay_down(now=now)
    assert names(coming) == ["Noor"]
    appoint(group=cast.group, user=cast.olu, name="Olu", now=now)
    lay_down(now=now)
    assert names(coming) == ["Noor", "Olu"]


def test_who_left_is_not_named_for_what_is_to_come(cast: Cast, coming: Session, now: datetime) -> None:
    lay_down(now=now)
    Membership.objects.filter(pk=cast.seat("idris").pk).update(state=State.LEFT, ended_at=now)
    assert names(coming) == ["Noor"]
    lay_down(now=now)
    assert Duty.objects.count() == 1


def test_a_session_that_is_over_keeps_the_names_of_those_who_held_it(
    cast: Cast, coming: Session, now: datetime
) -> None:
    lay_down(now=now)
    Session.objects.filter(pk=coming.pk).update(state="over", closed_at=now)
    Membership.objects.filter(pk=cast.seat("idris").pk).update(state=State.LEFT, ended_at=now)
    lay_down(now=now)
    assert sorted(names(coming)) == ["Idris", "Noor"]


def test_nobody_is_promised_in_two_places_by_the_job(cast: Cast, coming: Session, now: datetime) -> None:
    """The second session of the same hour is kept as one that they cannot take, and is not tried again and again."""
    elsewhere = support_group(now=now, name="Elsewhere")
    membership(elsewhere, cast.noor, now=now, role=Part.FACILITATOR)
    second = meeting(elsewhere, starts_at=coming.starts_at + timedelta(minutes=30))
    assert lay_down(now=now) == 2
    assert names(second) == []
    assert holders([second])[second.pk].cannot == ["Noor"]
    assert lay_down(now=now) == 0
    assert Duty.objects.filter(user=cast.noor, state=DutyState.HOLDS).count() == 1


@pytest.mark.parametrize("minutes", [-59, 0, 59])
def test_the_database_itself_refuses_two_places(cast: Cast, coming: Session, now: datetime, minutes: int) -> None:
    lay_down(now=now)
    elsewhere = support_group(now=now, name="Elsewhere")
    seat = membership(elsewhere, cast.noor, now=now, role=Part.FACILITATOR)
    other = meeting(elsewhere, starts_at=coming.starts_at + timedelta(minutes=minutes))
    with pytest.raises(IntegrityError, match="duty_in_one_place_at_a_time"), transaction.atomic():
        duty(other, seat, now=now)


def test_the_database_refuses_a_duty_that_comes_to_overlap(cast: Cast, coming: Session, now: datetime) -> None:
    lay_down(now=now)
    elsewhere = support_group(now=now, name="Elsewhere")
    seat = membership(elsewhere, cast.noor, now=now, role=Part.FACILITATOR)
    other = meeting(elsewhere, starts_at=coming.ends_at)
    made = duty(other, seat, now=now)  # one after the other is fine: the ends are open
    with pytest.raises(IntegrityError, match="duty_in_one_place_at_a_time"), transaction.atomic():
        Duty.objects.filter(pk=made.pk).update(starts_at=coming.ends_at - timedelta(seconds=1))
    Duty.objects.filter(pk=made.pk).update(state=DutyState.CANNOT, starts_at=coming.starts_at)
    with pytest.raises(IntegrityError, match="duty_in_one_place_at_a_time"), transaction.atomic():
        Duty.objects.filter(pk=made.pk).update(state=DutyState.HOLDS)


def test_others_and_those_who_cannot_come_may_stand_in_the_same_hour(
    cast: Cast, coming: Session, now: datetime
) -> None:
    lay_down(now=now)
    elsewhere = support_group(now=now, name="Elsewhere")
    other = meeting(elsewhere, starts_at=coming.starts_at)
    duty(other, membership(elsewhere, cast.noor, now=now, role=Part.FACILITATOR), now=now, state=DutyState.CANNOT)
    duty(other, membership(elsewhere, cast.olu, now=now, role=Part.FACILITATOR), now=now)
    assert Duty.objects.count() == 4


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has a constraint instead")
def test_no_later_migration_has_lost_the_triggers(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'groups_duty'")
        found = {name for (name,) in cursor.fetchall()}
    assert found == {"duty_in_one_place_when_made", "duty_in_one_place_when_changed"}


def duty(session: Session, seat: Membership, *, now: datetime, **fields: str) -> Duty:
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at, "made_at": now}
    return Duty.objects.create(session=session, membership=seat, user=seat.user, **hours, **fields)
