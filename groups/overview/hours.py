"""What became of notes, hour by hour, as a picture: a row a kind, a column an hour. Values in, places out.

In each field three bars stand on one another, in the order of `SHAPES`. All fields have one measure, so that they can
be compared; what is there at all can be seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HOURS = 24
LABEL, COLUMN, ROW, HEAD = 232, 30, 46, 30
"""The kinds' column, an hour's, a kind's row, the hours' names: in the picture's own units."""

FULL, LEAST, GAP = 38, 3, 4
"""How high the fullest field is, how high one bar is at the least, and the space between two columns."""

SHAPES: Mapping[str, frozenset[str]] = {
    "sent": frozenset({"sent"}),
    "late": frozenset({"expired", "parked"}),
    "dropped": frozenset({"dropped"}),
}
"""How each state is drawn: sent; not sent though it should have been; not sent because nobody wished it any more."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Where one number is drawn."""

    shape: str
    x: int
    y: int
    wide: int
    high: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All kinds, over a day."""

    rows: int
    bars: Sequence[Bar]

    @property
    def wide(self) -> int:
        return LABEL + HOURS * COLUMN

    @property
    def high(self) -> int:
        return HEAD + self.rows * ROW + 1

    @property
    def lines(self) -> list[int]:
        """Where each row stands."""
        return [HEAD + (row + 1) * ROW for row in range(self.rows)]

    @property
    def columns(self) -> list[int]:
        return [LABEL + hour * COLUMN for hour in range(HOURS)]


Field = Mapping[str, int]
"""State → how many."""


def picture(rows: Sequence[Mapping[int, Field]]) -> Picture:
    """One mapping a kind: hour of the picture (0 is the oldest) → its numbers."""
    most = max((sum(field.values()) for row in rows for field in row.values()), default=1) or 1
    bars = [
        bar
        for place, row in enumerate(rows)
        for hour, field in sorted(row.items())
        for bar in _field(field, LABEL + hour * COLUMN, HEAD + (place + 1) * ROW, most)
    ]
    return Picture(len(rows), bars)


def _field(field: Field, x: int, foot: int, most: int) -> list[Bar]:
    found, y = list[Bar](), foot
    for shape, states in SHAPES.items():
        number = sum(field.get(state, 0) for state in states)
        if number:
            high = max(number * FULL // most, LEAST)
            y -= high
            found.append(Bar(shape, x + GAP, y, COLUMN - 2 * GAP, high))
    return found
