"""Tables as spreadsheets make them: read whatever their marks and line ends, refused in words, written safely."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.schedule.models import StepKind
from groups.schedule.planning import Step
from groups.setup import words
from groups.setup.rows import COLUMNS, FORMULA, MOST_BYTES, NotATable, read, sheet_of, table, text_of, written

pytestmark = pytest.mark.one_engine

PLAIN = "name,purpose\r\nTea,For company\r\n"


def cells(text: str) -> list[dict[str, str]]:
    sheet = sheet_of(text)
    assert sheet.problems == []
    return [dict(row.cells) for row in sheet.rows]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        b"\r\n\r\n" + PLAIN.encode() + b",,\r\n\r\n",
        b'"Name","PURPOSE"\n"Tea","For company"',
    ],
)
def test_whatever_a_spreadsheet_makes_of_it_it_is_the_same_table(data: bytes) -> None:
    assert cells(text_of(data)) == [{"name": "Tea", "purpose": "For company"}]


def test_cells_keep_their_new_lines_quotes_and_commas() -> None:
    text = 'name,plan\n"Tea, at ""four""","10 Arriving\r\n50 Talking"\n'
    assert cells(text) == [{"name": 'Tea, at "four"', "plan": "10 Arriving\n50 Talking"}]


def test_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    sheet = sheet_of('name,plan\n"Tea","10 A\n20 B"\n\nTea,\n')
    assert [row.number for row in sheet.rows] == [2, 4]
    [problem] = sheet.problems
    assert (problem.row, problem.column) == (4, "name")
    assert "Row 2" in problem.say


def test_a_row_with_too_many_cells_is_told() -> None:
    [problem] = sheet_of("name\nTea,and,more\n").problems
    assert problem.row == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty"),
        (b"\n\n", "This file is empty"),
        (b"name\n", "no group"),
        (b"purpose\nFor company\n", 'no column "name"'),
        (b"name,colour\nTea,green\n", "colour"),
        (b"name,name\nTea,Tea\n", "twice"),
        (b"name\nTea\0\n", "characters that no text has"),
        ("name\nTé\n".encode("latin-1"), "UTF-8"),
        (b"\xff\xfen", "UTF-8"),
        (b"name\n" + b"x" * MOST_BYTES, "one megabyte"),
        (b"name\n" + b"".join(b"Group %d\n" % n for n in range(501)), "more than 500"),
        (b'name\n"Tea\n', "quotation marks"),
        (b'name\n"Tea"x\n', "quotation marks"),
        (b"name\n" + b"x" * 200_000, "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(NotATable) as no:
        sheet_of(text_of(data))
    assert sentence in no.value.say


@pytest.mark.parametrize("begins", [*FORMULA, "'=", "''", "'@x"])
def test_no_spreadsheet_runs_a_cell_and_it_is_read_as_it_was(begins: str) -> None:
    value = f"{begins}cmd|' /C calc'!A0"
    out = written(value)
    assert out.startswith("'")
    assert read(out) == value.strip().replace("\r", "\n")


@pytest.mark.slow  # a hundred cells
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_what_is_written_is_read_again(value: str) -> None:
    value = value.strip()
    assert read(written(value)) == value


def test_a_table_is_written_as_the_standard_has_it() -> None:
    out = table([{"name": "=1+1", "plan": "10 A\n20 B", "purpose": 'A, "b"'}])
    assert out.startswith("\ufeffname,")
    assert out.endswith("\r\n")
    header, row = csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline=""), strict=True)
    assert tuple(header) == COLUMNS
    assert row[0] == "'=1+1"
    assert cells(out) == [{"name": "=1+1", "plan": "10 A\n20 B", "purpose": 'A, "b"'}]


# ---- words


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("English", ["en"]),
        ("de", ["de"]),
        ("Deutsch; français, EN", ["de", "fr", "en"]),
        ("German,german,Deutsch", ["de"]),
    ],
)
def test_languages_are_understood_by_code_and_by_name(typed: str, codes: list[str]) -> None:
    assert words.languages_in(typed) == codes
    assert words.languages_in(words.languages_as_text(codes)) == codes


@pytest.mark.parametrize(
    "typed", ["", " ,; ", "Klingon", "en, de, fr, es, it, nl, pl, pt, ru, sv, tr, uk, fi, da, nb, cs"]
)
def test_a_language_that_nobody_knows_is_asked_for_again(typed: str) -> None:
    with pytest.raises(words.NotUnderstood):
        words.languages_in(typed)


def test_a_plan_is_read_as_it_is_written() -> None:
    plan = [Step(10, "Arriving"), Step(50, "The round: whoever likes", "theme"), Step(5, "[quiet] is a word", "")]
    typed = words.plan_as_text(plan)
    assert typed == "10 Arriving\n50 [theme] The round: whoever likes\n5 [other] [quiet] is a word"
    assert words.plan_in(typed) == plan


def test_a_step_may_be_of_every_kind() -> None:
    assert {*words.KINDS, ""} == set(StepKind.values)
    assert words.plan_in("5 [ Quiet ]  Minutes without words") == [Step(5, "Minutes without words", "quiet")]


@pytest.mark.parametrize(
    "typed",
    [
        "Arriving",
        "0 x",
        "² x",
        "999 x",
        "10",
        "5 " + "x" * 121,
        "200 a\n200 b",
        "1 x\n" * 21,
        "5 [party] x",
        "5 [quiet",
        "5 [quiet]",
    ],
)
def test_a_plan_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(words.NotUnderstood):
        words.plan_in(typed)


def test_addresses_stand_with_anything_between() -> None:
    assert words.addresses_in("A@x.org; b@x.org,\n a@X.org ") == ["a@x.org", "b@x.org"]


@pytest.mark.parametrize(("typed", "means"), [("Yes", True), ("no", False), ("TRUE", True), ("0", False)])
def test_yes_and_no_are_understood(typed: str, means: bool) -> None:
    assert words.yes_or_no(typed) is means
    with pytest.raises(words.NotUnderstood):
        words.yes_or_no("perhaps")
