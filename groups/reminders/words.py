"""What there is to say of something that has changed, maybe more than once. Values in, values out.

People are told what is no longer as they knew it: on one side stands the oldest fact of which they have not heard
that it is over, on the other what is true in this moment. What was changed and changed back says nothing.

Of a session all its changes belong together. Of a group's rhythm, and of who facilitates it, those do of which one
begins where another one ended; what becomes of another series is another thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

Facts = Mapping[str, Any]

NOT_THERE = {"stands_again", "added"}
"""Before one of these, people knew of no such session."""

IN_WORDS = ("starts_at", "minutes", "kind", "facilitators")


class Step(Protocol):
    """One change, as a row of the log has it."""

    what: str
    because: str
    before: dict[str, Any]
    after: dict[str, Any]
    session: UUID | None
    group_id: UUID


@dataclass(frozen=True, slots=True)
class Now:
    """A session, as it is."""

    stands: bool
    facts: Facts


@dataclass(frozen=True, slots=True)
class Telling:
    """What there is to say: what happened, how it was, how it is, and which of the facts are others."""

    what: str
    because: str
    before: Facts
    after: Facts
    other: frozenset[str] = frozenset()


NOTHING = Telling("nothing", "", {}, {})
"""Everything is as people know it."""


def threads(steps: Iterable[Any]) -> list[list[Any]]:
    """The changes (the oldest first) that are told together."""
    found: list[list[Any]] = []
    for step in steps:
        thread = next((one for one in found if _goes_on(one[-1], step)), None)
        if thread is None:
            found.append([step])
        else:
            thread.append(step)
    return found


def _goes_on(last: Step, step: Step) -> bool:
    if last.session is not None or step.session is not None:
        return last.session == step.session
    same = last.group_id == step.group_id and (last.what == "holders") == (step.what == "holders")
    return same and _alike(last.after, step.before)


def telling(thread: Sequence[Step], now: Now | None) -> Telling:
    """What is to be said of these changes of one thing (the oldest first).

    *now*: the session that they are of, as it is; None, where they are of none, or it is not there any more.
    """
    if thread[0].session is None:
        return _of_all_that_follow(thread)
    return NOTHING if now is None else _of_a_session(thread, now)


def _of_all_that_follow(thread: Sequence[Step]) -> Telling:
    first, last = thread[0], thread[-1]
    if _alike(first.before, last.after):
        return NOTHING
    return Telling(last.what, last.because, first.before, last.after)


def _of_a_session(thread: Sequence[Step], now: Now) -> Telling:
    stood = thread[0].what not in NOT_THERE
    known = dict(now.facts)
    for step in reversed(thread):
        known |= step.before
    true = _newest(thread) | dict(now.facts)
    if stood and not now.stands:
        return Telling("called_off", _reason(thread), known, true)
    other = frozenset(name for name in IN_WORDS if not _same(name, known.get(name), true.get(name)))
    if not stood:
        return Telling(thread[0].what, thread[-1].because, known, true, other) if now.stands else NOTHING
    return Telling("changed", "", known, true, other) if other else NOTHING


def _newest(thread: Sequence[Step]) -> dict[str, Any]:
    """What the changes say of facts that the session itself does not have: who is there."""
    facts: dict[str, Any] = {}
    for step in thread:
        facts |= step.after
    return {"facilitators": facts["facilitators"]} if "facilitators" in facts else {}


def _reason(thread: Sequence[Step]) -> str:
    return next((step.because for step in reversed(thread) if step.what == "called_off"), "")


def _alike(one: Facts, other: Facts) -> bool:
    return all(_same(name, one.get(name), other.get(name)) for name in {*one, *other})


def _same(name: str, one: Any, other: Any) -> bool:
    if name == "starts_at" and one and other:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    if name == "facilitators" and one is not None and other is not None:
        return sorted(map(str, one)) == sorted(map(str, other))
    if name == "rule" and one and other:
        return _same_rule(one, other)
    return bool(one == other)


def _same_rule(one: Facts, other: Facts) -> bool:
    """A series that goes on from a later one of its own days follows the same rule."""
    if any(one.get(name) != other.get(name) for name in {*one, *other} - {"starts_on"}):
        return False
    days = (date.fromisoformat(other["starts_on"]) - date.fromisoformat(one["starts_on"])).days
    return days % (7 * (one.get("every_weeks") or 1)) == 0
