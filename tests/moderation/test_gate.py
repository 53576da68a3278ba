"""The gate: what waits for a look, what passes, and what follows from what people do in the room."""

import asyncio
import math
import time
import uuid
from datetime import datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from groups import gate as seam
from groups.gate import NOBODY_ANSWERED, PASS, Admitted, Draft, Judgement
from groups.room.models import Room, Visibility
from moderation import gate
from moderation.audit.models import AuditLine
from moderation.decisions.models import Decision
from moderation.decisions.sentences import EFFECT, HELD
from moderation.holds.models import Hold, HoldState
from moderation.reports.models import Behaviour
from moderation.rules import standing
from moderation.rules.models import Verdict, WordRule
from moderation.rules.words import Phrases
from tests.cast import Cast
from tests.moderation.said import held, reported, said

WORDS = Phrases.of([("end it all", Verdict.HOLD_AND_PAGE), ("idiot", Verdict.HOLD)])


@pytest.fixture
def list_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """This list, however long the test takes: it asks no database for news."""
    monkeypatch.setattr(standing, "LOOK_AFTER", math.inf)
    standing.put(WORDS)


def judged(text: str) -> Judgement:
    return seam.judge(Draft(uuid.uuid4(), uuid.uuid4(), text))


@pytest.mark.usefixtures("list_at_hand")
@pytest.mark.parametrize(
    ("text", "hold", "page", "reason"),
    [
        ("Good to be here.", False, False, ""),
        ("I was 5 or 6 years old, on 2026-11-20, 12 of 12.", False, False, ""),
        ("Write to sam@example.org", True, False, "contact"),
        ("You 1d10t", True, False, "word"),
        ("I want to END it all", True, True, "care"),
        ("You idiot, I want to end it all, call 0151 2345678", True, True, "care"),
        ("idiot@example.org", True, False, "word"),
    ],
)
def test_words_are_judged(text: str, hold: bool, page: bool, reason: str) -> None:
    assert judged(text) == Judgement(hold, page, reason)


@pytest.mark.usefixtures("list_at_hand")
@pytest.mark.slow
@given(st.text(max_size=400) | st.text(alphabet="0123456789 +-./:()@a!|\u200b", max_size=400))
def test_no_text_breaks_the_gate(text: str) -> None:
    judgement = gate.judge(Draft(uuid.UUID(int=1), uuid.UUID(int=2), text))
    assert judgement.hold == bool(judgement.reason)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["1 " * 2000, "1" * 4000, "a." * 2000, "@" * 4000, "a@a." * 1000, "(1" * 2000, "1:1." * 1000]
)
def test_no_text_holds_the_gate_up(text: str) -> None:
    """The longest message, of the kind that makes careless patterns slow; generous, for busy machines."""
    standing.put(WORDS)
    started = time.perf_counter()
    gate.judge(Draft(uuid.UUID(int=1), uuid.UUID(int=2), text))
    assert time.perf_counter() - started < 0.5


