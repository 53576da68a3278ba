"""Everybody reads their own notes, those before sessions and those of changes, and nobody another's."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.membership.models import SupportGroup
from groups.people.models import User
from groups.people.wishes import Channel
from groups.reminders.actions import plan, send_due
from groups.reminders.models import Notice, Reminder, ReminderState
from groups.schedule.models import Session
from tests.cast import Cast, client_of, meeting
from tests.groups.reminders.telling import call_off, move

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    """Seven in the evening of the group, in four days; its people live elsewhere."""
    SupportGroup.objects.update(time_zone="America/New_York")
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    day = (now + timedelta(days=4)).astimezone(NEW_YORK)
    return meeting(cast.group, starts_at=day.replace(hour=19, minute=0, second=0, microsecond=0).astimezone(UTC))


def address(noun: str, key: object) -> str:
    return reverse(f"reminders:{noun}", args=[key])


def test_my_notes_say_what_was_and_what_will_be(
    coming: Session, cast: Cast, now: datetime, django_assert_max_num_queries
) -> None:
    plan(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    client = client_of(cast.sam)
    with django_assert_max_num_queries(9):
        page = client.get(reverse("reminders:list")).content.decode()
    assert "There is a seat for you." in page
    assert "A note about" in page
    assert cast.group.name not in page


def test_a_note_of_a_session_that_was_called_off_since_says_so(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    call_off(session=coming, by=cast.seat("noor"), now=now)
    page = client_of(cast.sam).get(reverse("reminders:list")).content.decode()
    assert "It does not take place." in page
    assert "There is a seat for you." not in page


def test_a_note_is_put_aside_by_its_reader_only(coming: Session, cast: Cast, now: datetime) -> None:
    plan(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    mine = Reminder.objects.get(membership=cast.seat("sam"), channel=Channel.IN_APP, state=ReminderState.SENT)
    assert client_of(cast.ana).post(address("reading", mine.pk)).status_code == 404
    assert client_of(cast.sam).post(address("reading", mine.pk))["Location"] == reverse("reminders:list")
    mine.refresh_from_db()
    assert mine.read_at is not None


@pytest.mark.slow  # ten pages
def test_news_stands_on_the_page_of_everybody_with_a_seat_but_the_one_who_made_it(
    coming: Session, cast: Cast, now: datetime, django_assert_max_num_queries
) -> None:
    move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=1), now=now)
    for name, is_told in (("sam", True), ("ana", True), ("idris", True), ("noor", False), ("olu", False)):
        client = client_of(getattr(cast, name))
        with django_assert_max_num_queries(9):
            page = client.get(reverse("reminders:list")).content.decode()
        assert ("Moved from" in page) == is_told
        assert ("Moved from" in client.get("/").content.decode()) == is_told


def test_news_is_put_aside_by_its_reader_only(coming: Session, cast: Cast, now: datetime) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=now)
    mine = Notice.objects.get(membership=cast.seat("sam"), channel=Channel.IN_APP)
    assert client_of(cast.ana).post(address("reading", mine.pk)).status_code == 404
    assert client_of(cast.noor).post(address("reading", mine.pk)).status_code == 404
    sam = client_of(cast.sam)
    assert sam.post(address("reading", mine.pk))["Location"] == reverse("reminders:list")
    assert ": called off." not in sam.get("/").content.decode()
    assert ": called off." in sam.get(reverse("reminders:list")).content.decode()


def test_of_one_session_the_newest_news_stands_on_the_first_page(coming: Session, cast: Cast, now: datetime) -> None:
    for minute in (1, 2):
        moment = now + timedelta(minutes=minute)
        move(session=coming, by=cast.seat("noor"), starts_at=coming.starts_at + timedelta(days=1), now=moment)
    page = client_of(cast.sam).get("/").content.decode()
    assert page.count("Moved from") == 1
    assert client_of(cast.sam).get(reverse("reminders:list")).content.decode().count("Moved from") == 2


def test_the_first_page_stays_short_however_much_changes(cast: Cast, now: datetime) -> None:
    for days in range(1, 6):
        session = meeting(cast.group, starts_at=now + timedelta(days=days))
        call_off(session=session, by=cast.seat("noor"), now=now + timedelta(seconds=days))
    client = client_of(cast.sam)
    page = client.get("/").content.decode()
    assert page.count(": called off.") == 3
    assert reverse("reminders:list") in page
    assert client.get(reverse("reminders:list")).content.decode().count(": called off.") == 5
