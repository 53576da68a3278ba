"""The way from a stranger to somebody who came: web, worker, Valkey, mailbox and browsers are real."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups.membership.models import Membership, SupportGroup
from groups.people.wishes import Channel
from groups.reminders.models import Reminder, ReminderState
from groups.schedule.actions import attendance
from groups.schedule.models import SLOT, Attendance, Session
from tests.browser.jobs import look_now, worker
from tests.browser.postbox import Postbox, code_in, link_in, words_of
from tests.cast import Cast, meeting, whole_cast
from tests.web import Web

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ADDRESS = "robin.weber@example.org"
ZONES = ("Africa/Abidjan", "Asia/Singapore", "Pacific/Pitcairn")
"""Eight hours apart, and their clocks never change: somewhere it is day, when nobody wants it quiet."""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return whole_cast(now=timezone.now() - timedelta(days=30))


@pytest.fixture
def postbox(settings: Any, tmp_path: Path) -> Postbox:
    settings.EMAIL_BACKEND = "supportgroup.mail.KeptMail"
    settings.MAIL_DIR = tmp_path / "mail"
    return Postbox(settings.MAIL_DIR, ADDRESS)


@pytest.fixture
def jobs(cast: Cast, web: Web, tmp_path: Path) -> Iterator[None]:
    with worker(folder=tmp_path, site=web.url):
        yield


@pytest.fixture
def zone(cast: Cast) -> str:
    hours = {zone: timezone.now().astimezone(ZoneInfo(zone)).hour for zone in ZONES}
    return next(zone for zone, hour in hours.items() if 10 <= hour < 18)


def sign_up(page: Page, postbox: Postbox, zone: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("mail address").fill(ADDRESS)
    page.get_by_label("What would you like to be called?").fill("Wren")
    expect(page.get_by_label("Your time zone")).to_have_value(zone)
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("I have read what this is not").check()
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in(postbox.next(after=0)))
    page.get_by_role("main").get_by_role("button").first.click()
    answer_what_is_asked(page)
    expect(page.get_by_role("heading", name="Hello, Wren")).to_be_visible()


def answer_what_is_asked(page: Page) -> None:
    """Two answers, and "not now" to all the rest."""
    expect(page.get_by_role("main")).to_contain_text("Question 2 of 8")
    page.get_by_label("Which pronouns are right for you?").fill("they/them")
    page.get_by_role("button", name="Keep and go on").click()
    for number in range(3, 9):
        expect(page.get_by_role("main")).to_contain_text(f"Question {number} of 8")
        page.get_by_role("button", name="Not now").click()


def ask_for_a_seat(page: Page, group: SupportGroup) -> None:
    page.get_by_role("main").get_by_role("link", name="Find a group").click()
    page.get_by_role("link", name=group.name).click()
    page.get_by_role("link", name="Ask for a seat").click()
    page.get_by_label("Your name in this group").fill("Wren")
    page.get_by_label("A line for the facilitators").fill("I would like to listen at first.")
    page.get_by_role("button", name="Ask for a seat").click()
    expect(page.get_by_role("main")).to_contain_text("Waiting for an answer")


def give_a_seat(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Read and answer").click()
    expect(page.get_by_role("main")).to_contain_text("I would like to listen at first.")
    page.get_by_role("button", name="Give Wren a seat").click()
    expect(page.get_by_role("status").first).to_contain_text("Wren has a seat now.")


def wait_for_the_reminder(page: Page, wren: Membership) -> None:
    """A note is due one day before. What was due before it could be planned is not sent: hence some seconds more."""
    session = meeting(wren.group, starts_at=timezone.now() + timedelta(days=1, seconds=8))
    look_now("reminders.plan")
    row = Reminder.objects.filter(membership=wren, session=session, channel=Channel.MAIL)
    for _ in range(100):
        if row.filter(state=ReminderState.SENT).exists():
            break
        page.wait_for_timeout(200)
        look_now("reminders.send_due")


def read_the_reminder(page: Page, postbox: Postbox, group: SupportGroup) -> None:
    letter = postbox.next(after=1)
    assert group.name not in f"{letter['Subject']} {words_of(letter)}"
    page.goto(link_in(letter, "/answers/"))
    expect(page.get_by_role("main")).not_to_contain_text(group.name)
    page.get_by_role("button", name="Come quietly").click()
    expect(page.get_by_role("button", name="Come quietly")).to_have_attribute("aria-pressed", "true")


def its_hour_has_come(wren: Membership) -> Session:
    """A session of ten minutes, in its last; so far Wren sat there for half of it, as eighteen looks would say."""
    session = meeting(wren.group, starts_at=timezone.now() - timedelta(minutes=9), minutes=10)
    attendance.arrive(pairs=[(session.pk, wren.pk)], now=session.starts_at)
    for slot in range(10):
        attendance.count_presence(present={session.pk: [wren.pk]}, now=session.starts_at + slot * SLOT)
    return session


def go_to_the_room(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="My sessions").click()
    page.get_by_role("main").get_by_role("listitem").first.get_by_role("link").click()
    page.get_by_role("link", name="Go to the room").click()
    expect(page.locator("#room")).to_be_visible()


def open_the_room(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Go and open it").click()
    page.get_by_role("button", name="Open the room").click()
    expect(page.locator("#say")).to_contain_text("The room is open.")


def say(page: Page, words: str) -> None:
    page.get_by_label("Your words, if you like").fill(words)
    page.get_by_role("button", name="Send").click()


def everybody_reads(words: str, *pages: Page) -> None:
    for page in pages:
        expect(page.locator("#messages .message__text", has_text=words)).to_be_visible()


def is_hidden_from(reader: Page, words: str, *, by: Page) -> None:
    by.locator(".message", has_text=words).get_by_role("button", name="Hide").click()
    expect(reader.locator("#messages")).to_contain_text("A facilitator has hidden this.")
    assert words not in reader.content()
    answer = reader.reload()
    assert answer is not None
    assert words not in answer.text()
    assert words not in reader.content()


def close_the_room(page: Page, *others: Page) -> None:
    page.get_by_role("button", name="Close the room").click()
    for one in (page, *others):
        expect(one.locator("#say")).to_contain_text("The room is closed.")
        expect(one.get_by_label("Your words, if you like")).to_be_hidden()


def test_a_stranger_finds_a_group_is_reminded_comes_and_is_remembered(
    cast: Cast, zone: str, jobs: None, postbox: Postbox, live_page_of: Callable[..., Page]
) -> None:
    newcomer, noor, ana = live_page_of(None, timezone_id=zone), live_page_of(cast.noor), live_page_of(cast.ana)

    sign_up(newcomer, postbox, zone)
    ask_for_a_seat(newcomer, cast.group)
    give_a_seat(noor)
    wren = Membership.objects.get(group=cast.group, name="Wren")

    wait_for_the_reminder(newcomer, wren)
    read_the_reminder(newcomer, postbox, cast.group)

    session = its_hour_has_come(wren)
    go_to_the_room(newcomer)
    expect(newcomer.locator("#say")).to_contain_text("The room is closed.")
    open_the_room(noor)
    expect(newcomer.locator("#say")).to_contain_text("The room is open.")

    ana.goto(newcomer.url)
    say(newcomer, "Hello, I am new.")
    everybody_reads("Hello, I am new.", newcomer, noor, ana)
    say(noor, "There is a seat for you.")
    say(ana, "My sister would know what to do.")
    for words in ("There is a seat for you.", "My sister would know what to do."):
        everybody_reads(words, newcomer, noor, ana)

    is_hidden_from(newcomer, "My sister would know what to do.", by=noor)
    everybody_reads("Hello, I am new.", newcomer, noor, ana)
    close_the_room(noor, newcomer, ana)

    assert Attendance.objects.get(session=session, membership=wren).attended
    newcomer.goto("/sessions/")
    expect(newcomer.get_by_role("region", name="Where you have been")).to_contain_text("You came 1 time.")
    expect(newcomer.get_by_role("region", name="Where you have been")).to_contain_text(cast.group.name)
