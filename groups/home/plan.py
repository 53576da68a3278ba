"""A session's plan as a line of steps: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Step:
    """*first* and *last* are minutes from the start; *starts_at* and *is_here* are known for a session only."""

    words: str
    first: int
    last: int
    starts_at: datetime | None = None
    is_here: bool = False


def steps(
    plan: Iterable[tuple[int, str]], *, starts_at: datetime | None = None, now: datetime | None = None
) -> list[Step]:
    """Lay (minutes, words) one behind the other; with a session's start and a clock, say where we are."""
    line, first = [], 0
    for minutes, words in plan:
        last = first + minutes
        begins = starts_at + timedelta(minutes=first) if starts_at else None
        here = begins is not None and now is not None and begins <= now < begins + timedelta(minutes=minutes)
        line.append(Step(words, first, last, begins, here))
        first = last
    return line
