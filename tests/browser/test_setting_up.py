"""Ada sets up a group on a phone, with a keyboard alone; and brings in a table. Every page on the way is looked at."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups.membership.models import SupportGroup
from tests.browser.looking import complaints
from tests.browser.walking import PHONE, Walker
from tests.cast import whole_cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TABLE = 'name,template,plan\r\nFirst from a table,circle,"10 Arriving\n50 Talking"\r\nSecond from a table,two,\r\n'


def test_a_group_is_set_up_by_keyboard_on_a_phone(page_of: Callable[..., Page], transactional_db: None) -> None:
    now = timezone.now()
    ada = whole_cast(now=now).ada
    walker = Walker(page_of(ada, **PHONE))

    begin(walker)
    give_it_people_and_an_hour(walker, (now + timedelta(days=4)).date())
    walker.follows("Go on", exact=True)
    walker.reads("The quiet hour on Fridays")
    walker.follows("Go on to publishing")
    walker.presses("Publish", exact=True)
    walker.reads("It is published")

    assert walker.wrong == []
    group = SupportGroup.objects.get(name="The quiet hour on Fridays")
    assert group.is_published
    assert list(group.plan.order_by("place").values_list("minutes", flat=True)) == [5, 5, 5, 35, 10]


def begin(walker: Walker) -> None:
    walker.goes_to("/manage/groups/")
    walker.follows("Set up a group")
    walker.presses("Begin with: Quiet hour")
    walker.writes("Name", "The quiet hour on Fridays")
    walker.presses("Save and go on")
    walker.presses("Move step 2 up")
    walker.presses("Save and go on")
    walker.presses("Save and go on")


def give_it_people_and_an_hour(walker: Walker, first: date) -> None:
    walker.writes("Mail address", "noor@example.org")
    walker.presses("Invite")
    walker.reads("They facilitate this group now.")
    walker.follows("Go on", exact=True)
    walker.page.get_by_label("First day").fill(first.isoformat())
    walker.page.get_by_label("Time", exact=True).fill("19:00")
    walker.selects("Time zone", "Europe/Lon")
    walker.presses("Lay its sessions")
    walker.reads("19:00 to 20:00 (Europe/London)")


def test_a_table_is_looked_at_and_brought_in_without_a_script(
    page_of: Callable[..., Page], transactional_db: None, tmp_path: Path
) -> None:
    ada = whole_cast(now=timezone.now()).ada
    page = page_of(ada, java_script_enabled=False)
    file = tmp_path / "groups.csv"
    file.write_text(TABLE, newline="")

    page.goto("/manage/groups/table/")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("main")).to_contain_text("2 groups would be made")
    page.get_by_role("button", name="Make them").click()
    expect(page.get_by_role("main")).to_contain_text("2 groups are here now")

    group = SupportGroup.objects.get(name="First from a table")
    assert list(group.plan.order_by("place").values_list("words", flat=True)) == ["Arriving", "Talking"]


def test_pages_with_something_to_correct_are_no_worse(
    page_of: Callable[..., Page], transactional_db: None, tmp_path: Path
) -> None:
    cast = whole_cast(now=timezone.now())
    page = page_of(cast.ada, reduced_motion="reduce")
    file = tmp_path / "groups.csv"
    file.write_text("name,template,capacity\nOne,choir,99\n")
    wrong = []

    page.goto("/manage/groups/table/")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Look at it first").click()
    wrong += complaints(page)
    for step, label in (("", "Name"), ("agreement/", "In one line"), ("hours/", "First day")):
        page.goto(f"/manage/groups/{cast.group.pk}/{step}")
        page.get_by_label(label, exact=True).fill("")
        page.get_by_role("main").locator("button.button--main").click()
        expect(page.get_by_role("heading", name="Something here needs another look")).to_be_visible()
        wrong += complaints(page)

    assert not wrong, "\n".join(wrong)
