"""Noor says who came, asks for a table of it, and opens it together with Idris; one of them without JavaScript."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups.schedule.models import Attendance, Session, SessionState
from tests.browser.looking import complaints
from tests.cast import Cast, meeting, whole_cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return whole_cast(now=timezone.now() - timedelta(days=30))


@pytest.fixture
def over(cast: Cast) -> Session:
    starts_at = timezone.now() - timedelta(days=1)
    session = meeting(cast.group, starts_at=starts_at, state=SessionState.OVER, opened_at=starts_at)
    for name, came in (("sam", True), ("noor", True), ("idris", True)):
        seat = cast.seat(name)
        Attendance.objects.create(session=session, membership=seat, first_seen_at=starts_at, attended=came)
    return session


def test_two_people_open_a_table_of_who_came(
    cast: Cast, over: Session, live_page_of: Callable[..., Page], tmp_path: Path
) -> None:
    noor, idris = live_page_of(cast.noor, reduced_motion="reduce"), live_page_of(cast.idris, java_script_enabled=False)
    noor.goto(f"/sessions/{over.pk}/")
    noor.get_by_role("link", name="Say who came").click()
    noor.get_by_label("Ana").check()
    assert list(complaints(noor)) == []
    noor.get_by_role("button", name="Keep it").click()
    expect(noor.get_by_role("status")).to_contain_text("Kept")

    noor.goto(f"/groups/{cast.group.pk}/roster/")
    noor.get_by_role("link", name="A table of who came").click()
    noor.get_by_role("button", name="Ask for it").click()
    expect(noor.get_by_text("nobody has answered yet")).to_be_visible()

    idris.goto(f"/groups/{cast.group.pk}/attendance/")
    idris.get_by_role("button", name="Agree").click()
    for page in (noor, idris):
        page.goto(f"/groups/{cast.group.pk}/attendance/")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save the table").click()
        file = tmp_path / "table.csv"
        saved.value.save_as(file)
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [(row["name"], row["known_from"]) for row in csv.DictReader(lines)]
        assert rows == [("Idris", "room"), ("Noor", "room"), ("Ana", "facilitator"), ("Sam", "room")]


def test_the_strip_says_and_shows_the_same(cast: Cast, over: Session, page_of: Callable[..., Page]) -> None:
    page = page_of(None, reduced_motion="reduce")
    page.goto(f"/groups/{cast.group.pk}/")
    expect(page.get_by_text("The last session took place. It began on time.")).to_be_visible()
    expect(page.get_by_role("img", name="One mark for the last session")).to_be_visible()
    page.get_by_text("Each session in words").click()
    expect(page.get_by_text("began on time, with the same facilitators")).to_be_visible()
    assert list(complaints(page)) == []
