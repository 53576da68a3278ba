"""From ten minutes before to ten minutes after the start, seats that nobody needs are offered, one after the other."""

from datetime import datetime, timedelta

import pytest

from groups.joining.models import JoinRequest, Offer, RequestState
from groups.membership.models import Membership
from groups.people.models import Apart, Letter, LetterKind, LetterState, User
from groups.schedule.models import Answer, Attendance, Session, SessionState, Usual
from groups.standby.actions import let_go, offer_seats, take, wish
from groups.standby.models import Standby, StandbyState
from tests.cast import Cast, meeting, membership, person
from tests.groups.standby.people import MINUTE, opened, says, state, would_come

OFFERED, WAITING, PASSED, OVER, TAKEN = (
    StandbyState.OFFERED, StandbyState.WAITING, StandbyState.PASSED, StandbyState.OVER, StandbyState.TAKEN
)  # fmt: skip


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    """In half an hour, in an open group of two seats."""
    opened(cast)
    return meeting(cast.group, starts_at=now + timedelta(minutes=30))


def at(session: Session, minutes: int, seconds: int = 0) -> datetime:
    return session.starts_at + timedelta(minutes=minutes, seconds=seconds)


@pytest.mark.parametrize(
    ("minutes", "seconds", "asked"),
    [(-30, 0, 0), (-11, 0, 0), (-10, -1, 0), (-10, 0, 1), (0, 0, 1), (10, 0, 1), (10, 1, 0)],
)  # fmt: skip
def test_a_free_seat_is_offered_in_these_minutes_alone(
    cast: Cast, coming: Session, now: datetime, minutes: int, seconds: int, asked: int
) -> None:
    (wim,) = would_come(cast, coming, "wim", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    assert offer_seats(now=at(coming, minutes, seconds)) == asked
    assert (state(wim) == OFFERED) is bool(asked)


@pytest.mark.parametrize(
    ("word", "free"),
    [(Answer.COME, 0), (Answer.QUIETLY, 0), (None, 0), (Answer.UNSURE, 1), (Answer.NOT_TODAY, 1)],
)
@pytest.mark.parametrize("is_usual", [False, True])
def test_a_seat_is_free_when_its_person_has_said_so_or_is_not_sure_by_then(
    cast: Cast, coming: Session, now: datetime, word: Answer | None, free: int, is_usual: bool
) -> None:
    would_come(cast, coming, "wim", "yan", now=now)
    if word and is_usual:
        Usual.objects.create(membership=cast.seat("sam"), answer=word, since=now)
    elif word:
        says(cast.seat("sam"), coming, word, now=now)
    assert offer_seats(now=at(coming, -10)) == free


def test_a_paused_seat_is_free_that_day_and_stays_theirs(cast: Cast, coming: Session, now: datetime) -> None:
    would_come(cast, coming, "wim", now=now)
    sam = Membership.objects.filter(pk=cast.seat("sam").pk)
    sam.update(paused_at=now, paused_until=now + timedelta(weeks=2))
    assert offer_seats(now=at(coming, -10)) == 1
    assert sam.get().state == "seated"


def test_whoever_has_come_holds_their_seat_whatever_they_had_said(cast: Cast, coming: Session, now: datetime) -> None:
    would_come(cast, coming, "wim", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    Attendance.objects.create(session=coming, membership=cast.seat("sam"), first_seen_at=at(coming, -12))
    assert offer_seats(now=at(coming, -10)) == 0


def test_a_seat_that_is_kept_for_good_for_somebody_is_not_free_today(
    cast: Cast, coming: Session, now: datetime
) -> None:
    opened(cast, capacity=3)
    (wim,) = would_come(cast, coming, "wim", now=now)
    other = JoinRequest.objects.get(pk=wim.request_id)
    Offer.objects.create(request=other, made_at=now, expires_at=now + timedelta(days=1))
    assert offer_seats(now=at(coming, -10)) == 0


def test_who_has_waited_longest_is_asked_first_and_each_seat_once(cast: Cast, coming: Session, now: datetime) -> None:
    wim, yan, zoe = would_come(cast, coming, "wim", "yan", "zoe", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    assert offer_seats(now=at(coming, -10)) == 1
    assert [state(one) for one in (wim, yan, zoe)] == [OFFERED, WAITING, WAITING]
    assert offer_seats(now=at(coming, -9)) == 0
    says(cast.seat("ana"), coming, Answer.NOT_TODAY, now=now)
    assert offer_seats(now=at(coming, -9)) == 1
    assert [state(one) for one in (wim, yan, zoe)] == [OFFERED, OFFERED, WAITING]


def test_after_five_minutes_the_next_is_asked(cast: Cast, coming: Session, now: datetime) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    assert wim.expires_at is None and state(wim) == OFFERED and wim.expires_at == at(coming, -5)
    assert offer_seats(now=at(coming, -5, -1)) == 0
    assert offer_seats(now=at(coming, -5)) == 1
    assert [state(wim), state(yan)] == [PASSED, OFFERED]


def test_a_no_asks_the_next_at_once_and_costs_nothing(cast: Cast, coming: Session, now: datetime) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    let_go(wish=wim, now=at(coming, -10, 20))
    assert offer_seats(now=at(coming, -10, 25)) == 1
    assert [state(wim), state(yan)] == [PASSED, OFFERED]
    assert JoinRequest.objects.get(pk=wim.request_id).rests_until is None


def test_who_let_it_pass_and_would_come_after_all_is_asked_after_the_others(
    cast: Cast, coming: Session, now: datetime
) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    let_go(wish=wim, now=at(coming, -9))
    wish(asked=wim.request, session=coming, now=at(coming, -8))
    offer_seats(now=at(coming, -8))
    assert [state(wim), state(yan)] == [WAITING, OFFERED]
    let_go(wish=yan, now=at(coming, -7))
    assert offer_seats(now=at(coming, -7)) == 1
    assert [state(wim), state(yan)] == [OFFERED, PASSED]
    letters = Letter.objects.filter(user=wim.request.user, kind=LetterKind.STANDBY)
    assert sorted(letters.values_list("state", flat=True)) == [LetterState.DROPPED, LetterState.PENDING]


def test_whoever_is_asked_gets_a_letter_that_does_not_wait_for_the_night_to_end(
    cast: Cast, coming: Session, now: datetime
) -> None:
    (wim,) = would_come(cast, coming, "wim", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    letter = Letter.objects.get(kind=LetterKind.STANDBY)
    assert (letter.user, letter.is_urgent, letter.expires_at) == (wim.request.user, True, at(coming, -5))
    assert letter.path == f"/standby/{wim.pk}/"
    take(wish=wim, agreed=0, now=at(coming, -9))
    letter.refresh_from_db()
    assert letter.state == LetterState.DROPPED


def test_a_standing_roster_admits_nobody(cast: Cast, coming: Session, now: datetime) -> None:
    (wim,) = would_come(cast, coming, "wim", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    type(cast.group).objects.update(same_people=True)
    assert offer_seats(now=at(coming, -10)) == 0
    assert state(wim) == OVER


def wishes_apart(one: User, other: User, now: datetime) -> None:
    Apart.objects.create(owner=one, other=other, made_at=now)


@pytest.mark.parametrize("whose", ["theirs", "mine"])
def test_who_may_not_meet_somebody_there_is_never_asked_and_reads_what_everybody_reads(
    cast: Cast, coming: Session, now: datetime, whose: str
) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    people = (wim.request.user, cast.ana) if whose == "mine" else (cast.ana, wim.request.user)
    wishes_apart(*people, now)
    says(cast.seat("ana"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    assert [state(wim), state(yan)] == [WAITING, OFFERED]
    offer_seats(now=at(coming, 11))
    assert state(wim) == OVER


def test_two_who_may_not_meet_are_never_asked_together(cast: Cast, coming: Session, now: datetime) -> None:
    wim, yan, zoe = would_come(cast, coming, "wim", "yan", "zoe", now=now)
    wishes_apart(wim.request.user, yan.request.user, now)
    for name in ("sam", "ana"):
        says(cast.seat(name), coming, Answer.NOT_TODAY, now=now)
    assert offer_seats(now=at(coming, -10)) == 2
    assert [state(one) for one in (wim, yan, zoe)] == [OFFERED, WAITING, OFFERED]


@pytest.mark.parametrize("change", [{"state": RequestState.WITHDRAWN}, {"state": RequestState.DECLINED}])
def test_who_left_the_line_is_not_asked(cast: Cast, coming: Session, now: datetime, change: dict[str, str]) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    JoinRequest.objects.filter(pk=wim.request_id).update(**change)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    assert [state(wim), state(yan)] == [OVER, OFFERED]


def test_an_account_that_was_closed_is_passed_over(cast: Cast, coming: Session, now: datetime) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    User.objects.filter(pk=wim.request.user_id).update(is_active=False)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    assert [state(wim), state(yan)] == [OVER, OFFERED]


@pytest.mark.parametrize("was", [SessionState.CANCELLED, SessionState.OVER])
def test_for_a_session_that_is_not_there_nobody_is_asked(
    cast: Cast, coming: Session, now: datetime, was: SessionState
) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    Session.objects.filter(pk=coming.pk).update(state=was)
    assert offer_seats(now=at(coming, -9)) == 0
    assert [state(wim), state(yan)] == [OVER, OVER]
    assert Letter.objects.get(kind=LetterKind.STANDBY).state == LetterState.DROPPED


def test_a_beat_that_slept_for_an_hour_asks_nobody_and_ends_everything(
    cast: Cast, coming: Session, now: datetime
) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    assert offer_seats(now=at(coming, 60)) == 0
    assert {state(wim), state(yan)} == {OVER}
    assert not Letter.objects.filter(kind=LetterKind.STANDBY).exists()


def test_what_is_kept_at_the_end_of_the_minutes_is_still_kept(cast: Cast, coming: Session, now: datetime) -> None:
    (wim,) = would_come(cast, coming, "wim", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, 10))
    assert offer_seats(now=at(coming, 14)) == 0
    take(wish=wim, agreed=0, now=at(coming, 14, 59))
    assert state(wim) == TAKEN


def test_a_session_that_was_moved_is_offered_at_its_new_time(cast: Cast, coming: Session, now: datetime) -> None:
    (wim,) = would_come(cast, coming, "wim", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    later = coming.starts_at + timedelta(hours=3)
    Session.objects.filter(pk=coming.pk).update(starts_at=later, ends_at=later + timedelta(hours=1))
    assert offer_seats(now=at(coming, -5)) == 0
    assert offer_seats(now=later - 9 * MINUTE) == 1
    assert state(wim) == OFFERED


def test_a_run_over_nothing_asks_one_question(
    cast: Cast, coming: Session, now: datetime, django_assert_num_queries
) -> None:
    membership(cast.group, person("xue"), now=now)
    with django_assert_num_queries(1):
        assert offer_seats(now=at(coming, -10)) == 0


def test_the_seat_of_the_day_goes_on_when_whoever_sat_there_gives_it_back(
    cast: Cast, coming: Session, now: datetime
) -> None:
    wim, yan = would_come(cast, coming, "wim", "yan", now=now)
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    offer_seats(now=at(coming, -10))
    seat = take(wish=wim, agreed=0, now=at(coming, -9))
    assert offer_seats(now=at(coming, -8)) == 0
    let_go(wish=wim, now=at(coming, -7))
    seat.refresh_from_db()
    assert (seat.state, state(wim)) == ("left", PASSED)
    assert offer_seats(now=at(coming, -7)) == 1
    assert state(yan) == OFFERED
    assert Standby.objects.count() == 2
