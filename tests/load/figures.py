"""A figure: what was measured, beside its floor and its aim, and whether it counts."""

import math
from dataclasses import dataclass, field

MOST_DRIVER_CORES, MOST_LAG_MS = 0.8, 5.0


@dataclass
class Figure:
    """`floor` and `aim` are in `unit`; `less` means that a smaller figure is the better one.

    `driver` and `lag` are the worst of the runs behind the figure; NaN where no load driver took part.
    """

    what: str
    unit: str
    floor: float
    aim: float
    measured: float = math.nan
    less: bool = False
    driver: float = math.nan
    lag: float = math.nan
    notes: list[str] = field(default_factory=list)
    unmet: str = ""

    @property
    def counts(self) -> bool:
        """False when the driver was too busy or too late for the figure to say anything about the server."""
        return not (self.driver >= MOST_DRIVER_CORES or self.lag >= MOST_LAG_MS)

    def reaches(self, mark: float) -> bool:
        return self.measured <= mark if self.less else self.measured >= mark

    @property
    def verdict(self) -> str:
        if math.isnan(self.measured):
            return self.unmet or "not measured"
        if not self.counts:
            return "does not count"
        if self.reaches(self.aim):
            return "aim"
        return "floor" if self.reaches(self.floor) else "below"


def number(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures: list[Figure]) -> str:
    """The table of architecture.md § 5, with what was measured."""
    heads = ["what", "unit", "floor", "aim", "measured", "verdict", "driver cores", "lag p99 ms"]
    rows = [
        [
            one.what,
            one.unit,
            *(number(value) for value in (one.floor, one.aim, one.measured)),
            one.verdict,
            number(one.driver),
            number(one.lag),
        ]
        for one in figures
    ]
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [heads, *rows]]
    lines.insert(1, "  ".join("─" * width for width in widths))
    for one in figures:
        lines += [f"  {one.what}: {note}" for note in one.notes]
    return "\n".join(line.rstrip() for line in lines)
