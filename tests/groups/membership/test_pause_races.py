"""Leaving, resting, coming back and giving a seat on, many at once: real threads, on PostgreSQL."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from groups.membership import actions, policy
from groups.membership.models import Membership, State
from groups.people.models import Letter, LetterKind, LetterState
from groups.refusals import Refused
from tests.cast import Cast, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]
TIMES = 5
"""Each race is run so often: one run may happen to fall in order."""


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def long_paused(cast: Cast, name: str, *, now: datetime) -> Membership:
    """The seat, on a pause that was over ten days ago; nothing is left of the run before."""
    until = now - timedelta(days=10)
    Letter.objects.all().delete()
    Membership.objects.filter(pk=cast.seat(name).pk).update(
        state=State.SEATED, ended_at=None, paused_at=until - timedelta(weeks=2), paused_until=until
    )
    return Membership.objects.select_related("group", "user").get(pk=cast.seat(name).pk)


def test_coming_back_and_giving_on_at_once_have_one_winner_and_the_other_is_told(cast: Cast, now: datetime) -> None:
    for _ in range(TIMES):
        seat = long_paused(cast, "sam", now=now)
        back, given = at_once(
            [
                lambda seat=seat: actions.come_back(membership=seat, now=now),
                lambda seat=seat: actions.give_on(membership=seat, by=cast.seat("noor"), now=now),
            ]
        )
        after = Membership.objects.get(pk=seat.pk)
        if isinstance(back, Refused):
            assert (type(back), given, after.state) == (actions.SeatIsGone, None, State.RELEASED)
        else:
            assert (type(given), after.state, after.paused_at) == (actions.TheyAreBack, State.SEATED, None)
        written = Letter.objects.filter(kind=LetterKind.SEAT_GIVEN).exists()
        assert written is (after.state == State.RELEASED)


def test_leaving_and_giving_on_at_once_end_the_seat_once(cast: Cast, now: datetime) -> None:
    for _ in range(TIMES):
        seat = long_paused(cast, "sam", now=now)
        _left, given = at_once(
            [
                lambda seat=seat: actions.leave(membership=seat, now=now),
                lambda seat=seat: actions.give_on(membership=seat, by=cast.seat("noor"), now=now),
            ]
        )
        state = Membership.objects.get(pk=seat.pk).state
        assert state == (State.LEFT if isinstance(given, actions.TheyAreBack) else State.RELEASED)
        assert Letter.objects.filter(kind=LetterKind.SEAT_GIVEN).exists() is (state == State.RELEASED)


def test_two_facilitators_give_one_seat_on_once(cast: Cast, now: datetime) -> None:
    for _ in range(TIMES):
        seat = long_paused(cast, "sam", now=now)
        answers = at_once(
            [
                lambda seat=seat, name=name: actions.give_on(membership=seat, by=cast.seat(name), now=now)
                for name in ("noor", "idris")
            ]
        )
        assert sum(isinstance(answer, actions.TheyAreBack) for answer in answers) == 1


def test_the_last_two_facilitators_do_not_both_rest(cast: Cast, now: datetime) -> None:
    for _ in range(TIMES):
        Membership.objects.update(paused_at=None, paused_until=None)
        answers = at_once(
            [
                lambda name=name: actions.pause(membership=cast.seat(name), weeks=1, now=now)
                for name in ("noor", "idris")
            ]
        )
        assert sum(isinstance(answer, policy.CannotPause) for answer in answers) == 1
        assert cast.group.memberships.present().facilitators().count() == 1


def test_one_facilitator_does_not_rest_while_the_other_leaves(cast: Cast, now: datetime) -> None:
    for _ in range(TIMES):
        Membership.objects.update(state=State.SEATED, ended_at=None, paused_at=None, paused_until=None)
        answers = at_once(
            [
                lambda: actions.pause(membership=cast.seat("noor"), weeks=1, now=now),
                lambda: actions.leave(membership=cast.seat("idris"), now=now),
            ]
        )
        assert sum(isinstance(answer, Refused) for answer in answers) == 1
        assert cast.group.memberships.present().facilitators().count() == 1


def test_whoever_comes_back_while_letters_are_written_gets_none(cast: Cast, now: datetime) -> None:
    for _ in range(TIMES):
        seat = long_paused(cast, "sam", now=now)
        at_once(
            [
                lambda seat=seat: actions.come_back(membership=seat, now=now),
                lambda: actions.ask_after_pauses(now=now),
                lambda: actions.ask_after_pauses(now=now),
            ]
        )
        assert not Letter.objects.filter(state=LetterState.PENDING).exists()
        assert Letter.objects.count() <= 1


def test_a_name_goes_to_one_of_those_who_take_it_at_once(cast: Cast, now: datetime) -> None:
    answers = at_once(
        [
            lambda name=name: actions.change_seat(membership=cast.seat(name), name="Wren", pronouns="", boundary="")
            for name in ("sam", "ana", "noor", "idris")
        ]
    )
    assert sum(isinstance(answer, actions.NameIsTaken) for answer in answers) == 3
    assert cast.group.memberships.filter(name="Wren").count() == 1


def test_two_who_publish_at_once_make_two_versions_or_one(cast: Cast, now: datetime) -> None:
    at_once(
        [
            lambda words=words: actions.publish_agreement(
                group=cast.group, brief="We listen.", words=words, by=cast.ada, now=now
            )
            for words in ("One.", "Two.", "Two.")
        ]
    )
    versions = list(cast.group.agreements.order_by("version").values_list("version", flat=True))
    cast.group.refresh_from_db()
    assert versions == list(range(1, cast.group.agreement_version + 1))
    assert len(versions) in {2, 3}
