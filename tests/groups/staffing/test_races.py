"""Many at once: real threads, on PostgreSQL. SQLite lets one transaction in at a time, so nothing races there."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from groups.changes.models import Change, What
from groups.membership.models import Membership, Part
from groups.people.models import Letter, User
from groups.refusals import Refused
from groups.room.actions import open_room
from groups.room.models import Room
from groups.schedule.actions.sessions import cancel, move
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from groups.staffing.actions.asking import accept, decline, search
from groups.staffing.actions.calling import SomebodyComes, call, come
from groups.staffing.actions.calling import give_up as call_off
from groups.staffing.actions.duties import lay_down
from groups.staffing.actions.hands import give_up, hold
from groups.staffing.actions.taking import take
from groups.staffing.models import BackupCall, Duty, DutyState, How, SubstituteAsk
from groups.staffing.policy import AlreadySettled, IsElsewhere, TooLate
from tests.cast import Cast, meeting, membership, support_group, whole_cast
from tests.groups.membership.test_races import at_once
from tests.groups.staffing.helpers import ask_of, elsewhere, names, third, told

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # real threads
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]

ROUNDS = pytest.mark.parametrize("round_", range(5))


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def kinds(answers: list[object]) -> dict[str, int]:
    found = [type(one).__name__ for one in answers]
    return {name: found.count(name) for name in set(found)}


def held_twice() -> list[tuple[Duty, Duty]]:
    """Promises of one person that overlap: there are none, ever."""
    held = list(Duty.objects.filter(state=DutyState.HOLDS))
    return [
        (one, other)
        for one in held
        for other in held
        if one.pk != other.pk
        and one.user_id == other.user_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    ]


def sessions_of_one_person(user: User, *, many: int, starts_at: datetime, now: datetime) -> list[tuple]:
    """So many groups that this person facilitates, each with a session that overlaps with the next."""
    found = []
    for n in range(many):
        group = support_group(now=now, name=f"Group {n}")
        seat = membership(group, user, now=now, role=Part.FACILITATOR)
        found.append((meeting(group, starts_at=starts_at + timedelta(minutes=5 * n)), seat))
    return found


def test_the_database_refuses_two_places_whoever_writes_at_once(cast: Cast, now: datetime) -> None:
    places = sessions_of_one_person(cast.olu, many=8, starts_at=now + timedelta(days=1), now=now)

    def write(session: Session, seat: Membership) -> str:
        hours = {"starts_at": session.starts_at, "ends_at": session.ends_at, "made_at": now}
        try:
            with transaction.atomic():
                Duty.objects.create(session=session, membership=seat, user=cast.olu, **hours)
        except IntegrityError as error:
            assert "duty_in_one_place_at_a_time" in str(error)
            return "refused"
        return "kept"

    answers = at_once([lambda one=one: write(*one) for one in places])
    assert (answers.count("kept"), answers.count("refused")) == (1, 7)


@ROUNDS
def test_of_many_yeses_of_one_person_one_counts_and_the_others_are_told(cast: Cast, now: datetime, round_: int) -> None:
    places = sessions_of_one_person(cast.olu, many=6, starts_at=now + timedelta(days=1), now=now)
    take_all = [lambda one=one: _taken(*one, now=now) for one in places]
    assert kinds(at_once(take_all)) == {"Duty": 1, IsElsewhere.__name__: 5}
    assert held_twice() == []


@transaction.atomic
def _taken(session: Session, seat: Membership, *, now: datetime) -> Duty:
    return take(session=session, seat=seat, how=How.SWAP, now=now)


@ROUNDS
def test_many_beats_lay_down_each_duty_once(cast: Cast, now: datetime, round_: int) -> None:
    for day in range(1, 9):
        meeting(cast.group, starts_at=now + timedelta(days=day))
    other = support_group(now=now, name="Same hours")
    membership(other, cast.noor, now=now, role=Part.FACILITATOR)
    for day in range(1, 9):
        meeting(other, starts_at=now + timedelta(days=day, minutes=10))
    at_once([lambda: lay_down(now=now) for _ in range(6)])
    lay_down(now=now)
    assert held_twice() == []
    assert Duty.objects.filter(session__group=cast.group).count() == 16
    assert Duty.objects.filter(session__group=other).count() == 8
    assert Duty.objects.filter(user=cast.noor, state=DutyState.HOLDS).count() == 8
    assert Duty.objects.filter(user=cast.idris, state=DutyState.HOLDS).count() == 8


@ROUNDS
def test_of_a_yes_and_taking_it_back_at_once_one_stands(cast: Cast, laid: Session, now: datetime, round_: int) -> None:
    vera = elsewhere("vera", now=now)
    give_up(session=laid, seat=cast.seat("noor"), now=now)
    ask = ask_of(laid, vera)
    answers = at_once(
        [
            lambda: accept(ask=ask, name="Wren", now=now),
            lambda: hold(session=laid, seat=cast.seat("noor"), now=now),
        ]
    )
    assert sum(isinstance(one, Refused) for one in answers) == 1
    stands = "Wren" if isinstance(answers[0], Membership) else "Noor"
    assert names(laid) == sorted(["Idris", stands])
    assert told() == ([({"Idris", "Noor"}, {"Idris", "Wren"})] if stands == "Wren" else [])


@ROUNDS
def test_saying_yes_many_times_at_once_is_saying_it_once(cast: Cast, laid: Session, now: datetime, round_: int) -> None:
    vera = elsewhere("vera", now=now)
    give_up(session=laid, seat=cast.seat("noor"), now=now)
    ask = ask_of(laid, vera)
    yes: list[Callable[[], object]] = [lambda n=n: accept(ask=ask, name=f"Wren {n}", now=now) for n in range(6)]
    answers = at_once([*yes, lambda: decline(ask=ask, now=now), lambda: search(now=ask.expires_at)])
    assert sum(isinstance(one, Membership) for one in answers) <= 1
    assert cast.group.memberships.current().filter(user=vera).count() <= 1
    assert Change.objects.filter(what=What.FACILITATORS).count() <= 2
    ask.refresh_from_db()
    holds = Duty.objects.filter(user=vera, state=DutyState.HOLDS).exists()
    assert holds == (ask.state == "accepted")


@ROUNDS
def test_two_who_cannot_come_at_once_have_one_person_asked_at_a_time(
    cast: Cast, laid: Session, now: datetime, round_: int
) -> None:
    for name in ("vera", "wim"):
        elsewhere(name, now=now)
    acts: list[Callable[[], object]] = [
        lambda name=name: give_up(session=laid, seat=cast.seat(name), now=now) for name in ("noor", "idris")
    ]
    answers = at_once([*acts, lambda: search(now=now), lambda: search(now=now)])
    assert not any(isinstance(one, Refused) for one in answers)
    assert SubstituteAsk.objects.filter(state="asked").count() == 1
    assert Letter.objects.filter(kind="stand_in").count() == 1
    assert names(laid) == []


@ROUNDS
def test_many_of_the_group_take_one_place_at_once_and_one_has_it(
    cast: Cast, laid: Session, now: datetime, round_: int
) -> None:
    seats = [third(cast, name, now=now) for name in ("vera", "wim", "xenia", "yael")]
    give_up(session=laid, seat=cast.seat("noor"), now=now)
    answers = at_once([lambda seat=seat: hold(session=laid, seat=seat, now=now) for seat in seats])
    assert kinds(answers) == {"Session": 1, "PlacesAreTaken": 3}
    assert len(names(laid)) == 2
    assert len(told()) == 1


@ROUNDS
def test_a_session_that_moves_while_somebody_says_yes_promises_nobody_at_the_old_hour(
    cast: Cast, laid: Session, now: datetime, round_: int
) -> None:
    vera = elsewhere("vera", now=now)
    give_up(session=laid, seat=cast.seat("noor"), now=now)
    ask, hand = ask_of(laid, vera), Hand.facilitator(cast.seat("idris"))
    at_once(
        [
            lambda: accept(ask=ask, name="Wren", now=now),
            lambda: move(session=laid, by=hand, starts_at=laid.starts_at + timedelta(days=1), now=now),
            lambda: lay_down(now=now),
        ]
    )
    lay_down(now=now)
    laid.refresh_from_db()
    assert set(Duty.objects.filter(session=laid).values_list("starts_at", flat=True)) == {laid.starts_at}


@ROUNDS
def test_many_beats_call_each_once(cast: Cast, laid: Session, now: datetime, round_: int) -> None:
    due = laid.starts_at - timedelta(minutes=10)
    answers = at_once([lambda: call(now=due) for _ in range(6)])
    assert sorted(answers) == [0, 0, 0, 0, 0, 2]  # type: ignore[type-var]
    assert BackupCall.objects.count() == Letter.objects.filter(kind="backup").count() == 2


@ROUNDS
def test_of_many_from_outside_one_comes_and_the_others_are_thanked(
    cast: Cast, laid: Session, now: datetime, round_: int
) -> None:
    people = [elsewhere(name, now=now) for name in ("vera", "wim", "xenia")]
    call(now=laid.starts_at)
    calls = [laid.backup_calls.get(user=user) for user in people]
    answers = at_once([lambda one=one: come(call=one, name=f"W{one.pk}"[:20], now=laid.starts_at) for one in calls])
    assert kinds(answers) == {"Membership": 1, SomebodyComes.__name__: 2}
    assert cast.group.memberships.current().exclude(guest_until=None).count() == 1


@ROUNDS
def test_of_opening_and_calling_off_at_once_one_stands(cast: Cast, laid: Session, now: datetime, round_: int) -> None:
    late = laid.starts_at + timedelta(minutes=15)
    room = Room.objects.get(group=cast.group)
    answers = at_once(
        [
            lambda: open_room(room=room, by=cast.seat("noor"), now=late),
            lambda: call_off(now=late),
            lambda: call_off(now=late),
        ]
    )
    laid.refresh_from_db()
    was_opened = isinstance(answers[0], Room)
    assert (laid.opened_at is not None, laid.state == "cancelled") == (was_opened, not was_opened)
    assert Change.objects.filter(what=What.CALLED_OFF).count() == (0 if was_opened else 1)


@ROUNDS
def test_calling_off_by_hand_and_giving_up_at_once_do_not_wait_for_each_other_for_ever(
    cast: Cast, laid: Session, now: datetime, round_: int
) -> None:
    """One holds the session and writes a line about the group, the other holds the group and wants the session."""
    hand = Hand.facilitator(cast.seat("idris"))
    answers = at_once(
        [
            lambda: cancel(session=laid, by=hand, now=now),
            lambda: give_up(session=laid, seat=cast.seat("noor"), now=now),
            lambda: lay_down(now=now),
        ]
    )
    assert all(not isinstance(one, Refused) or isinstance(one, TooLate | AlreadySettled) for one in answers)
    laid.refresh_from_db()
    assert laid.state == "cancelled"
    lay_down(now=now)
    assert not Duty.objects.exists()
