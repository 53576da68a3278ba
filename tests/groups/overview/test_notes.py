"""Admins see how notes are going: how late, how many, and what nobody tries any more; never whom, never words."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.changes.actions import note
from groups.changes.models import What
from groups.overview import actions, facts, tasks
from groups.overview.hours import FULL, HEAD, LEAST, ROW, picture
from groups.overview.waiting import SHOWN
from groups.people.models import Letter, LetterKind, Ring
from groups.people.wishes import Channel
from groups.reminders.models import Digest, Notice, Reminder, ReminderKind, ReminderState
from groups.schedule.facts import Hand, change_of, facts_of
from groups.schedule.models import Session
from moderation.audit.models import AuditLine
from tests.cast import Cast, meeting, whole_cast, with_second_factor

PAGE = "/manage/notes/"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _then(now: datetime) -> Iterator[None]:
    caches["memory"].clear()
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


@pytest.fixture
def session(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=1))


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def reminder(cast: Cast, session: Session, *, due_at: datetime, name: str = "sam", **given: Any) -> Reminder:
    if given.get("state") == ReminderState.SENT:
        given["sent_at"] = due_at
    given = {"kind": ReminderKind.ONE_DAY, "channel": Channel.MAIL, "session_version": 1} | given
    return Reminder.objects.create(membership=cast.seat(name), session=session, due_at=due_at, **given)


def one_of_each(cast: Cast, session: Session, *, due_at: datetime, **given: Any) -> list[Any]:
    """A row in every table."""
    change = change_of(
        session, What.LENGTH, before=facts_of(session) | {"minutes": 45}, by=Hand.facilitator(cast.seat("noor"))
    )
    news = {"membership": cast.seat("sam"), "change": note(change=change, now=due_at), "channel": Channel.MAIL}
    letter = {"user": cast.sam, "kind": LetterKind.OFFER, "about": uuid.uuid4(), "path": "/", "made_at": due_at}
    day = {"user": cast.sam, "day": due_at.date(), "due_at": due_at}
    rows = [model.objects.create(**letter, due_at=due_at, **given) for model in (Letter, Ring)]
    return [
        reminder(cast, session, due_at=due_at, **given),
        Notice.objects.create(**news, due_at=due_at, **given),
        *rows,
        Digest.objects.create(**day, **given),
    ]


def read(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# ------------------------------------------------------------------ how late


@pytest.mark.parametrize("place", range(5))
def test_what_waits_longer_than_two_minutes_is_late_in_every_table(
    cast: Cast, session: Session, now: datetime, place: int
) -> None:
    row = one_of_each(cast, session, due_at=now - timedelta(seconds=119))[place]
    assert not facts.is_late(now=now)
    type(row).objects.filter(pk=row.pk).update(due_at=now - timedelta(seconds=121))
    assert facts.is_late(now=now)


@pytest.mark.parametrize("place", range(5))
def test_whoever_holds_it_it_is_late(cast: Cast, session: Session, now: datetime, place: int) -> None:
    row = one_of_each(cast, session, due_at=now - timedelta(minutes=3))[place]
    others = [other for other in facts.TABLES.values() if other is not type(row)]
    for other in others:
        other.objects.all().delete()
    type(row).objects.update(leased_until=now + timedelta(seconds=30), lease=uuid.uuid4())
    assert facts.is_late(now=now)


@pytest.mark.parametrize("state", [ReminderState.EXPIRED, ReminderState.DROPPED, ReminderState.PARKED])
def test_what_is_settled_is_not_late(cast: Cast, session: Session, now: datetime, state: str) -> None:
    one_of_each(cast, session, due_at=now - timedelta(hours=1), state=state)
    assert not facts.is_late(now=now)
    assert facts.waiting(now=now) == []


@pytest.mark.slow  # it asks Redis, which is not there
def test_readyz_says_when_notes_are_late(client: Client, cast: Cast, session: Session, now: datetime) -> None:
    reminder(cast, session, due_at=now - timedelta(seconds=60))
    assert client.get("/readyz").json()["notes"] is True
    Reminder.objects.update(due_at=now - timedelta(seconds=121))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["notes"], answer.json()["ready"]) == (503, False, False)


@pytest.mark.slow  # the whole page, twice
def test_the_page_says_what_waits_and_since_when(ada: Client, cast: Cast, session: Session, now: datetime) -> None:
    reminder(cast, session, due_at=now - timedelta(seconds=30))
    said = words(read(ada))
    assert "About sessions, by mail 1 is due, since Monday 23 November, 10:29" in said
    assert "All of it is on its way, and in time." in said
    Reminder.objects.update(due_at=now - timedelta(minutes=5))
    assert "more than two minutes late" in words(read(ada))


def test_when_nothing_waits_it_says_so(ada: Client) -> None:
    said = words(read(ada))
    for sentence in ("Nothing is due: whatever should have gone has gone.", "Nothing fell due.", "None is parked."):
        assert sentence in said


# ------------------------------------------------------------------ what became of them


def test_what_fell_due_in_a_day_is_counted_by_kind_and_hour(cast: Cast, session: Session, now: datetime) -> None:
    hour = now.replace(minute=0)
    reminder(cast, session, due_at=now - timedelta(minutes=5), state=ReminderState.SENT)
    reminder(cast, session, due_at=now - timedelta(minutes=9), state=ReminderState.SENT, name="ana")
    reminder(cast, session, due_at=now - timedelta(hours=2), state=ReminderState.EXPIRED, name="noor")
    reminder(cast, session, due_at=now - timedelta(hours=25), state=ReminderState.SENT, name="idris")
    found = facts.became(hour - timedelta(hours=23), now)
    assert sorted(found) == [
        facts.Became("sessions", "one_day", "expired", hour - timedelta(hours=2), 1),
        facts.Became("sessions", "one_day", "sent", hour, 2),
    ]


def test_every_table_is_counted(cast: Cast, session: Session, now: datetime) -> None:
    one_of_each(cast, session, due_at=now - timedelta(hours=1), state=ReminderState.DROPPED)
    found = facts.became(now - timedelta(hours=23), now)
    assert sorted((one.table, one.kind, one.number) for one in found) == [
        ("days", "day", 1),
        ("devices", "offer", 1),
        ("letters", "offer", 1),
        ("news", "news", 1),
        ("sessions", "one_day", 1),
    ]


def test_the_tables_of_the_page_say_what_the_picture_shows(
    ada: Client, cast: Cast, session: Session, now: datetime
) -> None:
    for name, state in (("sam", "sent"), ("ana", "expired"), ("noor", "dropped"), ("idris", "parked")):
        reminder(cast, session, due_at=now - timedelta(hours=1), state=state, name=name)
    page = read(ada)
    assert page.count("hours__bar hours__bar--sent") == 2
    assert page.count("hours__bar hours__bar--late") == 2
    assert page.count("hours__bar hours__bar--dropped") == 2
    assert "Shortly before 1 1 1 1" in words(page)
    assert "Mon 09:00 Shortly before 1 1 1 1" in words(page)


@pytest.mark.one_engine
def test_a_field_is_as_high_as_what_it_counts() -> None:
    drawn = picture([{0: {"sent": 100}, 23: {"sent": 50, "parked": 1, "dropped": 25}}])
    assert [(bar.shape, bar.high) for bar in drawn.bars] == [
        ("sent", FULL),
        ("sent", FULL // 2),
        ("late", LEAST),
        ("dropped", FULL * 25 // 100),
    ]
    foot = HEAD + ROW
    assert [bar.y + bar.high for bar in drawn.bars[:2]] == [foot, foot]
    assert drawn.bars[2].y + drawn.bars[2].high == drawn.bars[1].y
    assert max(bar.x + bar.wide for bar in drawn.bars) <= drawn.wide


# ------------------------------------------------------------------ parked


@pytest.fixture
def parked(cast: Cast, session: Session, now: datetime) -> list[Any]:
    return one_of_each(cast, session, due_at=now - timedelta(hours=2), state="parked", attempts=3, reason="refused")


@pytest.mark.slow  # a row in every table, and the whole page
def test_parked_rows_stand_by_their_numbers_and_name_nobody(ada: Client, parked: list[Any]) -> None:
    page = read(ada)
    for row in parked:
        assert str(row.pk) in page
    assert page.count("<code>refused</code>") == 5
    main = page[page.index("<main") : page.index("</main>")]
    for word in ("Sam", "sam@", "Tuesday circle", "Noor"):
        assert word not in main


@pytest.mark.parametrize("place", range(5))
def test_trying_again_gives_it_three_tries_more_and_leaves_a_line(
    ada: Client, cast: Cast, parked: list[Any], now: datetime, place: int
) -> None:
    row = parked[place]
    answer = ada.post(f"{PAGE}{row.pk}/try/", follow=True)
    assert "It is tried again now." in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.lease, row.due_at, row.reason) == ("pending", 0, None, now, "")
    assert row.leased_until < now
    line = AuditLine.objects.get(act="note.tried_again")
    assert (line.actor, line.target, line.subject) == (cast.ada.pk, row.pk, None)


def test_letting_go_ends_it_and_leaves_a_line(ada: Client, cast: Cast, parked: list[Any]) -> None:
    row = parked[0]
    ada.post(f"{PAGE}{row.pk}/end/")
    row.refresh_from_db()
    assert (row.state, row.reason) == ("dropped", "refused")
    assert AuditLine.objects.get(act="note.let_go").target == row.pk


@pytest.mark.parametrize("verb", ["try", "end"])
def test_of_two_admins_the_second_reads_that_it_was_looked_after(ada: Client, parked: list[Any], verb: str) -> None:
    address = f"{PAGE}{parked[0].pk}/end/"
    ada.post(address)
    answer = ada.post(address.replace("/end/", f"/{verb}/"), follow=True)
    assert "It has been looked after already." in answer.content.decode()
    assert AuditLine.objects.filter(act__startswith="note.").count() == 1


def test_of_many_the_newest_stand_there_and_that_there_are_more(
    ada: Client, cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    given = {"user": cast.sam, "kind": LetterKind.OFFER, "path": "/", "made_at": now, "state": "parked"}
    made = [Letter(**given, about=uuid.uuid4(), due_at=now - timedelta(minutes=n)) for n in range(SHOWN + 1)]
    Letter.objects.bulk_create(made)
    with django_assert_max_num_queries(10):
        page = read(ada)
    assert page.count("Let it go") == SHOWN
    assert str(made[-1].pk) not in page
    assert "There are more" in page


# ------------------------------------------------------------------ kept for thirty days


def test_what_is_settled_is_forgotten_after_thirty_days(cast: Cast, session: Session, now: datetime) -> None:
    one_of_each(cast, session, due_at=now - timedelta(days=30, hours=1), state=ReminderState.DROPPED)
    new = reminder(cast, session, due_at=now - timedelta(days=29), state=ReminderState.SENT, name="ana")
    waits = reminder(cast, session, due_at=now - timedelta(days=31), name="noor")
    word = {"kind": ReminderKind.AFTER, "state": ReminderState.SENT, "name": "idris"}
    kept = reminder(cast, session, due_at=now - timedelta(days=180), **word)
    old = reminder(cast, session, due_at=now - timedelta(days=190), channel=Channel.IN_APP, **word)
    assert actions.purge(now=now) == 5
    assert set(Reminder.objects.all()) == {new, waits, kept}
    assert old not in Reminder.objects.all()
    assert not Notice.objects.exists() and not Ring.objects.exists() and not Digest.objects.exists()
    tasks.purge_notes(anything="else")
