"""The admins' week: all sessions in a picture and in words, what overlaps, and where somebody is needed."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.membership.models import Membership, Part, SupportGroup
from groups.overview.access import gaps, sessions_between, with_hands
from groups.overview.pages import A_TABLE, SHOWN
from groups.people.models import User
from groups.schedule.models import CalledOff, Session, SessionState
from groups.staffing.access import holders
from groups.staffing.models import Duty, DutyState
from tests.cast import Cast, meeting, membership, person, support_group, whole_cast, with_second_factor

WEEK = "/manage/week/"
TUESDAY = datetime(2026, 11, 24, 19, tzinfo=UTC)
"""In the week of Monday 23 November 2026."""


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _then(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def read(client: Client, query: str = "") -> str:
    answer = client.get(WEEK + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def holds(session: Session, seat: Membership, *, now: datetime, state: str = DutyState.HOLDS) -> Duty:
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    return Duty.objects.create(
        session=session, membership=seat, user_id=seat.user_id, state=state, made_at=now, **hours
    )


def held_by(group: SupportGroup, user: User, *, now: datetime) -> Membership:
    return membership(group, user, now=now, role=Part.FACILITATOR)


@pytest.mark.slow  # the first page that is drawn
def test_a_session_stands_in_picture_and_table_with_who_holds_it(cast: Cast, ada: Client) -> None:
    session = meeting(cast.group, starts_at=TUESDAY)
    page = read(ada)
    assert f'href="#s-{session.pk}"' in page
    assert f'id="s-{session.pk}"' in page
    assert "Tuesday 24 November" in words(page)
    assert "19:00 to 20:00 Tuesday circle Idris and Noor" in words(page)


def test_times_are_on_the_readers_own_clock(cast: Cast, ada: Client) -> None:
    User.objects.filter(pk=cast.ada.pk).update(time_zone="Asia/Kathmandu")
    meeting(cast.group, starts_at=TUESDAY)
    page = words(read(ada))
    assert "Wednesday 25 November" in page
    assert "00:45 to 01:45 Tuesday circle" in page
    assert "Asia/Kathmandu" in page


@pytest.mark.slow  # two pages
def test_a_week_is_its_own_in_the_readers_zone(cast: Cast, ada: Client) -> None:
    """Sunday evening in London is Monday in Apia."""
    User.objects.filter(pk=cast.ada.pk).update(time_zone="Pacific/Apia")
    sunday = meeting(cast.group, starts_at=datetime(2026, 11, 29, 19, tzinfo=UTC))
    assert str(sunday.pk) not in read(ada, "?from=2026-11-23")
    assert str(sunday.pk) in read(ada, "?from=2026-11-30")


def test_one_can_leaf_from_week_to_week(cast: Cast, ada: Client) -> None:
    coming = meeting(cast.group, starts_at=TUESDAY + timedelta(weeks=1))
    page = read(ada)
    assert "?from=2026-11-30" in page and "?from=2026-11-16" in page
    assert str(coming.pk) not in page
    assert str(coming.pk) in read(ada, "?from=2026-12-03")


@pytest.mark.slow  # four pages
@pytest.mark.parametrize("query", ["?from=nothing", "?from=", "?day=32", "?from=2026-13-40"])
def test_what_is_no_day_is_this_week(cast: Cast, ada: Client, query: str) -> None:
    assert "The week from 23 November to 29 November 2026" in words(read(ada, query))


@pytest.mark.slow  # two pages
@pytest.mark.parametrize("query", ["?from=0001-01-01", "?from=9999-12-31"])
def test_far_away_weeks_are_answered(cast: Cast, ada: Client, query: str) -> None:
    assert "No session is laid out in this week." in words(read(ada, query))


def test_what_is_called_off_says_so(cast: Cast, ada: Client) -> None:
    meeting(cast.group, starts_at=TUESDAY, state=SessionState.CANCELLED, called_off_for=CalledOff.HOLIDAY)
    page = read(ada)
    assert "week__block--off" in page
    assert "Idris and Noor called off" in words(page)
    assert "Every session of the next four weeks has two facilitators." in words(page)


def test_a_session_that_nobody_holds_stands_before_one_that_somebody_holds(
    cast: Cast, ada: Client, now: datetime
) -> None:
    alone, nobody = support_group(now=now, name="Alone"), support_group(now=now, name="Nobody's")
    held_by(alone, person("lea"), now=now)
    meeting(alone, starts_at=TUESDAY)
    meeting(nobody, starts_at=TUESDAY + timedelta(weeks=3))
    found = list(gaps(now, now + timedelta(weeks=4)))
    assert [one.group_id for one in found] == [nobody.pk, alone.pk]
    page = words(read(ada))
    assert "Nobody yet; somebody is needed" in page
    assert "Lea; one more would help" in page


def test_gaps_are_those_of_the_next_four_weeks(cast: Cast, now: datetime) -> None:
    group = support_group(now=now, name="Nobody's")
    for days in (-1, 29):
        meeting(group, starts_at=now + timedelta(days=days))
    inside = meeting(group, starts_at=now + timedelta(days=27))
    meeting(group, starts_at=now + timedelta(days=2), state=SessionState.CANCELLED)
    assert [one.pk for one in gaps(now, now + timedelta(weeks=4))] == [inside.pk]


def test_it_counts_as_those_who_name_them_do(cast: Cast, now: datetime) -> None:
    """`in_hands` is one number from the database; `holders` are the names. They never differ."""
    noor, idris = cast.seat("noor"), cast.seat("idris")
    lea = held_by(cast.group, person("lea"), now=now)
    one, none, cannot, two, moved = (meeting(cast.group, starts_at=TUESDAY + timedelta(days=n)) for n in range(5))
    unknown = meeting(cast.group, starts_at=TUESDAY + timedelta(days=6))
    empty = meeting(support_group(now=now, name="Nobody's"), starts_at=TUESDAY)
    holds(one, noor, now=now)
    holds(none, noor, now=now, state=DutyState.CANNOT)
    holds(cannot, noor, now=now, state=DutyState.CANNOT)
    holds(cannot, lea, now=now)
    for seat in (noor, idris):
        holds(two, seat, now=now)
        holds(moved, seat, now=now)
    Session.objects.filter(pk=moved.pk).update(ends_at=moved.ends_at + timedelta(minutes=5))
    Membership.objects.filter(pk=idris.pk).update(paused_at=now, paused_until=now + timedelta(weeks=2))
    sessions = Session.objects.filter(pk__in=[s.pk for s in (one, none, cannot, two, moved, unknown, empty)])
    named = holders(sessions)
    counted = {session.pk: session.in_hands for session in with_hands(sessions)}
    assert counted == {session_id: len(those.names) for session_id, those in named.items()}
    assert sorted(counted.values()) == [0, 0, 1, 1, 1, 2, 2]


def test_two_groups_of_one_facilitator_at_the_same_time_are_named(cast: Cast, ada: Client, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle")
    held_by(other, cast.noor, now=now)
    meeting(cast.group, starts_at=TUESDAY)
    meeting(other, starts_at=TUESDAY + timedelta(minutes=30))
    page = words(read(ada))
    assert "At the same time" in page
    assert "at the same time as another group of one of them" in page
    assert "Who holds it: Idris and Noor" in page


@pytest.mark.parametrize("minutes", [60, 24 * 60])
def test_groups_that_follow_each_other_do_not_overlap(cast: Cast, ada: Client, now: datetime, minutes: int) -> None:
    other = support_group(now=now, name="Thursday circle")
    held_by(other, cast.noor, now=now)
    meeting(cast.group, starts_at=TUESDAY)
    meeting(other, starts_at=TUESDAY + timedelta(minutes=minutes))
    assert 'id="clashes"' not in read(ada)


def test_those_with_room_are_named_with_what_they_hold(cast: Cast, ada: Client, now: datetime) -> None:
    meeting(cast.group, starts_at=TUESDAY)
    User.objects.filter(pk=cast.noor.pk).update(most_groups=1, stands_in=False)
    User.objects.filter(pk=cast.idris.pk).update(most_groups=3)
    page = read(ada)
    assert f"/manage/people/{cast.idris.pk}/" in page
    assert "one session this week, holds one of three groups" in words(page)
    assert f"/manage/people/{cast.noor.pk}/" not in page
    assert f"/manage/people/{cast.sam.pk}/" not in page


def test_nobody_but_admins_reads_it_and_no_member_stands_in_it(cast: Cast, ada: Client) -> None:
    meeting(cast.group, starts_at=TUESDAY)
    page = words(read(ada))
    assert "Sam" not in page and "Ana" not in page


@pytest.mark.slow  # a hundred sessions
def test_a_full_week_is_read_day_by_day(cast: Cast, ada: Client, now: datetime) -> None:
    groups = [support_group(now=now, name=f"Group {n:03}") for n in range(A_TABLE + 1)]
    for n, group in enumerate(groups):
        meeting(group, starts_at=now + timedelta(days=n % 2, hours=1))
    first, second = read(ada), read(ada, "?from=2026-11-23&day=2026-11-24")
    assert ("Group 000" in first, "Group 001" in first.split('id="days"')[1]) == (True, False)
    assert "Group 001" in second.split('id="days"')[1]
    assert "Tue 24 (40)" in second
    assert f"{A_TABLE + 1 - SHOWN} more sessions need somebody" in words(first)
    assert "41 sessions" in words(first.split('class="week"')[1].split("</section>")[0])


@pytest.mark.slow  # sixty groups
def test_it_asks_as_little_for_many_groups_as_for_one(
    cast: Cast, ada: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(60):
        group = support_group(now=now, name=f"Group {n:03}")
        held_by(group, cast.noor if n % 2 else cast.idris, now=now)
        for weeks in range(4):
            meeting(group, starts_at=TUESDAY + timedelta(weeks=weeks, hours=n % 5))
    with django_assert_max_num_queries(12):
        read(ada)


def test_the_sessions_of_a_week_are_those_that_touch_it(cast: Cast) -> None:
    zone = ZoneInfo("Europe/London")
    start, end = (datetime(2026, 11, day, tzinfo=zone) for day in (23, 30))
    before, over, last, after = (
        meeting(cast.group, starts_at=at)
        for at in (start - timedelta(hours=1), start - timedelta(minutes=30), end - timedelta(minutes=1), end)
    )
    assert {one.pk for one in sessions_between(start, end)} == {over.pk, last.pk}
    assert {before.pk, after.pk}.isdisjoint({over.pk, last.pk})
