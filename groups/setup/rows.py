"""Groups as a table (RFC 4180): text in, cells or sentences out, and back. Pure.

What a spreadsheet makes of such a file is expected: a byte order mark, semicolons or tabs for commas, line ends of any
kind, cells with new lines in them. A cell that begins like a formula is written with an apostrophe before it, so that
no spreadsheet runs it; read again, that apostrophe is gone, and what had one of its own keeps it.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

COLUMNS = (
    "name", "template", "purpose", "experience", "kind", "pace", "capacity", "languages", "same_people", "room_rules",
    "retention_days", "pause_weeks", "offer_hours", "meeting_link", "remind_three_days", "first_note_days",
    "first_note_at", "remind_one_day", "second_note_days", "second_note_at", "prepare_days", "prepare_at",
    "writes_after", "after_days", "after_at", "plan",
    "agreement_line", "agreement", "first_day", "weekday", "time", "minutes", "every_weeks", "week_of_month",
    "time_zone", "last_day", "number_of_sessions", "session_kind", "on_holidays", "facilitators", "members",
)  # fmt: skip
MOST_ROWS = 500
MOST_BYTES = 1_000_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""How a cell begins that a spreadsheet may run (and the apostrophe that keeps it from doing so)."""


class NotATable(ValueError):
    """Nothing of it can be read as rows; `say` tells why, and what would help."""

    def __init__(self, say: object) -> None:
        super().__init__(say)
        self.say = str(say)


@dataclass(frozen=True)
class Problem:
    """What is not right: the row as the spreadsheet counts it (the line of names is row 1), the column, a sentence."""

    row: int
    column: str
    say: str


@dataclass(frozen=True)
class Row:
    """One group, as typed: column → cell; only cells that are not empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def text_of(data: bytes) -> str:
    """The characters of a file: UTF-8, or UTF-16 where a mark says so."""
    if len(data) > MOST_BYTES:
        raise NotATable(_("This file is larger than one megabyte. Please cut it into smaller ones."))
    codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        say = _('This file is not written in UTF-8. When you save it in your spreadsheet, choose "CSV UTF-8".')
        raise NotATable(say) from None


def sheet_of(text: str) -> Sheet:
    """The rows of a table, and what is wrong with its form. What the cells say is judged elsewhere."""
    text = text.removeprefix("\ufeff")
    _check_characters(text)
    records = _records(text)
    if not records:
        raise NotATable(_("This file is empty. Its first line names the columns; each further line is a group."))
    (_first, header), *lines = records
    columns = [cell.strip().casefold().replace(" ", "_") for cell in header]
    _check_columns(columns)
    if not lines:
        raise NotATable(_("This file names its columns, and no group. Each further line is a group."))
    if len(lines) > MOST_ROWS:
        raise NotATable(
            _("This file has more than {most} rows. Please cut it into smaller ones.").format(most=MOST_ROWS)
        )
    rows, problems = [], []
    for number, cells in lines:
        if any(cell.strip() for cell in cells[len(columns) :]):
            problems.append(Problem(number, "", _("This row has more cells than there are columns.")))
        pairs = ((column, read(cell)) for column, cell in zip(columns, cells, strict=False))
        rows.append(Row(number, {column: cell for column, cell in pairs if cell}))
    return Sheet(rows, problems + _same_names(rows))


def _check_characters(text: str) -> None:
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise NotATable(_("This file is larger than one megabyte. Please cut it into smaller ones."))
    if "\0" in text:
        raise NotATable(_('This file has characters that no text has. When you save it, choose "CSV UTF-8".'))


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Records that are not blank, with their number as a spreadsheet counts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                found.append((number, cells))
    except csv.Error:
        say = _("Near line {line} quotation marks do not match, or a cell is too long to read.")
        raise NotATable(say.format(line=reader.line_num)) from None
    return found


def _delimiter(text: str) -> str:
    """What stands between cells: whichever of these the line with the columns has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count)


def _check_columns(columns: list[str]) -> None:
    named = [column for column in columns if column]
    unknown = [column[:40] for column in named if column not in COLUMNS]
    if unknown:
        say = _("We do not know these columns: {unknown}. The ones that we know are {known}.")
        raise NotATable(say.format(unknown=", ".join(unknown), known=", ".join(COLUMNS)))
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise NotATable(_("These columns stand there twice: {twice}.").format(twice=", ".join(twice)))
    if "name" not in named:
        raise NotATable(_('There is no column "name". The first line of the file names the columns.'))


def _same_names(rows: Iterable[Row]) -> list[Problem]:
    seen: dict[str, int] = {}
    problems = []
    for row in rows:
        name = folded(row.cells.get("name", ""))
        if name and name in seen:
            say = _("Row {row} has the same name. Two groups with one name would be taken for each other.")
            problems.append(Problem(row.number, "name", say.format(row=seen[name])))
        seen.setdefault(name, row.number)
    return problems


def folded(name: str) -> str:
    """What two names share that people would take for one: case and spaces do not count."""
    return " ".join(name.casefold().split())


def read(cell: str) -> str:
    """A cell as it was meant: no spaces around it, one kind of new line, no apostrophe that only guards."""
    cell = cell.replace("\r\n", "\n").strip(" \n")
    guarded = cell[:1] == "'" and cell[1:2] in FORMULA and cell[1:2] != ""
    return (cell[1:] if guarded else cell).strip().replace("\r", "\n")


def written(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def table(rows: Iterable[Mapping[str, str]]) -> str:
    """The rows as a file: all columns, CRLF, quotes where they are needed, a mark by which spreadsheets see UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([written(row.get(column, "")) for column in COLUMNS] for row in rows)
    return "\ufeff" + out.getvalue()
