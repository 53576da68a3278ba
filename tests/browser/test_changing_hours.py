"""An hour changes, a session is brought back, a holiday is kept: by keyboard on a phone, and without a script."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups.organisation.models import Holiday
from groups.schedule.models import Series, Session, SessionState
from groups.setup import actions
from tests.browser.test_by_hand import press
from tests.browser.walking import PHONE, Walker
from tests.cast import Cast, whole_cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def meets_weekly(cast: Cast, *, now: datetime) -> Series:
    first = (now + timedelta(days=4)).date()
    series = Series(group=cast.group, starts_on=first, at=time(19), time_zone="Europe/London")
    return actions.start(series=series, by=cast.ada, now=now)


def test_an_hour_changes_by_keyboard_after_a_look_at_what_it_comes_to(
    page_of: Callable[..., Page], transactional_db: None
) -> None:
    now = timezone.now()
    cast = whole_cast(now=now)
    series = meets_weekly(cast, now=now)
    laid = series.sessions.count()
    third = list(series.sessions.order_by("starts_at"))[2]
    walker = Walker(page_of(cast.ada, **PHONE))

    walker.goes_to(f"/manage/groups/{cast.group.pk}/sessions/")
    press(walker.page, walker.main.locator("summary").nth(2))
    walker.follows("This one and all later ones")
    walker.writes("Minutes of a session", "90")
    walker.presses("See what it comes to")
    expect(walker.main.get_by_role("region", name="What it comes to")).to_be_focused()
    walker.reads("2 sessions that are laid stay as they are")
    walker.presses("Change it")
    walker.reads("Everybody with a seat is told once")

    lengths = [one.ends_at - one.starts_at for one in Session.objects.filter(group=cast.group).order_by("starts_at")]
    assert lengths == [timedelta(minutes=60)] * 2 + [timedelta(minutes=90)] * (laid - 2)
    assert Session.objects.get(pk=third.pk).version == 2
    assert walker.wrong == []


def test_a_session_is_called_off_and_brought_back_by_its_facilitator(
    page_of: Callable[..., Page], transactional_db: None
) -> None:
    now = timezone.now()
    cast = whole_cast(now=now)
    session = meets_weekly(cast, now=now).sessions.earliest("starts_at")
    walker = Walker(page_of(cast.noor, **PHONE))

    walker.goes_to(f"/sessions/{session.pk}/")
    walker.follows("Call it off")
    walker.presses("Call it off")
    walker.follows("Bring it back")
    walker.presses("Bring it back")
    walker.reads("The session takes place after all")

    session.refresh_from_db()
    assert (session.state, session.version) == (SessionState.PLANNED, 3)
    assert walker.wrong == []


def test_a_holiday_is_kept_without_a_script_after_a_look(page_of: Callable[..., Page], transactional_db: None) -> None:
    now = timezone.now()
    cast = whole_cast(now=now)
    day = meets_weekly(cast, now=now).sessions.earliest("starts_at").laid_for
    page = page_of(cast.ada, java_script_enabled=False)

    page.goto("/manage/holidays/new/")
    page.get_by_label("What these days are called").fill("Midwinter")
    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_role("button", name="See what follows").click()
    expect(page.get_by_role("main")).to_contain_text("1 session does not take place")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("main")).to_contain_text("Kept.")
    assert Holiday.objects.get().first_on == day
