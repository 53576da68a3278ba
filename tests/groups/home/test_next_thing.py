"""One next thing, never a list of duties; "not today" is never led to the door."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from groups.attendance.models import Export
from groups.facilitation.models import Handover
from groups.home.next_thing import RULES, Coming, Situation, Thing, next_thing
from groups.joining.models import JoinRequest, Offer
from groups.membership.models import Membership
from groups.schedule.models import Answer, Session
from groups.staffing.models import BackupCall, SubstituteAsk
from groups.standby.models import Standby

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
    assert next_thing(situation(coming=sessions, mine=mine, others=others)).thing == thing


def situation(**given: Any) -> Situation:
    return Situation(today=NOW.date(), now=NOW, **given)


EVERYTHING: dict[str, Any] = {
    "coming": [coming(**HERE), coming(minutes=120)],
    "offers": [Offer()],
    "to_agree": [Membership()],
    "unanswered": [ASKED],
    "others": [ASKED],
    "calls": [BackupCall()],
    "asks": [SubstituteAsk()],
    "standbys": [Standby()],
    "handovers": [Handover()],
    "exports": [Export()],
    "mine": [ASKED],
    "paused": [Membership()],
}


def test_the_rules_stand_in_the_order_of_what_is_urgent() -> None:
    """Whatever was dealt with, the next in line comes forward; at the end there is a group to find."""
    left, led_to = dict(EVERYTHING), []
    done = {
        Thing.ROOM: ("coming", [coming(minutes=120)]),
        Thing.ANSWER: ("coming", [coming(minutes=120, answer=Answer.COME)]),
        Thing.SESSION: ("coming", []),
        Thing.OFFER: ("offers", []),
        Thing.AGREEMENT: ("to_agree", []),
        Thing.FIT: ("unanswered", []),
        Thing.REQUESTS: ("others", []),
        Thing.CALL: ("calls", []),
        Thing.STANDBY: ("standbys", []),
        Thing.STAND_IN: ("asks", []),
        Thing.HANDOVER: ("handovers", []),
        Thing.EXPORT: ("exports", []),
        Thing.WAITING: ("mine", []),
        Thing.PAUSE: ("paused", []),
    }
    for _ in RULES:
        thing = next_thing(situation(**left)).thing
        led_to.append(thing)
        name, value = done[thing]
        left[name] = value
    assert [*led_to, next_thing(situation(**left)).thing] == list(Thing)


def test_the_sooner_of_two_sessions_comes_first() -> None:
    first, second = coming(minutes=A_DAY), coming(minutes=2 * A_DAY)
    assert next_thing(situation(coming=[first, second])).coming is first


def test_of_two_rooms_the_open_one_comes_first() -> None:
    waiting, here = coming(minutes=-30), coming(**HERE)
    assert next_thing(situation(coming=[waiting, here])).coming is here
