"""A session's plan as a line of steps, with "we are here", and the picture of it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

WIDTH, GAP = 320, 2
"""Of the picture and between two of its steps, in units of its own."""


class Step(NamedTuple):
    """One step as it is planned. *kind*: a `StepKind`."""

    minutes: int
    words: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step in its place. *first* and *last* are minutes from the start, *x* and *width* its place in the picture;
    *starts_at* and *is_here* are known for a session only."""

    words: str
    kind: str
    first: int
    last: int
    x: int
    width: int
    starts_at: datetime | None = None
    is_here: bool = False

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.last - self.first) if self.starts_at else None

    @property
    def middle(self) -> int:
        """Where the picture points when we are here."""
        return self.x + self.width // 2


def stages(plan: Iterable[Step], *, starts_at: datetime | None = None, now: datetime | None = None) -> list[Stage]:
    """Lay steps one behind the other; with a session's start and a clock, say where we are.

    `static/js/room/plan.js` lays them the same way.
    """
    steps = list(plan)
    total = sum(step.minutes for step in steps)
    line, first = [], 0
    for step in steps:
        last = first + step.minutes
        begins = starts_at + timedelta(minutes=first) if starts_at else None
        here = begins is not None and now is not None and begins <= now < begins + timedelta(minutes=step.minutes)
        x = WIDTH * first // total
        width = max(WIDTH * last // total - x - GAP, 1)
        line.append(Stage(str(step.words), step.kind, first, last, x, width, begins, here))
        first = last
    return line


def here_of(line: Sequence[Stage]) -> Stage | None:
    """The step in which we are; none before the start, after the last step, and where no clock was given."""
    return next((stage for stage in line if stage.is_here), None)
