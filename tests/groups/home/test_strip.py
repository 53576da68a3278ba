"""The steadiness of a group, for everybody who reads of it: a mark a session, and sentences that say the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from groups.home.strip import Strip, strip_of
from groups.schedule.models import Attendance, Session, SessionState
from groups.schedule.steadiness import Count, Record, record
from tests.cast import Cast, client_of, meeting, support_group
from tests.groups.home.test_directory import words_of


def held(
    cast: Cast, *, weeks: int, now: datetime, late: int = 0, there: tuple[str, ...] = ("noor", "idris")
) -> Session:
    starts_at = now - timedelta(weeks=weeks)
    opened_at = starts_at + timedelta(minutes=late)
    session = meeting(
        cast.group, starts_at=starts_at, state=SessionState.OVER, opened_at=opened_at, meant_for=starts_at
    )
    for name in there:
        seat = cast.seat(name)
        Attendance.objects.create(session=session, membership=seat, first_seen_at=starts_at, attended=True)
    return session


def page_of(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/"


@pytest.mark.slow  # twelve sessions, and four who read of them
def test_strangers_and_members_read_the_same_record(cast: Cast, now: datetime) -> None:
    for weeks in range(1, 13):
        held(cast, weeks=weeks, now=now, late=5 * (weeks == 4), there=("noor",) if weeks == 2 else ("noor", "idris"))
    for user in (None, cast.olu, cast.sam, cast.noor):
        page = words_of(client_of(user), page_of(cast))
        assert (
            "All of the last 12 sessions took place. 11 of 12 began on time, within two minutes. "
            "The same two facilitators were there 11 of 12 times. All were at their usual hour."
        ) in page
        assert (page.count("strip__mark--full"), page.count("strip__mark--half")) == (10, 2)


def test_each_session_is_said_in_words_too(cast: Cast, now: datetime) -> None:
    held(cast, weeks=2, now=now)
    held(cast, weeks=1, now=now, late=5)
    page = words_of(client_of(None), page_of(cast))
    assert page.count("began on time, with the same facilitators</li>") == 1
    assert page.count("began some minutes late, with the same facilitators</li>") == 1


def test_nobodys_name_is_in_it(cast: Cast, now: datetime) -> None:
    held(cast, weeks=1, now=now, there=("noor", "idris", "sam"))
    strip = strip_of(cast.group.pk, now=now)
    assert strip is not None
    said = " ".join([*strip.sentences, *(one.words for one in strip.marks)])
    assert not any(name in said for name in ("Noor", "Idris", "Sam", "Ana"))


def test_a_group_that_has_not_met_says_so(cast: Cast) -> None:
    page = words_of(client_of(None), page_of(cast))
    assert "The group has not met yet." in page
    assert '<svg class="strip"' not in page


def test_my_sessions_show_the_record_of_each_of_my_groups(cast: Cast, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle")
    meeting(other, starts_at=now - timedelta(days=3), state=SessionState.OVER)
    assert "How steady it has been" not in words_of(client_of(cast.sam), "/sessions/")
    held(cast, weeks=1, now=now)
    page = words_of(client_of(cast.sam), "/sessions/")
    assert page.count('<svg class="strip"') == 1
    assert "The last session took place. It began on time." in page
    assert "How steady it has been" not in words_of(client_of(cast.olu), "/sessions/")


def counted(**fields: Any) -> Record:
    plain = {"held": Count(12, 12), "on_time": Count(12, 12), "same": Count(12, 12), "at_the_hour": Count(12, 12)}
    rest = {"marks": (), "usual": 2, "told": Count(0, 0), "nobody_opened": 0}
    return Record(**rest | plain | fields)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"held": Count(11, 12)}, "11 of the last 12 sessions took place."),
        ({"held": Count(0, 1), "on_time": Count(0, 0)}, "The last session did not take place."),
        ({"on_time": Count(0, 1)}, "It began some minutes late."),
        ({"on_time": Count(1, 12)}, "1 of 12 began on time, within two minutes."),
        ({"usual": 1}, "The same facilitator was there each time."),
        ({"usual": 1, "same": Count(9, 12)}, "The same facilitator was there 9 of 12 times."),
        ({"usual": 3}, "The same three facilitators were there each time."),
        ({"at_the_hour": Count(10, 12)}, "10 of 12 were at their usual hour."),
        ({"at_the_hour": Count(0, 1)}, "It was at another hour than usual."),
        ({"told": Count(1, 1)}, "The one change was announced at least 48 hours before."),
        ({"told": Count(0, 1)}, "The one change was announced less than 48 hours before."),
        ({"told": Count(3, 3)}, "Every change was announced at least 48 hours before."),
        ({"told": Count(2, 3)}, "2 of 3 changes were announced at least 48 hours before."),
    ],
)
def test_what_was_so_is_said_as_it_was(fields: dict[str, Any], sentence: str) -> None:
    assert sentence in Strip(counted(**fields)).sentences


@pytest.mark.one_engine
def test_what_cannot_be_known_is_not_said() -> None:
    assert Strip(counted(same=Count(0, 0))).sentences == Strip(counted(same=Count(0, 0), usual=0)).sentences
    assert not any("facilitator" in one for one in Strip(counted(same=Count(0, 0))).sentences)
    never = Strip(counted(held=Count(0, 3), on_time=Count(0, 0)))
    assert never.sentences == ["0 of the last 3 sessions took place."]


@pytest.mark.one_engine
def test_the_drawing_holds_all_its_marks() -> None:
    assert Strip(record(())).marks == []
    for marks in (1, 12):
        strip = Strip(counted(marks=(None,) * marks))
        assert strip.wide == 24 * marks - 6