def test_without_a_list_nothing_passes_unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database here, as when it is away: the words are held, a person is called."""
    assert judged("Good to be here.") == NOBODY_ANSWERED


@pytest.mark.parametrize("reason", [*HELD, *Behaviour.values, "hidden", "something new", ""])
def test_every_reason_is_told_in_a_sentence(reason: str) -> None:
    told = seam.sentence(reason)
    assert told.endswith(".")
    assert "!" not in told


def test_every_behaviour_has_its_effect_in_words() -> None:
    assert set(EFFECT) == set(Behaviour.values)


def test_what_is_held_is_stored_with_its_reason(cast: Cast, room: Room, now: datetime) -> None:
    waits, calls, passes = (
        said(room, cast.seat("ana"), now=now, visibility=Visibility.HELD, was_shown=False) for _ in range(3)
    )
    judgements = [Judgement(hold=True, reason="contact"), Judgement(hold=True, page=True, reason="care"), PASS]
    seam.admitted(
        [
            Admitted(message.pk, cast.group.pk, message.author_id, judgement, now)
            for message, judgement in zip((waits, calls, passes), judgements, strict=True)
        ]
    )
    holds = Hold.objects.order_by("page").values_list("message", "reason", "page", "state", "held_at")
    assert list(holds) == [
        (waits.pk, "contact", False, HoldState.WAITING, now),
        (calls.pk, "care", True, HoldState.WAITING, now),
    ]


# ── acted ────────────────────────────────────────────────────────────────────────────────────────────────────────

ACTS = [
    "message.hidden",
    "message.released",
    "member.asked_to_leave",
    "member.let_back",
    "room.opened",
    "room.paused",
    "room.resumed",
    "room.closed",
    "session.cancelled",
    "session.moved",
    "member.seated",
    "member.declined",
    "something.new",
]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_leaves_its_line(act: str, cast: Cast, room: Room, now: datetime) -> None:
    targets = {"message": said(room, cast.seat("ana"), now=now), "member": room.session}
    target = targets.get(act.partition(".")[0], room)
    seam.acted(
        act=act,
        by_id=cast.noor.pk,
        target_id=target.pk,
        subject_id=cast.seat("ana").pk,
        group_id=cast.group.pk,
        reason="unkind",
        now=now,
    )
    line = AuditLine.objects.get()
    assert (line.act, line.actor, line.target, line.subject) == (act, cast.noor.pk, target.pk, cast.seat("ana").pk)
    assert (line.group, line.reason, line.at) == (cast.group.pk, "unkind", now)


@pytest.mark.parametrize("act", ["room.opened", "room.closed", "member.declined", "session.moved"])
def test_an_act_may_concern_nobody_in_particular(act: str, cast: Cast, now: datetime) -> None:
    seam.acted(act=act, by_id=cast.noor.pk, target_id=uuid.uuid4(), now=now)
    assert AuditLine.objects.get().subject is None


def test_hiding_in_the_room_reaches_its_subject_and_its_reports(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    report = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    for message in (hold.message, report.message):
        seam.acted(act="message.hidden", by_id=cast.noor.pk, target_id=message.pk, reason="words, not a code", now=now)
    hold.refresh_from_db()
    report.refresh_from_db()
    assert (hold.state, report.state) == ("kept", "acted")
    assert {(decision.subject, decision.behaviour) for decision in Decision.objects.all()} == {(cast.seat("ana"), "")}


def test_letting_back_ends_what_asked_to_leave(cast: Cast, room: Room, now: datetime) -> None:
    about = {"target_id": room.session.pk, "subject_id": cast.seat("ana").pk, "now": now}
    seam.acted(act="member.asked_to_leave", by_id=cast.noor.pk, **about)
    seam.acted(act="member.let_back", by_id=cast.max.pk, **about)
    assert Decision.objects.get().undone_by == cast.max


# ── the word list at hand ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "LOOK_AFTER", 0.0)


@pytest.mark.usefixtures("db", "hurried")
def test_a_changed_list_is_in_force_soon() -> None:
    assert judged("such a nuisance") == PASS
    rule = WordRule.objects.create(phrase="nuisance")
    assert judged("such a nuisance").reason == "word"
    rule.verdict = Verdict.HOLD_AND_PAGE
    rule.save()
    assert judged("such a nuisance").page
    rule.delete()
    assert judged("such a nuisance") == PASS


@pytest.mark.usefixtures("db", "hurried")
def test_an_unchanged_list_is_not_read_again(django_assert_num_queries: object) -> None:
    WordRule.objects.create(phrase="nuisance")
    judged("Hello.")
    with django_assert_num_queries(1):
        judged("Hello.")


@pytest.mark.usefixtures("db")
def test_between_two_looks_no_message_touches_the_database(django_assert_num_queries: object) -> None:
    judged("Hello.")
    with django_assert_num_queries(0):
        for _ in range(100):
            judged("Hello.")


@pytest.mark.usefixtures("db", "hurried")
def test_a_database_that_went_away_leaves_the_list_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    WordRule.objects.create(phrase="nuisance")
    judged("Hello.")

    def away() -> None:
        raise standing.Error

    monkeypatch.setattr(standing, "_stamp", away)
    assert judged("such a nuisance").reason == "word"
    assert judged("Hello.") == PASS


def listed(phrase: str) -> None:
    """As another process would: on a connection that closes afterwards."""
    WordRule.objects.create(phrase=phrase)
    connection.close()


@pytest.mark.slow
@pytest.mark.usefixtures("hurried")
@pytest.mark.django_db(transaction=True)
async def test_on_the_event_loop_the_list_is_read_beside_it() -> None:
    await asyncio.to_thread(listed, "nuisance")
    assert judged("such a nuisance").reason == "word"
    await asyncio.to_thread(listed, "bother")
    deadline = time.monotonic() + 5
    while judged("what a bother") == PASS:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    standing.put(None)  # waits for the last look: its connection is closed before the database goes
