"""A facilitator calls off or moves on one screen; everybody reads their own notes, and nobody another's."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.membership.models import SupportGroup
from groups.people.models import User
from groups.reminders.actions import plan, send_due, tell_changes
from groups.reminders.models import Channel, Notice, Reminder, ReminderState
from groups.schedule.models import Session, SessionState
from tests.cast import Cast, client_of, meeting
from tests.groups.reminders.telling import call_off

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


@pytest.mark.parametrize("noun", ["cancellation", "move"])
def test_asking_changes_nothing_and_says_what_stays(coming: Session, cast: Cast, noun: str) -> None:
    page = client_of(cast.noor).get(address(noun, coming.pk)).content.decode()
    assert "stay as they are" in page
    assert f'value="{coming.version}"' in page
    coming.refresh_from_db()
    assert coming.version == 1


def test_calling_off_tells_everybody(coming: Session, cast: Cast) -> None:
    answer = client_of(cast.noor).post(address("cancellation", coming.pk), {"version": 1})
    assert answer["Location"] == reverse("home:session", args=[coming.pk])
    coming.refresh_from_db()
    assert coming.state == SessionState.CANCELLED
    tell_changes(now=timezone.now())
    told = Notice.objects.filter(channel=Channel.IN_APP)
    assert {row.membership for row in told} == {cast.seat(name) for name in ("sam", "ana", "idris")}


def test_the_new_time_is_read_on_the_groups_clock(coming: Session, cast: Cast) -> None:
    day = (coming.starts_at + timedelta(days=1)).astimezone(NEW_YORK).date()
    client_of(cast.noor).post(address("move", coming.pk), {"version": 1, "day": day.isoformat(), "hour": "20:30"})
    coming.refresh_from_db()
    local = coming.starts_at.astimezone(NEW_YORK)
    assert (local.date(), local.strftime("%H:%M")) == (day, "20:30")
    tell_changes(now=timezone.now())
    assert Notice.objects.count() == 6


@pytest.mark.parametrize("noun", ["cancellation", "move"])
def test_who_saw_an_older_version_is_told_and_changes_nothing(coming: Session, cast: Cast, noun: str) -> None:
    Session.objects.update(version=2)
    given = {"version": 1, "day": (coming.starts_at + timedelta(days=2)).date().isoformat(), "hour": "10:00"}
    page = client_of(cast.noor).post(address(noun, coming.pk), given, follow=True)
    assert "Somebody else has just changed this session." in page.content.decode()
    coming.refresh_from_db()
    assert (coming.version, coming.state) == (2, SessionState.PLANNED)


@pytest.mark.parametrize(
    ("day", "hour"),
    [("", "10:00"), ("0001-01-01", "00:00"), ("9999-12-31", "23:59"), ("tomorrow", "x"), ("same", "19:00")],
)
def test_a_time_that_does_not_fit_is_explained_beside_the_field(
    coming: Session, cast: Cast, day: str, hour: str
) -> None:
    day = coming.starts_at.astimezone(NEW_YORK).date().isoformat() if day == "same" else day
    page = client_of(cast.noor).post(address("move", coming.pk), {"version": 1, "day": day, "hour": hour})
    assert page.status_code == 200
    assert "Something here needs another look" in page.content.decode()
    coming.refresh_from_db()
    assert coming.version == 1


@pytest.mark.parametrize("noun", ["cancellation", "move"])
def test_what_has_begun_leads_back_with_a_word(session: Session, cast: Cast, noun: str) -> None:
    page = client_of(cast.noor).get(address(noun, session.pk), follow=True)
    assert "This session has begun." in page.content.decode()


@pytest.mark.parametrize("noun", ["cancellation", "move"])
@pytest.mark.parametrize("name", ["sam", "olu", "max", "ada"])
def test_nobody_but_the_facilitators_finds_the_page(coming: Session, cast: Cast, noun: str, name: str) -> None:
    client = client_of(getattr(cast, name))
    for method in (client.get, client.post):
        refused, nothing = method(address(noun, coming.pk)), method(address(noun, uuid4()))
        assert (refused.status_code, refused.content) == (404, nothing.content)


def test_my_notes_say_what_was_and_what_will_be(
    coming: Session, cast: Cast, now: datetime, django_assert_max_num_queries
) -> None:
    plan(now=now)
    send_due(now=coming.starts_at - timedelta(days=3))
    client = client_of(cast.sam)
    with django_assert_max_num_queries(9):
        page = client.get(reverse("reminders:list")).content.decode()
    assert "There is a seat for you." in page
    assert "a note about" in page
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
