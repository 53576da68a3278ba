"""One next thing, never a list of duties; "not today" is never led to the door."""

from datetime import UTC, datetime, timedelta

import pytest

from groups.home.next_thing import Coming, Thing, next_thing
from groups.joining.models import JoinRequest
from groups.schedule.models import Answer, Session

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
ASKED = JoinRequest(name="Wren")


def coming(*, minutes: int = 0, facilitates: bool = False, is_open: bool = False, answer: str = "") -> Coming:
    """A session of an hour that starts in so many minutes."""
    starts_at = NOW + timedelta(minutes=minutes)
    session = Session(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    return Coming(session, facilitates, is_open, answer, starts_at.date())


A_DAY = 24 * 60
HERE = {"minutes": -5, "is_open": True}


@pytest.mark.parametrize(
    ("sessions", "mine", "others", "thing"),
    [
        ([], [], [], Thing.FIND),
        ([], [ASKED], [], Thing.WAITING),
        ([coming(**HERE)], [], [ASKED], Thing.ROOM),
        ([coming(**HERE, answer=Answer.QUIETLY)], [], [], Thing.ROOM),
        ([coming(**HERE, answer=Answer.NOT_TODAY)], [], [], Thing.FIND),
        ([coming(**HERE, answer=Answer.NOT_TODAY), coming(minutes=7 * A_DAY)], [], [], Thing.SESSION),
        ([coming(minutes=-5)], [], [], Thing.ANSWER),
        ([coming(minutes=-5, answer=Answer.COME)], [], [], Thing.SESSION),
        ([coming(minutes=10, facilitates=True)], [], [ASKED], Thing.ROOM),
        ([coming(minutes=16, facilitates=True)], [], [ASKED], Thing.REQUESTS),
        ([coming(minutes=16, facilitates=True)], [], [], Thing.SESSION),
        ([coming(minutes=120)], [], [], Thing.ANSWER),
        ([coming(minutes=120, answer=Answer.UNSURE)], [], [], Thing.SESSION),
        ([coming(minutes=A_DAY)], [ASKED], [], Thing.SESSION),
        ([coming(minutes=A_DAY)], [], [ASKED], Thing.REQUESTS),
        ([coming(minutes=A_DAY), coming(minutes=2 * A_DAY)], [], [], Thing.SESSION),
    ],
)
def test_there_is_one_next_thing(
    sessions: list[Coming], mine: list[JoinRequest], others: list[JoinRequest], thing: Thing
) -> None:
    assert next_thing(sessions, mine=mine, others=others, today=NOW.date(), now=NOW).thing == thing


def test_the_sooner_of_two_sessions_comes_first() -> None:
    first, second = coming(minutes=A_DAY), coming(minutes=2 * A_DAY)
    assert next_thing([first, second], mine=[], others=[], today=NOW.date(), now=NOW).coming is first


def test_of_two_rooms_the_open_one_comes_first() -> None:
    waiting, here = coming(minutes=-30), coming(**HERE)
    assert next_thing([waiting, here], mine=[], others=[], today=NOW.date(), now=NOW).coming is here
