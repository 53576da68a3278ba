"""A facilitator says who came where the room could not know; members read the times that they came, and no gaps."""

from datetime import datetime, timedelta

import pytest

from groups.attendance import actions
from groups.attendance.policy import MARKED_WITHIN, CannotMark, can_mark, check_can_mark
from groups.membership.models import Membership, State
from groups.membership.models import Part as Role
from groups.schedule.actions.attendance import settle_attendance
from groups.schedule.models import SLOT, Attendance, Session, SessionState
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, meeting, membership, person, support_group
from tests.groups.home.test_directory import words_of


@pytest.fixture
def over(cast: Cast, now: datetime) -> Session:
    """Yesterday; Sam was in the room, Ana for a while."""
    Membership.objects.update(joined_at=now - timedelta(weeks=20))
    starts_at = now - timedelta(days=1)
    session = meeting(cast.group, starts_at=starts_at, state=SessionState.OVER, opened_at=starts_at)
    for name, came in (("sam", True), ("ana", False), ("noor", True)):
        seat = cast.seat(name)
        Attendance.objects.create(session=session, membership=seat, first_seen_at=starts_at, attended=came)
    return session


def page_of(session: Session) -> str:
    return f"/sessions/{session.pk}/attendance/"


def came(session: Session) -> set[str]:
    return set(session.attendances.filter(attended=True).values_list("membership__name", flat=True))


def test_the_page_says_what_the_room_knows(cast: Cast, over: Session) -> None:
    page = words_of(client_of(cast.noor), page_of(over))
    assert page.index("Ana") < page.index("was in the room for a while") < page.index("Sam")
    assert "was in the room for at least a third of it" in page
    assert page.count('type="checkbox"') == 2
    assert page.count("checked") == 1


def test_a_facilitator_says_who_came(cast: Cast, over: Session, now: datetime) -> None:
    posted = {"came": [cast.seat("ana").pk], "shown": str(cast.seat("sam").pk)}
    answer = client_of(cast.noor).post(page_of(over), posted)
    assert answer.status_code == 302
    assert came(over) == {"Ana", "Noor"}
    by = set(over.attendances.exclude(marked_at=None).values_list("membership__name", "marked_by__name"))
    assert by == {("Ana", "Noor"), ("Sam", "Noor")}
    assert "as a facilitator said" in words_of(client_of(cast.idris), page_of(over))


def test_it_stands_in_the_log_once_for_each_person(cast: Cast, over: Session, now: datetime) -> None:
    given = {"session": over, "by": cast.seat("noor"), "came": {cast.seat("ana").pk: True, cast.seat("sam").pk: True}}
    assert actions.mark(**given, now=now) == 1
    assert actions.mark(**given, now=now) == 0
    lines = AuditLine.objects.filter(act="attendance.marked").values_list("actor", "target", "subject", "reason")
    assert list(lines) == [(cast.noor.pk, over.pk, cast.ana.pk, "came")]


def test_somebody_whom_the_room_never_saw_has_come_too(cast: Cast, over: Session, now: datetime) -> None:
    Attendance.objects.filter(membership=cast.seat("ana")).delete()
    assert "the room knows nothing" in words_of(client_of(cast.noor), page_of(over))
    actions.mark(session=over, by=cast.seat("noor"), came={cast.seat("ana").pk: True}, now=now)
    assert came(over) == {"Sam", "Ana", "Noor"}


@pytest.mark.slow  # twice, and what they read of it
def test_a_member_reads_the_times_that_they_came_and_nothing_else_of_it(
    cast: Cast, over: Session, now: datetime
) -> None:
    actions.mark(session=over, by=cast.seat("noor"), came={cast.seat("ana").pk: True}, now=now)
    assert "You came 1 time." in words_of(client_of(cast.ana), "/sessions/")
    actions.mark(session=over, by=cast.seat("noor"), came={cast.seat("ana").pk: False}, now=now)
    page = words_of(client_of(cast.ana), "/sessions/")
    assert "You came" not in page
    assert "facilitator said" not in page


def test_two_facilitators_with_the_page_open_do_not_undo_each_other(cast: Cast, over: Session) -> None:
    sam, ana = (str(cast.seat(name).pk) for name in ("sam", "ana"))
    client_of(cast.noor).post(page_of(over), {"came": [sam, ana], "shown": sam})
    client_of(cast.idris).post(page_of(over), {"came": [], "shown": sam})
    assert came(over) == {"Ana", "Noor"}


