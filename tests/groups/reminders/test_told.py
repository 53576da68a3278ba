"""My notes: everything that was sent in thirty days and everything to come, by every way, and an end to each."""

import html
import re
import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.membership.models import Membership
from groups.people.letters import write_to
from groups.people.models import Letter, LetterKind, LetterState, User
from groups.people.wishes import Channel
from groups.reminders.models import Reminder, ReminderKind, ReminderState
from groups.schedule.models import Answer, Rsvp, Session, SessionState
from tests.cast import Cast, client_of, meeting
from tests.groups.reminders.telling import call_off

PAGE = reverse("reminders:list")
BOTH = (Channel.MAIL, Channel.IN_APP)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=4))


def rows(
    seat: Membership,
    session: Session,
    *,
    kind: str = ReminderKind.THREE_DAYS,
    ways: tuple[str, ...] = BOTH,
    sent_at: datetime | None = None,
    due_at: datetime | None = None,
    **facts: Any,
) -> None:
    """What one person was told of a session, or will be."""
    state = ReminderState.SENT if sent_at else ReminderState.PENDING
    due = due_at or sent_at or session.starts_at - timedelta(days=3)
    given = {"membership": seat, "session": session, "kind": kind, "session_version": session.version, "due_at": due}
    Reminder.objects.bulk_create(
        Reminder(**given | {"channel": way, "state": state, "sent_at": sent_at} | facts) for way in ways
    )


def parts(user: User) -> tuple[str, str]:
    """What will come, and what came."""
    page = html.unescape(client_of(user).get(PAGE).content.decode())
    _, rest = page.split('id="coming"')
    to_come, _, came = rest.partition("<details")
    return to_come, came


def test_what_will_come_says_when_about_what_and_by_which_ways(cast: Cast, coming: Session) -> None:
    rows(cast.seat("sam"), coming)
    to_come, came = parts(cast.sam)
    assert "Some days before a session" in to_come
    assert to_come.count("A note about") == 1
    assert "by mail and on your page here" in to_come
    assert came == ""


def test_it_is_everybodys_own(cast: Cast, coming: Session) -> None:
    rows(cast.seat("ana"), coming)
    rows(cast.seat("ana"), coming, kind=ReminderKind.ONE_DAY, ways=(Channel.MAIL,), sent_at=timezone.now())
    assert "A note about" not in "".join(parts(cast.sam))
    assert "A note about" in parts(cast.ana)[0]
    assert "A note about" in parts(cast.ana)[1]


def test_a_way_that_is_not_wished_any_more_is_not_said_to_come(cast: Cast, coming: Session) -> None:
    rows(cast.seat("sam"), coming)
    User.objects.filter(pk=cast.sam.pk).update(reminders_by_mail=False)
    assert "A note about" in parts(cast.sam)[0]
    assert "by mail and" not in parts(cast.sam)[0]
    User.objects.filter(pk=cast.sam.pk).update(wishes={"first": {"by": []}})
    assert "A note about" not in parts(cast.sam)[0]


def off(cast: Cast, coming: Session) -> None:
    Session.objects.filter(pk=coming.pk).update(state=SessionState.CANCELLED)


def not_today(cast: Cast, coming: Session) -> None:
    Rsvp.objects.create(
        session=coming, membership=cast.seat("sam"), answer=Answer.NOT_TODAY, answered_at=timezone.now()
    )


def on_a_pause(cast: Cast, coming: Session) -> None:
    Membership.objects.filter(pk=cast.seat("sam").pk).update(
        paused_at=timezone.now(), paused_until=timezone.now() + timedelta(days=9)
    )


def not_sent_by_the_group(cast: Cast, coming: Session) -> None:
    cast.group.remind_three_days = False
    cast.group.save(update_fields=["remind_three_days"])


@pytest.mark.parametrize("change", [off, not_today, on_a_pause, not_sent_by_the_group])
def test_what_will_not_come_is_not_said_to(cast: Cast, coming: Session, change: Any) -> None:
    rows(cast.seat("sam"), coming)
    assert "A note about" in parts(cast.sam)[0]
    change(cast, coming)
    assert "A note about" not in parts(cast.sam)[0]


def test_a_mail_alone_was_told_too(cast: Cast, coming: Session, now: datetime) -> None:
    rows(cast.seat("sam"), coming, ways=(Channel.MAIL,), sent_at=now - timedelta(hours=1))
    _, came = parts(cast.sam)
    assert "A note about" in came
    assert re.search(r", by mail</p>", came)


@pytest.mark.parametrize(("days", "stands"), [(29, True), (31, False)])
def test_thirty_days_are_shown(cast: Cast, coming: Session, now: datetime, days: int, stands: bool) -> None:
    rows(cast.seat("sam"), coming, sent_at=now - timedelta(days=days), read_at=now)
    assert ("There is a seat for you" in parts(cast.sam)[1]) is stands


def test_what_was_not_sent_was_not_told(cast: Cast, coming: Session, now: datetime) -> None:
    for kind, state in (("three_days", "expired"), ("one_day", "dropped"), ("open", "parked")):
        rows(cast.seat("sam"), coming, kind=kind, ways=(Channel.MAIL,), state=state)
    assert "A note about" not in "".join(parts(cast.sam))


