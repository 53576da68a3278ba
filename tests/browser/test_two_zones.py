"""Two people of one group live half a world apart, and look at the same pages at once.

Sam's wall shows London's time, Ana's that of Lord Howe, where clocks move by half an hour. What page, mail and calendar
say is one instant, each on its reader's own clock; the group's clock stands in London.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from groups.people.models import User
from groups.people.quiet import instant
from groups.reminders import actions as reminders
from groups.schedule.actions import series as hours
from groups.schedule.facts import Hand
from groups.schedule.models import Rsvp, Series, Session
from tests.browser.looking import SIZES
from tests.browser.walking import PHONE, Walker
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LONDON, LORD_HOWE = ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe")
SEVEN, HALF_PAST_SIX = time(19), time(18, 30)


def said(moment: datetime, zone: ZoneInfo) -> str:
    """Tuesday 24 November, 19:00: as pages say it, made here from the instant alone."""
    wall = moment.astimezone(zone)
    return f"{wall:%A} {wall.day} {wall:%B}, {wall:%H:%M}"


@pytest.fixture
def group_in_london(cast: Cast) -> Series:
    """The group meets on Tuesdays at seven on London's wall; nobody is quiet at night, so that mail goes at once."""
    for name, zone in (("sam", LONDON), ("ana", LORD_HOWE), ("noor", LONDON)):
        user: User = getattr(cast, name)
        user.time_zone, user.quiet_from, user.quiet_to = zone.key, None, None
        user.save()
    cast.group.time_zone = LONDON.key
    cast.group.save()
    now = timezone.now()
    first = now.astimezone(LONDON).date() + timedelta(days=5)
    series = Series(group=cast.group, starts_on=first, at=SEVEN, minutes=90, time_zone=LONDON.key)
    return hours.start(series=series, by=Hand.admin(cast.ada), now=now)


@pytest.fixture
def sam(cast: Cast, page_of: Callable[..., Page]) -> Walker:
    return Walker(page_of(cast.sam, **PHONE, timezone_id=LONDON.key))


@pytest.fixture
def ana(cast: Cast, page_of: Callable[..., Page]) -> Walker:
    return Walker(page_of(cast.ana, viewport=SIZES["desk"], timezone_id=LORD_HOWE.key))


@pytest.fixture
def noor(cast: Cast, page_of: Callable[..., Page]) -> Walker:
    return Walker(page_of(cast.noor, **PHONE, timezone_id=LONDON.key))


def test_a_session_is_one_instant_on_two_walls(
    cast: Cast, group_in_london: Series, sam: Walker, ana: Walker, noor: Walker
) -> None:
    session = Session.objects.filter(series=group_in_london).order_by("starts_at").first()
    assert session is not None
    both_read(sam, ana, session)
    moves_it(noor, session)
    session.refresh_from_db()
    both_are_told(cast, sam, ana, session)
    both_read(sam, ana, session)
    both_have_it_in_their_calendar(sam, ana, session)
    ana_answers_and_noor_reads_it(cast, ana, noor, session)
    wrong = [*sam.wrong, *ana.wrong, *noor.wrong]
    assert not wrong, "\n" + "\n".join(wrong)


def both_read(sam: Walker, ana: Walker, session: Session) -> None:
    """The same pages, opened side by side."""
    for path in ("/sessions/", f"/sessions/{session.pk}/", f"/groups/{session.group_id}/"):
        for reader, zone in ((sam, LONDON), (ana, LORD_HOWE)):
            reader.goes_to(path)
            begin = session.starts_at.astimezone(zone)
            reader.reads(f"{begin:%H:%M} to {session.ends_at.astimezone(zone):%H:%M} ({zone.key.replace('_', ' ')})")
            reader.reads(f"{begin:%A} {begin.day} {begin:%B}")


def moves_it(noor: Walker, session: Session) -> None:
    """On the group's clock: Wednesday instead of Tuesday, half an hour earlier."""
    new_day: date = session.starts_at.astimezone(LONDON).date() + timedelta(days=1)
    noor.goes_to(f"/sessions/{session.pk}/")
    noor.follows("Move it")
    noor.reads("On the group's clock: Europe/London")
    # Its calendar takes no typing that a test could rely on: the value is set as the calendar would.
    noor.page.get_by_label("Day").fill(new_day.isoformat())
    noor.page.get_by_label("Start").fill(f"{HALF_PAST_SIX:%H:%M}")
    noor.presses("Move it")
    moved = Session.objects.get(pk=session.pk)
    assert moved.starts_at == instant(datetime.combine(new_day, HALF_PAST_SIX), LONDON)


def both_are_told(cast: Cast, sam: Walker, ana: Walker, session: Session) -> None:
    """On their page and by mail, each in their own time: when it was planned, and when it is."""
    now = timezone.now()
    assert reminders.tell_changes(now=now) == 1
    while reminders.send_due(now=now):
        pass
    letters: dict[str, Any] = {to: letter for letter in mail.outbox for to in letter.to}
    assert session.moved_from is not None
    for reader, user, zone in ((sam, cast.sam, LONDON), (ana, cast.ana, LORD_HOWE)):
        reader.goes_to("/")
        for moment in (session.moved_from, session.starts_at):
            reader.reads(said(moment, zone))
            wall = moment.astimezone(zone)
            assert f"{wall:%H:%M}" in letters[user.email].body
            assert f"{wall:%A} {wall.day} {wall:%B}" in letters[user.email].body
        assert cast.group.name not in letters[user.email].subject + letters[user.email].body
    assert cast.noor.email not in letters, "whoever moved it knows"


def both_have_it_in_their_calendar(sam: Walker, ana: Walker, session: Session) -> None:
    """An address of their own, read by a program that knows nothing of us: the same instant, to the second."""
    for reader in (sam, ana):
        reader.goes_to(f"/groups/{session.group_id}/calendar/")
        reader.presses("Give me an address")
        reader.look()
        address = re.search(r"/calendars/[\w-]+\.ics", reader.page.content())
        assert address is not None
        answer = reader.page.request.get(address.group(0))
        assert answer.headers["content-type"].startswith("text/calendar")
        found = {str(one["UID"]): one for one in Calendar.from_ical(answer.body()).walk("VEVENT")}
        [event] = [one for uid, one in found.items() if uid.startswith(str(session.pk))]
        assert event["DTSTART"].dt.astimezone(UTC) == session.starts_at
        assert event["DTEND"].dt.astimezone(UTC) == session.ends_at
        assert int(event["SEQUENCE"]) == session.version - 1


def ana_answers_and_noor_reads_it(cast: Cast, ana: Walker, noor: Walker, session: Session) -> None:
    ana.goes_to(f"/sessions/{session.pk}/")
    ana.presses("Come quietly", exact=True)
    assert Rsvp.objects.get(session=session, membership=cast.seat("ana")).answer == "quietly"
    noor.goes_to(f"/sessions/{session.pk}/")
    expect(noor.page.get_by_role("row", name="Ana")).to_contain_text("Come quietly")
