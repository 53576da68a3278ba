"""The record of steadiness as it is read from sessions, presence and the log of changes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pytest_django.fixtures import DjangoAssertNumQueries

from groups.changes.models import Because, Change, Part, What
from groups.membership.models import Membership
from groups.membership.models import Part as Role
from groups.schedule.models import Attendance, CalledOff, Session, SessionState
from groups.schedule.standing import LOOKED_BACK, records
from groups.schedule.steadiness import LAST, Count, Record
from tests.cast import Cast, meeting, membership, person, support_group


def held(cast: Cast, *, weeks: int, now: datetime, there: Iterable[str] = ("noor", "idris"), **fields: Any) -> Session:
    """A session some weeks ago, opened at its start, with these facilitators."""
    starts_at = now - timedelta(weeks=weeks)
    given = {"state": SessionState.OVER, "opened_at": starts_at, "meant_for": starts_at} | fields
    session = meeting(cast.group, starts_at=starts_at, **given)
    for name in there:
        stays(session, cast.seat(name))
    return session


def stays(session: Session, seat: Membership, *, attended: bool = True) -> None:
    Attendance.objects.create(session=session, membership=seat, first_seen_at=session.starts_at, attended=attended)


def told(cast: Cast, *, before: timedelta, first_at: datetime, session: Session | None = None, **fields: Any) -> Change:
    given = {"what": What.MOVED, "part": Part.FACILITATOR, "helps_until": first_at} | fields
    about = session.pk if session else None
    return Change.objects.create(group=cast.group, session=about, first_at=first_at, made_at=first_at - before, **given)


def record_of(cast: Cast, *, now: datetime) -> Record:
    return records([cast.group.pk], now=now)[cast.group.pk]


def test_sessions_that_were_held_stand_in_the_record(cast: Cast, now: datetime) -> None:
    for weeks in (1, 2, 3):
        held(cast, weeks=weeks, now=now)
    found = record_of(cast, now=now)
    assert found.held == found.on_time == found.same == found.at_the_hour == Count(3, 3)
    assert found.usual == 2


def test_what_members_do_changes_nothing_in_it(cast: Cast, now: datetime) -> None:
    session = held(cast, weeks=1, now=now)
    before = record_of(cast, now=now)
    stays(session, cast.seat("sam"))
    stays(session, cast.seat("ana"), attended=False)
    assert record_of(cast, now=now) == before


def test_sessions_to_come_and_the_one_that_is_going_on_are_not_part_of_it(cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now - timedelta(minutes=10), opened_at=now)
    meeting(cast.group, starts_at=now + timedelta(days=1))
    assert records([cast.group.pk], now=now) == {}


def test_a_session_whose_time_went_by_without_a_room_did_not_take_place(cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now - timedelta(days=1))
    gone = now - timedelta(days=8)
    meeting(cast.group, starts_at=gone, state=SessionState.CANCELLED, called_off_for=CalledOff.NOBODY_CAME)
    told(cast, before=-timedelta(minutes=15), first_at=gone, because=Because.NOBODY_CAME)
    found = record_of(cast, now=now)
    assert (found.held, found.nobody_opened, found.told) == (Count(0, 2), 2, Count(0, 0))


def test_what_was_called_off_before_there_was_a_log_was_announced_when_it_was_called_off(
    cast: Cast, now: datetime
) -> None:
    for weeks, before in ((1, timedelta(days=3)), (2, timedelta(hours=1))):
        starts_at = now - timedelta(weeks=weeks)
        off = {"cancelled_at": starts_at - before, "cancelled_by": cast.seat("noor")}
        meeting(cast.group, starts_at=starts_at, state=SessionState.CANCELLED, **off)
    assert record_of(cast, now=now).told == Count(1, 2)


def test_what_the_log_says_counts_once(cast: Cast, now: datetime) -> None:
    starts_at = now - timedelta(weeks=1)
    off = {"cancelled_at": starts_at - timedelta(hours=1), "cancelled_by": cast.seat("noor")}
    session = meeting(cast.group, starts_at=starts_at, state=SessionState.CANCELLED, **off)
    told(cast, before=timedelta(hours=1), first_at=starts_at, session=session, what=What.CALLED_OFF)
    assert record_of(cast, now=now).told == Count(0, 1)


def test_a_holiday_known_in_good_time_and_what_a_new_rule_took_away_were_never_promised(
    cast: Cast, now: datetime
) -> None:
    held(cast, weeks=9, now=now)
    off = {"state": SessionState.CANCELLED, "opened_at": None, "there": ()}
    held(cast, weeks=1, now=now, called_off_for=CalledOff.SERIES, **off)
    held(cast, weeks=2, now=now, called_off_for=CalledOff.HOLIDAY, **off)
    early = held(cast, weeks=3, now=now, called_off_for=CalledOff.HOLIDAY, **off)
    told(cast, before=timedelta(days=9), first_at=early.starts_at, session=early, because=Because.HOLIDAY)
    assert record_of(cast, now=now).held == Count(1, 1)
    late = held(cast, weeks=4, now=now, called_off_for=CalledOff.HOLIDAY, **off)
    told(cast, before=timedelta(hours=9), first_at=late.starts_at, session=late, because=Because.HOLIDAY)
    found = record_of(cast, now=now)
    assert (found.held, found.told) == (Count(1, 2), Count(0, 1))


def test_a_new_rhythm_is_a_change_of_the_group(cast: Cast, now: datetime) -> None:
    held(cast, weeks=2, now=now)
    for before in (timedelta(days=20), timedelta(hours=5)):
        told(cast, before=before, first_at=now - timedelta(weeks=1), what=What.RHYTHM)
    told(cast, before=timedelta(days=1), first_at=now + timedelta(days=1), what=What.RHYTHM)
    assert record_of(cast, now=now).told == Count(1, 2)


def test_somebody_who_came_back_with_another_seat_is_the_same(cast: Cast, now: datetime) -> None:
    held(cast, weeks=2, now=now)
    left = now - timedelta(weeks=1, days=3)
    Membership.objects.filter(pk=cast.seat("noor").pk).update(state="left", ended_at=left)
    again = membership(cast.group, cast.noor, now=left, role=Role.FACILITATOR)
    stays(held(cast, weeks=1, now=now, there=["idris"]), again)
    assert record_of(cast, now=now).same == Count(2, 2)


def test_somebody_who_stands_in_is_another_face(cast: Cast, now: datetime) -> None:
    held(cast, weeks=3, now=now)
    held(cast, weeks=2, now=now)
    stands_in = membership(
        cast.group, person("wren"), now=now, role=Role.FACILITATOR, guest_until=now + timedelta(hours=1)
    )
    stays(held(cast, weeks=1, now=now, there=["noor"]), stands_in)
    assert record_of(cast, now=now).same == Count(2, 3)


def test_each_group_has_its_own_and_the_last_twelve_of_it(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for weeks in range(1, 16):
        held(cast, weeks=weeks, now=now)
    other = support_group(now=now, name="Thursday circle")
    meeting(other, starts_at=now - timedelta(days=1))
    meeting(support_group(now=now, name="New"), starts_at=now + timedelta(days=1))
    with django_assert_num_queries(1):
        found = records(None, now=now)
    assert {group: one.held for group, one in found.items()} == {
        cast.group.pk: Count(LAST, LAST),
        other.pk: Count(0, 1),
    }
    assert [mark.starts_at for mark in found[cast.group.pk].marks][-1] == now - timedelta(weeks=1)
    assert list(records([other.pk], now=now)) == [other.pk]
    assert records([], now=now) == {}


def test_what_is_longer_ago_than_a_year_is_let_go(cast: Cast, now: datetime) -> None:
    held(cast, weeks=LOOKED_BACK.days // 7 + 1, now=now)
    assert records([cast.group.pk], now=now) == {}
