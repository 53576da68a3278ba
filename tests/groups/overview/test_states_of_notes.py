"""The states of notes are a table, the drawings show it (conventions, habit 11), and each arrow can be gone."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend

from groups.overview import actions, facts
from groups.people.actions import send_letters
from groups.people.models import Letter, LetterKind, User
from groups.people.wishes import Channel
from groups.reminders.actions import plan, send_digests, send_due, tell_changes
from groups.reminders.models import Digest, Notice, Reminder, ReminderState
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from supportgroup.env import BASE_DIR
from tests.cast import Cast, meeting, whole_cast

ARROW = re.compile(r"^ +(\S+) --> (\S+)$", re.MULTILINE)
DRAWINGS = {"Reminder": "sessions", "Notice, letter, ring": "letters", "Digest": "days"}


def arrows(table: str) -> set[tuple[str, str]]:
    return {(start, end) for start, ends in facts.MOVES[table].items() for end in ends}


@pytest.mark.one_engine
@pytest.mark.parametrize(("head", "table"), DRAWINGS.items())
def test_the_drawing_is_the_table(head: str, table: str) -> None:
    text = (BASE_DIR / "docs" / "reminders.md").read_text()
    part = text.split(f"### {head}\n", 1)[1].split("```")[1]
    assert set(ARROW.findall(part)) == {("[*]", "pending")} | arrows(table)


@pytest.mark.one_engine
def test_every_table_and_every_state_has_its_place() -> None:
    assert set(facts.MOVES) == set(facts.TABLES)
    for table in ("sessions", "news", "letters", "devices"):
        assert set(facts.MOVES[table]) == set(ReminderState.values)
    assert facts.MOVES["news"] == facts.MOVES["letters"] == facts.MOVES["devices"]


class Watch:
    """What moved from which state to which, in one table, from one look to the next."""

    def __init__(self, table: str) -> None:
        self.table, self.moves = table, set[tuple[str, str]]()
        self.known = self._now()

    def _now(self) -> dict[uuid.UUID, str]:
        return dict(facts.rows_of(self.table).values_list("pk", "state"))

    def look(self) -> None:
        now = self._now()
        before = {pk: self.known.get(pk, "pending") for pk in now}
        self.moves |= {(before[pk], state) for pk, state in now.items() if before[pk] != state}
        self.known = now


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-05-08T12:00:00+00:00")


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    cast = whole_cast(now=now)
    User.objects.update(quiet_from=None, quiet_to=None, time_zone="UTC")
    return cast


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=4))


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A mail server that takes nothing, while this stands."""

    def refuse(self: EmailBackend, messages: Any) -> int:
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        yield patch


def worn_out(table: str, *, due_at: datetime) -> None:
    """Two tries did not succeed."""
    facts.rows_of(table).filter(state="pending").update(attempts=2, due_at=due_at)


