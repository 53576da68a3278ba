"""What becomes of sessions that were laid, when their rule changes. Values in, values out.

Sessions and the new rule's occurrences are paired one to one and in order: as many as can be, and then so that they
move as little as possible together. "Tuesdays" that become "every other Tuesday" thus keep the Tuesdays that stay, and
"Tuesdays" that become "Thursdays" keep their weeks. A paired session is taken over in place, with everything that was
said of it; an occurrence without one is laid anew; a session without one is called off.

A session that has begun, or that somebody called off, stays as it is, and stands for the occurrence of the same week:
what people decided of that week is not undone by a new rhythm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ITS_WEEK = timedelta(days=6, hours=12)
"""How far apart two may be at most that stand for the same week; the same weekday a week later is another."""
ALONE = timedelta(days=100_000).total_seconds()
"""What it costs to leave one without a pair: more than all days of any plan together."""
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a session by the rule that laid it, or an occurrence of the new rule.

    *within*: the furthest from it that the other of its pair may be; None: anywhere. A session that stays as it is, and
    an occurrence further ahead than sessions are laid, are bound to their week (`ITS_WEEK`), and an occurrence that has
    gone by to its day. *may_wait*: of an occurrence, that it is laid later, unless something is laid behind it.
    """

    at: datetime
    within: timedelta | None = None
    may_wait: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """Positions in what was given: pairs (session, occurrence), sessions left over, and occurrences to be laid."""

    pairs: tuple[tuple[int, int], ...]
    left: tuple[int, ...]
    missing: tuple[int, ...]


def paired(sessions: Sequence[Place], wanted: Sequence[Place]) -> Pairing:
    """Pair sessions with occurrences; both in order of time."""
    pairs = _traced(sessions, wanted, _costs(sessions, wanted))
    with_pair, taken = {one for one, _other in pairs}, {other for _one, other in pairs}
    # What is laid is laid without a gap: nothing before the last one that a session has is left for later.
    last = max(taken, default=-1)
    return Pairing(
        pairs=tuple(pairs),
        left=tuple(i for i in range(len(sessions)) if i not in with_pair),
        missing=tuple(j for j, one in enumerate(wanted) if j not in taken and (j < last or not one.may_wait)),
    )


def _costs(sessions: Sequence[Place], wanted: Sequence[Place]) -> list[list[float]]:
    """costs[i][j]: the least that the sessions from i on and the occurrences from j on cost."""
    rows, columns = len(sessions), len(wanted)
    costs = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            if i < rows or j < columns:
                costs[i][j] = min(_choices(sessions, wanted, costs, i, j))
    return costs


def _choices(
    sessions: Sequence[Place], wanted: Sequence[Place], costs: list[list[float]], i: int, j: int
) -> tuple[float, float, float]:
    """What it costs from here on: to pair these two, to leave the session alone, to leave the occurrence alone."""
    some, others = i < len(sessions), j < len(wanted)
    return (
        _apart(sessions[i], wanted[j]) + costs[i + 1][j + 1] if some and others else NEVER,
        ALONE + costs[i + 1][j] if some else NEVER,
        (0 if wanted[j].may_wait else ALONE) + costs[i][j + 1] if others else NEVER,
    )


def _apart(session: Place, occurrence: Place) -> float:
    """Seconds between the two; never, where one of them is bound to its week or day and the other lies outside it."""
    apart = abs(session.at - occurrence.at)
    bounds = (session.within, occurrence.within)
    return NEVER if any(bound is not None and apart > bound for bound in bounds) else apart.total_seconds()


def _traced(sessions: Sequence[Place], wanted: Sequence[Place], costs: list[list[float]]) -> list[tuple[int, int]]:
    pairs, i, j = [], 0, 0
    while i < len(sessions) or j < len(wanted):
        choices = _choices(sessions, wanted, costs, i, j)
        way = choices.index(min(choices))
        if way == 0:
            pairs.append((i, j))
        i, j = i + (way != 2), j + (way != 1)
    return pairs
