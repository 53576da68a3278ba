"""What is in the table of who came: a line for each time, no line for a gap, nothing that a spreadsheet runs."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from groups.attendance.models import Export
from groups.attendance.pages import file_of
from groups.attendance.rows import COLUMNS, written
from groups.membership.models import Membership, Part
from groups.schedule.models import Attendance, Session, SessionState
from tests.cast import Cast, meeting, membership, person, support_group

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STARTS = datetime(2026, 3, 10, 19, tzinfo=UTC)


def held(cast: Cast, starts_at: datetime, **came: bool) -> Session:
    given = {"state": SessionState.OVER, "opened_at": starts_at, "closed_at": starts_at}
    session = meeting(cast.group, starts_at=starts_at, **given)
    for name, attended in came.items():
        seat = cast.seat(name)
        Attendance.objects.create(session=session, membership=seat, first_seen_at=starts_at, attended=attended)
    return session


def table(cast: Cast, *, first: date, last: date, now: datetime) -> list[dict[str, str]]:
    export = Export(group=cast.group, first_on=first, last_on=last)
    text = b"".join(file_of(export, now=now)).decode()
    assert text.startswith("\ufeff" + ",".join(COLUMNS) + "\r\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def march(cast: Cast) -> list[dict[str, str]]:
    return table(cast, first=date(2026, 3, 1), last=date(2026, 3, 31), now=STARTS + 90 * DAY)


def test_a_line_for_each_time_that_somebody_came_and_none_for_who_did_not(cast: Cast) -> None:
    session = held(cast, STARTS, sam=True, ana=False, noor=True)
    Attendance.objects.filter(membership=cast.seat("sam")).update(marked_at=STARTS, marked_by=cast.seat("noor"))
    rows = march(cast)
    assert [(row["name"], row["part"], row["known_from"]) for row in rows] == [
        ("Noor", "facilitator", "room"),
        ("Sam", "member", "facilitator"),
    ]
    assert rows[0] | {"name": "", "part": "", "known_from": ""} == {
        "date": "2026-03-10", "starts": "19:00", "ends": "20:00", "time_zone": "UTC", "kind": session.kind,
        "took_place": "yes", "name": "", "part": "", "known_from": "",
    }  # fmt: skip


def test_a_session_to_which_nobody_came_and_one_that_was_called_off_are_lines_without_a_name(cast: Cast) -> None:
    held(cast, STARTS)
    off = meeting(cast.group, starts_at=STARTS + 7 * DAY, state=SessionState.CANCELLED, called_off_for="holiday")
    assert [(row["date"], row["took_place"], row["name"]) for row in march(cast)] == [
        ("2026-03-10", "yes", ""),
        (off.starts_at.date().isoformat(), "no", ""),
    ]


def test_the_days_are_those_of_the_groups_clock(cast: Cast) -> None:
    cast.group.time_zone = "Asia/Tokyo"
    held(cast, datetime(2026, 2, 28, 16, tzinfo=UTC), sam=True)  # the first of March, 01:00, in Tokyo
    held(cast, datetime(2026, 3, 31, 16, tzinfo=UTC), sam=True)  # the first of April
    assert [(row["date"], row["starts"], row["time_zone"]) for row in march(cast)] == [
        ("2026-03-01", "01:00", "Asia/Tokyo")
    ]


def test_names_are_those_in_the_group_and_addresses_are_nowhere(cast: Cast) -> None:
    Membership.objects.filter(pk=cast.seat("sam").pk).update(name="Heron")
    held(cast, STARTS, sam=True)
    text = str(march(cast))
    assert "Heron" in text
    for word in ("Sam", "example.org", str(cast.sam.pk), str(cast.seat("sam").pk)):
        assert word not in text


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "\0=1"])
@pytest.mark.one_engine
def test_no_name_is_run_by_a_spreadsheet(name: str) -> None:
    assert written(name) == f"'{name}"


@pytest.mark.one_engine
def test_other_names_stay_as_they_are() -> None:
    for name in ("Sam", "O'Hara", 'the "quiet" one', "Ana, of the hill", "José-María", "", "  "):
        assert written(name) == name


def test_a_name_with_a_comma_and_a_formula_reads_back(cast: Cast) -> None:
    for name in ('Ana, the "second"', "=HYPERLINK(1)"):
        Membership.objects.filter(pk=cast.seat("sam").pk).update(name=name)
        Attendance.objects.all().delete()
        Session.objects.all().delete()
        held(cast, STARTS, sam=True)
        assert [row["name"] for row in march(cast)] == [written(name)]


def test_another_groups_sessions_are_not_in_it(cast: Cast, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle")
    vera = membership(other, person("vera"), now=now, role=Part.FACILITATOR)
    session = meeting(other, starts_at=STARTS, state=SessionState.OVER, opened_at=STARTS)
    Attendance.objects.create(session=session, membership=vera, first_seen_at=STARTS, attended=True)
    assert march(cast) == []


@pytest.mark.slow  # a hundred and twenty sessions
def test_a_long_table_is_read_in_few_questions(cast: Cast, django_assert_num_queries: Any) -> None:
    for n in range(120):
        held(cast, STARTS + n * HOUR, sam=True, noor=True)
    with django_assert_num_queries(1 + 3):
        assert len(march(cast)) == 240
