"""The table of attendance as a file (RFC 4180): values in, lines out.

Only that somebody came stands in it. Who did not come has no line: there are no gaps in it to be counted.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

COLUMNS = ("date", "starts", "ends", "time_zone", "kind", "took_place", "name", "part", "known_from")

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""What makes a spreadsheet run a cell; some take the wide signs for the narrow ones."""

MARK = "\ufeff"
"""By which spreadsheets see that it is UTF-8."""


def written(cell: str) -> str:
    """A cell that no spreadsheet runs, whatever somebody chose as their name."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The file, line after line: the columns' names, then the rows."""
    yield MARK + line(COLUMNS)
    for row in rows:
        yield line([written(cell) for cell in row])


def line(cells: Sequence[str]) -> str:
    """One line, with quotes where they are needed."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