def test_a_facilitator_is_not_marked_by_hand(cast: Cast, over: Session, now: datetime) -> None:
    idris = cast.seat("idris").pk
    assert client_of(cast.noor).post(page_of(over), {"came": [idris], "shown": ""}).status_code == 422
    actions.mark(session=over, by=cast.seat("noor"), came={idris: True}, now=now)
    assert not over.attendances.filter(membership=idris).exists()


def test_who_sat_in_is_there_and_who_came_later_is_not(cast: Cast, over: Session, now: datetime) -> None:
    guest = membership(cast.group, person("pat"), now=over.starts_at, guest_until=over.ends_at)
    Membership.objects.filter(pk=guest.pk).update(state=State.LEFT, ended_at=now)
    Attendance.objects.create(session=over, membership=guest, first_seen_at=over.starts_at, attended=True)
    membership(cast.group, person("new"), now=now)
    page = words_of(client_of(cast.noor), page_of(over))
    assert "sat in that day" in page
    assert "New" not in page


def test_what_was_set_by_hand_outlives_the_end_of_the_session(cast: Cast, session: Session, now: datetime) -> None:
    seat = cast.seat("ana")
    hand = {"attended": True, "marked_at": now, "marked_by": cast.seat("noor")}
    Attendance.objects.create(session=session, membership=seat, first_seen_at=now, slots=1, **hand)
    settle_attendance(session=session, now=now)
    assert came(session) == {"Ana"}


@pytest.mark.parametrize("slots", [39, 40])
def test_a_third_of_it_is_enough_and_quiet_counts_the_same(
    cast: Cast, session: Session, now: datetime, slots: int
) -> None:
    assert timedelta(hours=1) / SLOT == 120
    for name in ("sam", "ana"):
        Attendance.objects.create(session=session, membership=cast.seat(name), first_seen_at=now, slots=slots)
    settle_attendance(session=session, now=now)
    assert came(session) == ({"Sam", "Ana"} if slots == 40 else set())


def test_only_the_groups_facilitators_say_who_came(cast: Cast, over: Session, now: datetime) -> None:
    stands_in = membership(
        cast.group, person("wren"), now=now, role=Role.FACILITATOR, guest_until=now + timedelta(hours=1)
    )
    other = membership(support_group(now=now, name="Thursday"), person("vera"), now=now, role=Role.FACILITATOR)
    for seat in (cast.seat("sam"), stands_in, other):
        assert not can_mark(over, seat, now=now)
        with pytest.raises(CannotMark):
            actions.mark(session=over, by=seat, came={cast.seat("ana").pk: True}, now=now)
    assert can_mark(over, cast.seat("noor"), now=now)


@pytest.mark.parametrize(
    ("state", "ends_in", "is_possible"),
    [
        (SessionState.OVER, timedelta(minutes=5), True),
        (SessionState.PLANNED, timedelta(minutes=5), False),
        (SessionState.PLANNED, -timedelta(minutes=5), True),
        (SessionState.CANCELLED, -timedelta(minutes=5), False),
        (SessionState.OVER, timedelta(seconds=1) - MARKED_WITHIN, True),
        (SessionState.OVER, -MARKED_WITHIN, False),
    ],
)
def test_it_is_said_once_the_session_is_over_and_for_a_month(
    cast: Cast, now: datetime, state: SessionState, ends_in: timedelta, is_possible: bool
) -> None:
    session = Session(group=cast.group, state=state, ends_at=now + ends_in)
    assert can_mark(session, cast.seat("noor"), now=now) is is_possible
    if not is_possible:
        with pytest.raises(CannotMark, match=r"\.$"):
            check_can_mark(session, cast.seat("noor"), now=now)


def test_the_page_of_the_session_leads_to_it_when_it_is_over(cast: Cast, over: Session, session: Session) -> None:
    for name, one, wished in (("noor", over, True), ("noor", session, False), ("sam", over, False)):
        page = words_of(client_of(getattr(cast, name)), f"/sessions/{one.pk}/")
        assert (page_of(one) in page) is wished
    answer = client_of(cast.noor).get(page_of(session), follow=True)
    assert "Once the session is over" in answer.content.decode()


def test_everybody_else_reads_that_it_is_not_there(cast: Cast, over: Session) -> None:
    for user in (cast.sam, cast.olu, cast.max, cast.ada):
        assert client_of(user).get(page_of(over)).status_code == 404
        assert client_of(user).post(page_of(over)).status_code == 404
