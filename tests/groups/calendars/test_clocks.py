"""Page, mail and calendar say the same instants, to the second, when clocks change: Sam's and the group's differ."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from groups.calendars import access, actions
from groups.people import moments
from groups.people.models import User
from groups.people.wishes import Channel
from groups.reminders.mail import Words
from groups.reminders.models import Reminder, ReminderKind
from groups.schedule.models import Session
from groups.schedule.recurrence import Rule, occurrences
from tests.cast import Cast, client_of, meeting
from tests.groups.calendars.reading import READERS, with_strange_zones

pytestmark = pytest.mark.slow  # pages, mails and three parsers for each session

RULES = [
    # (the group's zone, the first day, the hour, the reader's zone)
    ("Europe/London", date(2027, 3, 14), time(1, 30), "America/New_York"),
    ("Europe/London", date(2027, 10, 17), time(1, 30), "Australia/Lord_Howe"),
    ("America/New_York", date(2027, 10, 31), time(19), "Europe/London"),
    ("Australia/Lord_Howe", date(2027, 3, 21), time(1, 45), "Asia/Kathmandu"),
    ("Africa/Casablanca", date(2027, 1, 31), time(19), "Europe/London"),
    ("America/Santiago", date(2027, 8, 29), time(0), "Pacific/Apia"),
]


@pytest.mark.parametrize(("zone", "first", "at", "theirs"), RULES)
def test_page_mail_and_calendar_agree_to_the_second(
    cast: Cast, now: datetime, zone: str, first: date, at: time, theirs: str
) -> None:
    User.objects.filter(pk=cast.sam.pk).update(time_zone=theirs)
    cast.group.time_zone = zone
    cast.group.save()
    rule = Rule(starts_on=first, at=at, minutes=50, every_weeks=1, time_zone=zone)
    begin = datetime.combine(first, time(), tzinfo=UTC) - timedelta(days=2)
    meetings = [
        meeting(cast.group, starts_at=one.starts_at, minutes=50)
        for one in occurrences(rule, after=begin, until=begin + timedelta(weeks=5))
    ]
    assert len({one.starts_at.astimezone(ZoneInfo(zone)).utcoffset() for one in meetings}) == 2, "no clock changes"
    feed = actions.keep(owner=cast.seat("sam"), is_plain=False, now=now)
    body = client_of(None).get(f"/calendars/{access.secret_of(feed)}.ics").content
    by_names, by_what_is_told = (read(body) for read in READERS[:2]), READERS[1](with_strange_zones(body))
    for found in (*by_names, by_what_is_told):
        for one in meetings:
            read = found[f"{one.pk}@{settings.SITE_URL.split('//')[1]}"]
            assert (read.starts_at, read.ends_at) == (one.starts_at, one.ends_at)
            _agrees(cast, one, read.starts_at, read.ends_at, theirs=theirs)


def _agrees(cast: Cast, session: Session, starts_at: datetime, ends_at: datetime, *, theirs: str) -> None:
    """Page and mail say, on Sam's own clock, what the calendar was read to say."""
    zone = ZoneInfo(theirs)
    with timezone.override(zone):
        day, start, end = moments.day(starts_at), moments.clock(starts_at), moments.clock(ends_at)
    page = client_of(cast.sam).get(f"/sessions/{session.pk}/").content.decode()
    assert f"<h1>{day}</h1>" in page
    assert f"{start} to {end} ({moments.zone_name(zone)})" in page
    mail = _mail(cast, session).replace("_", " ")
    assert f"{starts_at.astimezone(zone):%A} {starts_at.astimezone(zone).day} " in mail
    assert f"{start} to {end}" in mail
    assert moments.zone_name(zone) in mail


def _mail(cast: Cast, session: Session) -> str:
    seat = cast.seat("sam")
    seat.user.refresh_from_db()
    reminder = Reminder(
        membership=seat, session=session, kind=ReminderKind.ONE_DAY, channel=Channel.MAIL, session_version=1
    )
    return str(Words.current().message(reminder).body)