class Story:
    """A session that everybody is told of, again and again."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.ada, self.by = session, cast.ada, Hand.facilitator(cast.seat("noor"))

    def changed(self, act: Callable[..., Any], now: datetime, **given: Any) -> None:
        act(session=Session.objects.get(pk=self.session.pk), by=self.by, now=now, **given)
        tell_changes(now=now)
        plan(now=now)

    def decide(self, act: Callable[..., Any], now: datetime) -> None:
        row = Reminder.objects.filter(channel=Channel.MAIL, state="parked").first()
        act(row=row, by=self.ada, now=now)


@pytest.mark.slow  # a session moves many times
def test_every_arrow_of_reminders_is_gone_and_no_other(
    coming: Session, cast: Cast, now: datetime, refusing: pytest.MonkeyPatch
) -> None:
    plan(now=now)
    watch, story, start = Watch("sessions"), Story(coming, cast), coming.starts_at
    worn_out("sessions", due_at=now)
    week, after = timedelta(days=7), now + timedelta(days=2)
    steps: list[Callable[[], Any]] = [
        lambda: send_due(now=now),
        lambda: story.decide(actions.let_go, now),
        lambda: story.decide(actions.try_again, now),
        refusing.undo,
        lambda: send_due(now=now + timedelta(seconds=1)),
        # Whatever became of it, it is told anew of another time. All of them rest until then; then it moves again.
        lambda: story.changed(sessions.move, now + timedelta(hours=1), starts_at=start + timedelta(days=1)),
        lambda: User.objects.update(rests_until=start + week),
        lambda: send_due(now=after),
        lambda: User.objects.update(rests_until=None),
        lambda: story.changed(sessions.move, after, starts_at=start + week),
        lambda: story.changed(sessions.cancel, after),
        lambda: story.changed(sessions.restore, after),
    ]
    for step in steps:
        step()
        watch.look()
    assert watch.moves == arrows("sessions")


@pytest.mark.slow  # a session changes
def test_every_arrow_of_news_is_gone_and_no_other(
    coming: Session, cast: Cast, now: datetime, refusing: pytest.MonkeyPatch
) -> None:
    noor = Hand.facilitator(cast.seat("noor"))
    sessions.move(session=coming, by=noor, starts_at=coming.starts_at + timedelta(hours=1), now=now)
    tell_changes(now=now)
    waiting = Notice.objects.filter(channel=Channel.MAIL)
    Notice.objects.exclude(channel=Channel.MAIL).delete()
    watch = Watch("news")
    worn_out("news", due_at=now)
    send_due(now=now)
    watch.look()
    first, second, third = waiting
    actions.let_go(row=first, by=cast.ada, now=now)
    for row in (second, third):
        actions.try_again(row=row, by=cast.ada, now=now)
    watch.look()
    refusing.undo()
    send_due(now=now + timedelta(seconds=1))
    watch.look()
    Notice.objects.update(state="pending", sent_at=None, attempts=0)
    watch.known = watch._now()
    User.objects.filter(pk=second.membership.user_id).update(reminders_by_mail=False)
    send_due(now=coming.starts_at + timedelta(days=2))
    watch.look()
    assert watch.moves == arrows("news")


def test_every_arrow_of_letters_is_gone_and_no_other(cast: Cast, now: datetime, refusing: pytest.MonkeyPatch) -> None:
    given = {"kind": LetterKind.OFFER, "path": "/", "made_at": now, "due_at": now}
    those = [Letter(user=user, about=uuid.uuid4(), **given) for user in (cast.sam, cast.ana, cast.noor, cast.idris)]
    Letter.objects.bulk_create(those)
    watch = Watch("letters")
    worn_out("letters", due_at=now)
    send_letters(now=now)
    watch.look()
    actions.let_go(row=those[0], by=cast.ada, now=now)
    for row in those[1:]:
        actions.try_again(row=row, by=cast.ada, now=now)
    watch.look()
    refusing.undo()
    User.objects.filter(pk=cast.noor.pk).update(is_active=False)
    Letter.objects.filter(pk=those[3].pk).update(expires_at=now)
    send_letters(now=now + timedelta(seconds=1))
    watch.look()
    assert watch.moves == arrows("letters")


@pytest.mark.slow  # many mails
def test_every_arrow_of_mails_of_the_day_is_gone_and_no_other(
    coming: Session, cast: Cast, now: datetime, refusing: pytest.MonkeyPatch
) -> None:
    User.objects.update(digest_at=now.time())
    plan(now=now)
    Reminder.objects.exclude(channel=Channel.MAIL).delete()
    Reminder.objects.update(due_at=now)
    moment = now + timedelta(seconds=31)
    watch = Watch("days")
    # A mail of the day that was made before.
    people = (cast.sam, cast.ana, cast.noor)
    Digest.objects.bulk_create([Digest(user=user, day=now.date(), due_at=now, attempts=2) for user in people])
    Digest.objects.create(user=cast.max, day=now.date(), due_at=now)
    send_digests(now=moment)
    watch.look()
    first, second, third = Digest.objects.filter(state="parked")
    actions.let_go(row=first, by=cast.ada, now=moment)
    for row in (second, third):
        actions.try_again(row=row, by=cast.ada, now=moment)
    watch.look()
    refusing.undo()
    send_digests(now=moment + timedelta(seconds=1))
    watch.look()
    assert watch.moves == arrows("days")