def test_letters_stand_there_with_where_they_lead(cast: Cast, now: datetime) -> None:
    for n, (state, sent_at) in enumerate([(LetterState.SENT, now), (LetterState.PENDING, None)]):
        about, path = uuid.uuid4(), f"/requests/{n}/"
        write_to(user=cast.sam, kind=LetterKind.ANSWER, about=about, path=path, now=now)
        Letter.objects.filter(about=about).update(state=state, sent_at=sent_at)
    to_come, came = parts(cast.sam)
    assert '<a href="/requests/1/">An answer to a request</a>' in to_come
    assert '<a href="/requests/0/">An answer to a request</a>' in came
    assert "/requests/" not in "".join(parts(cast.ana))


def test_what_is_new_can_be_ended_from_here_too_and_is_not_said_twice(
    cast: Cast, coming: Session, now: datetime
) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=now)
    page = client_of(cast.sam).get(PAGE).content.decode()
    assert page.count(": called off.") == 1
    assert "News of a session" in parts(cast.sam)[1]
    assert reverse("reminders:wish_end", args=["news"]) in parts(cast.sam)[1]


@pytest.mark.slow  # forty sessions
def test_the_part_that_an_open_page_asks_for_is_the_part_that_it_has(cast: Cast, now: datetime) -> None:
    seat = cast.seat("sam")
    for hours in range(40):  # What was put aside is newer than what was not.
        session = meeting(cast.group, starts_at=now + timedelta(days=4, hours=hours))
        aside = now if hours < 35 else None
        rows(seat, session, ways=(Channel.IN_APP,), sent_at=now - timedelta(hours=hours), read_at=aside)
    client = client_of(cast.sam)
    page, part = (client.get(url).content.decode() for url in (PAGE, f"{reverse('reminders:now')}?on=list"))
    notes = re.findall('data-note="([^"]*)"', part)
    assert len(notes) == 5
    assert re.findall('data-note="([^"]*)"', page) == notes


def test_news_that_was_put_aside_stays_readable(cast: Cast, coming: Session, now: datetime) -> None:
    call_off(session=coming, by=cast.seat("noor"), now=now)
    client = client_of(cast.sam)
    page = client.get(PAGE).content.decode()
    client.post(re.search(r'action="(/notes/[^"]*/reading/)"', page)[1])  # type: ignore[index]
    assert "Nothing new." in client.get(PAGE).content.decode()
    assert ": called off." in parts(cast.sam)[1]


@pytest.mark.parametrize(
    ("topic", "kind", "ends"),
    [("first", ReminderKind.THREE_DAYS, ["mail", "all"]), ("intention", ReminderKind.INTENTION, ["all"])],
)
def test_each_can_be_ended_from_here_by_one_tap(
    cast: Cast, coming: Session, topic: str, kind: str, ends: list[str]
) -> None:
    rows(cast.seat("sam"), coming, kind=kind, ways=(Channel.IN_APP,))
    to_come, _ = parts(cast.sam)
    form = re.search(rf'action="{reverse("reminders:wish_end", args=[topic])}".*?</form>', to_come, re.DOTALL)
    assert form is not None
    assert re.findall(r'name="way" value="(\w+)"', form[0]) == ends


def test_what_stays_on_the_page_in_any_case_offers_no_other_end(cast: Cast, now: datetime) -> None:
    User.objects.filter(pk=cast.sam.pk).update(wishes={"place": {"by": []}})
    write_to(user=cast.sam, kind=LetterKind.ANSWER, about=uuid.uuid4(), path="/requests/", now=now)
    Letter.objects.update(state=LetterState.SENT, sent_at=now)
    assert "An answer to a request" in parts(cast.sam)[1]
    assert reverse("reminders:wish_end", args=["place"]) not in parts(cast.sam)[1]


def test_who_wishes_one_mail_a_day_reads_that_mail_waits_for_it(cast: Cast, coming: Session) -> None:
    rows(cast.seat("sam"), coming)
    assert "Mail comes once a day" not in parts(cast.sam)[0]
    User.objects.filter(pk=cast.sam.pk).update(digest_at=time(18))
    assert "Mail comes once a day" in parts(cast.sam)[0]


@pytest.mark.slow  # many rows
def test_a_full_page_asks_the_database_little(cast: Cast, now: datetime, django_assert_max_num_queries: Any) -> None:
    for days in range(1, 15):
        session = meeting(cast.group, starts_at=now + timedelta(days=days))
        for n, kind in enumerate(ReminderKind):
            told = {"sent_at": now, "read_at": now if n % 2 else None} if days < 4 else {}
            rows(cast.seat("sam"), session, kind=kind, **told)
        call_off(session=meeting(cast.group, starts_at=now + timedelta(days=days + 20)), by=cast.seat("noor"), now=now)
        write_to(user=cast.sam, kind=LetterKind.ANSWER, about=uuid.uuid4(), path="/", now=now)
    client = client_of(cast.sam)
    with django_assert_max_num_queries(12):
        client.get(PAGE)
