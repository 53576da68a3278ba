"""Silence is attendance: presence is counted, never words (S0-11)."""

from datetime import datetime, timedelta

from groups.schedule.actions.attendance import arrive, count_presence, settle_attendance
from groups.schedule.models import SLOT, Attendance, Session, SessionState
from tests.cast import Cast


def came(session: Session, cast: Cast, name: str) -> Attendance:
    return Attendance.objects.get(session=session, membership=cast.seat(name))


def stay(session: Session, cast: Cast, name: str, *, slots: int) -> None:
    person = cast.seat(name).pk
    arrive(pairs=[(session.pk, person)], now=session.starts_at)
    for slot in range(slots):
        count_presence(present={session.pk: [person]}, now=session.starts_at + slot * SLOT)


def test_five_devices_in_one_slot_are_one_person_once(session: Session, cast: Cast) -> None:
    sam = cast.seat("sam").pk
    arrive(pairs=[(session.pk, sam)] * 5, now=session.starts_at)
    for second in range(5):
        count_presence(present={session.pk: [sam]}, now=session.starts_at + timedelta(seconds=second))
    assert came(session, cast, "sam").slots == 1


def test_arriving_again_changes_nothing(session: Session, cast: Cast) -> None:
    stay(session, cast, "sam", slots=2)
    arrive(pairs=[(session.pk, cast.seat("sam").pk)], now=session.ends_at)
    assert (came(session, cast, "sam").slots, came(session, cast, "sam").first_seen_at) == (2, session.starts_at)


def test_waiting_before_the_start_or_lingering_after_the_end_counts_nothing(session: Session, cast: Cast) -> None:
    stay(session, cast, "sam", slots=0)
    for moment in (session.starts_at - SLOT, session.ends_at, session.ends_at + SLOT):
        count_presence(present={session.pk: [cast.seat("sam").pk]}, now=moment)
    assert came(session, cast, "sam").slots == 0


def test_only_those_who_are_reported_are_counted(session: Session, cast: Cast) -> None:
    stay(session, cast, "ana", slots=0)
    stay(session, cast, "sam", slots=3)
    assert (came(session, cast, "sam").slots, came(session, cast, "ana").slots) == (3, 0)


def test_a_third_of_the_time_is_attendance_however_quiet(session: Session, cast: Cast, now: datetime) -> None:
    stay(session, cast, "sam", slots=40)
    stay(session, cast, "ana", slots=39)
    settle_attendance(session=session, now=session.ends_at)
    assert (came(session, cast, "sam").attended, came(session, cast, "ana").attended) == (True, False)
    assert (session.state, session.closed_at) == (SessionState.OVER, session.ends_at)


def test_what_was_set_by_hand_stays(session: Session, cast: Cast) -> None:
    stay(session, cast, "sam", slots=0)
    Attendance.objects.update(attended=True)
    settle_attendance(session=session, now=session.ends_at)
    assert came(session, cast, "sam").attended is True


def test_settling_twice_keeps_the_first_ending(session: Session, cast: Cast) -> None:
    settle_attendance(session=session, now=session.ends_at)
    settle_attendance(session=session, now=session.ends_at + timedelta(hours=1))
    assert session.closed_at == session.ends_at


def test_a_session_that_was_called_off_is_not_attended(session: Session, cast: Cast, now: datetime) -> None:
    Session.objects.update(state=SessionState.CANCELLED, cancelled_at=now, cancelled_by=cast.seat("noor"))
    stay(session, cast, "sam", slots=3)
    settle_attendance(session=session, now=session.ends_at)
    assert (came(session, cast, "sam").slots, session.state) == (0, SessionState.CANCELLED)


def test_counting_asks_one_query_and_two_more_for_each_session(
    session: Session, cast: Cast, django_assert_max_num_queries
) -> None:
    stay(session, cast, "sam", slots=0)
    with django_assert_max_num_queries(3):
        count_presence(present={session.pk: [cast.seat("sam").pk]}, now=session.starts_at)
