"""What there is to say of something that has changed, maybe more than once; what was changed back says nothing."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from groups.reminders.words import NOTHING, Now, telling, threads

ONE, OTHER, GROUP, ELSEWHERE = (UUID(int=number) for number in (1, 2, 3, 4))


def facts(hour: int = 19, *, minutes: int = 60, kind: str = "circle", **more: Any) -> dict[str, Any]:
    return {"starts_at": f"2026-05-12T{hour}:00:00+00:00", "minutes": minutes, "kind": kind, **more}


@dataclass(frozen=True)
class Change:
    what: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    because: str = ""
    session: UUID | None = ONE
    group_id: UUID = GROUP


def rule(at: str) -> dict[str, Any]:
    return {"rule": {"at": at, "minutes": 60, "starts_on": "2026-05-12", "every_weeks": 2}}


def from_to(old: str, new: str) -> Change:
    return Change("rhythm", rule(old), rule(new), session=None)


MOVED = Change("moved", facts(19), facts(20))
ON = Change("moved", facts(20), facts(21))
BACK = Change("moved", facts(20), facts(19))
LONGER = Change("length", facts(19), facts(19, minutes=90))
OFF = Change("called_off", facts(19), facts(19))
AGAIN = Change("stands_again", facts(19), facts(19))
ADDED = Change("added", {}, facts(19))
WHO = Change("facilitators", {"facilitators": ["a", "b"]}, {"facilitators": ["a", "c"]})
WHO_BACK = Change("facilitators", {"facilitators": ["a", "c"]}, {"facilitators": ["b", "a"]})
STANDS, IS_OFF = Now(True, facts(19)), Now(False, facts(19))


@pytest.mark.parametrize(
    ("changes", "now", "what", "other"),
    [
        ([MOVED], Now(True, facts(20)), "changed", {"starts_at"}),
        ([MOVED, ON], Now(True, facts(21)), "changed", {"starts_at"}),
        ([MOVED, BACK], STANDS, None, set()),
        ([MOVED, LONGER], Now(True, facts(20, minutes=90)), "changed", {"starts_at", "minutes"}),
        ([LONGER], STANDS, None, set()),  # shortened again, and not yet in the log that we read
        ([OFF], IS_OFF, "called_off", set()),
        ([MOVED, OFF], Now(False, facts(20)), "called_off", set()),
        ([OFF, AGAIN], STANDS, None, set()),
        ([OFF, AGAIN, MOVED], Now(True, facts(20)), "changed", {"starts_at"}),
        ([AGAIN], STANDS, "stands_again", set()),
        ([AGAIN, OFF], IS_OFF, None, set()),
        ([AGAIN, MOVED], Now(True, facts(20)), "stands_again", {"starts_at"}),
        ([ADDED], STANDS, "added", set()),
        ([ADDED, OFF], IS_OFF, None, set()),
        ([WHO], STANDS, "changed", {"facilitators"}),
        ([WHO, WHO_BACK], STANDS, None, set()),
        ([WHO, MOVED], Now(True, facts(20)), "changed", {"starts_at", "facilitators"}),
        ([Change("kind", facts(), facts(kind="quiet"))], Now(True, facts(kind="quiet")), "changed", {"kind"}),
        ([MOVED], None, None, set()),  # its session is gone
    ],
)
def test_it_is_told_from_what_was_known_to_what_is_true(
    changes: list[Change], now: Now | None, what: str | None, other: set[str]
) -> None:
    said = telling(changes, now)
    if what is None:
        assert said is NOTHING
    else:
        assert (said.what, said.other) == (what, other)


def test_what_was_known_is_the_oldest_fact_and_what_is_true_the_sessions_own() -> None:
    said = telling([MOVED, ON], Now(True, facts(21)))
    assert (said.before, said.after) == (facts(19), facts(21))


def test_the_same_instant_in_other_letters_is_no_change() -> None:
    now = Now(True, facts() | {"starts_at": "2026-05-12T20:00:00+01:00"})
    assert telling([Change("moved", facts(19), facts(20))], now) is NOTHING


def test_the_reason_is_that_of_the_last_time_that_it_was_called_off() -> None:
    off = Change("called_off", facts(), facts(), because="holiday")
    assert telling([OFF, AGAIN, off], IS_OFF).because == "holiday"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ([MOVED, LONGER], [2]),
        ([MOVED, Change("moved", facts(19), facts(20), session=OTHER)], [1, 1]),
        ([from_to("19:00", "20:00"), from_to("20:00", "21:00")], [2]),
        ([from_to("19:00", "20:00"), from_to("09:00", "10:00")], [1, 1]),
        ([Change("rhythm", session=None), Change("holders", session=None)], [1, 1]),
        ([Change("holders", session=None), Change("holders", session=None, group_id=ELSEWHERE)], [1, 1]),
        ([MOVED, Change("rhythm", session=None), LONGER], [2, 1]),
    ],
)
def test_what_is_told_together(changes: list[Change], wanted: list[int]) -> None:
    assert [len(thread) for thread in threads(changes)] == wanted


def test_a_rhythm_that_was_changed_back_is_no_news() -> None:
    assert telling([from_to("19:00", "20:00"), from_to("20:00", "19:00")], None) is NOTHING
    said = telling([from_to("19:00", "20:00")], None)
    assert (said.what, said.before, said.after) == ("rhythm", rule("19:00"), rule("20:00"))


@pytest.mark.parametrize(("starts_on", "is_news"), [("2026-05-26", False), ("2026-05-19", True), ("2026-05-27", True)])
def test_a_series_that_goes_on_from_one_of_its_own_days_follows_the_same_rule(starts_on: str, is_news: bool) -> None:
    there = from_to("19:00", "20:00")
    back = Change("rhythm", rule("20:00"), {"rule": rule("19:00")["rule"] | {"starts_on": starts_on}}, session=None)
    assert (telling([there, back], None) is not NOTHING) == is_news
