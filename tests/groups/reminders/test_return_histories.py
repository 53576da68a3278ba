"""Whatever happens over the weeks, nobody is written to twice in a row, after the question, or without their yes.

What is drawn is played with the real actions and the real sender; what was sent is judged by a model of its own, which
knows what happened and nothing of how it was decided.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.membership import actions as membership
from groups.membership.models import Membership
from groups.people.models import User
from groups.reminders import returns
from groups.reminders.actions import read, send_due
from groups.reminders.models import Reminder, ReminderState
from groups.reminders.returning import AFTER, QUESTION
from groups.schedule.actions import answers
from groups.schedule.actions.attendance import settle_attendance
from groups.schedule.models import Answer, Attendance, Session, SessionState
from tests.cast import Cast, meeting

pytestmark = pytest.mark.slow  # weeks of somebody's life, many times over

START = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)
"""The clocks of London change within the weeks that follow."""
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)

DOES = ["come", "quietly", "not today", "agree", "disagree", "rest", "back", "answer", "put aside", "", ""]


@dataclass(frozen=True)
class Week:
    does: str
    """What they do two days before the session."""
    held: bool
    comes: bool
    does_after: str
    """What they do some hours after it."""
    days_until_sent: int
    """How long the sender is away after the hour of a note."""


WEEKS = st.lists(
    st.builds(
        Week,
        does=st.sampled_from(DOES),
        held=st.sampled_from([True, True, True, False]),
        comes=st.sampled_from([False, False, True]),
        does_after=st.sampled_from(["", "", "", *DOES]),
        days_until_sent=st.sampled_from([1, 1, 1, 5]),
    ),
    min_size=3,
    max_size=10,
)


@dataclass
class Life:
    """What happened, in words: (when, what). The model reads this and what was sent, and nothing else."""

    cast: Cast
    log: list[tuple[datetime, str, str]] = field(default_factory=list)
    agreed: bool = True
    rests: bool = False

    @property
    def seat(self) -> Membership:
        return Membership.objects.get(pk=self.cast.seat("sam").pk)

    def note(self, at: datetime, what: str, about: str = "") -> None:
        self.log.append((at, what, about))

    def do(self, what: str, coming: Session | None, *, now: datetime) -> None:
        if what in ("come", "quietly", "not today") and coming is not None and not self.rests:
            answer = Answer(what.replace(" ", "_"))
            answers.answer(session=coming, membership=self.seat, answer=answer, now=now)
            self.note(now, "act")
            self.note(now, what, str(coming.pk))
        elif what in ("agree", "disagree"):
            self.agreed = what == "agree"
            given = {"name": "Sam", "pronouns": "", "boundary": ""}
            membership.change_seat(membership=self.seat, may_be_written_to=self.agreed, **given)
            self.note(now, what)
        elif what in ("rest", "back", "answer", "put aside"):
            DO[what](self, now)

    def rest(self, now: datetime) -> None:
        if not self.rests:
            membership.pause(membership=self.seat, weeks=6, now=now)
            self.rests = True
            self.note(now, "rests")

    def back(self, now: datetime) -> None:
        if self.rests:
            membership.come_back(membership=self.seat, now=now)
            self.rests = False
            self.note(now, "act")
            self.note(now, "is back")

    def answer(self, now: datetime) -> None:
        if not self.rests:
            returns.answer(membership=self.seat, now=now)
            self.note(now, "act")

    def put_aside(self, now: datetime) -> None:
        for row in Reminder.objects.in_app().filter(read_at=None):
            read(note=row, now=now)

    def live(self, number: int, week: Week) -> None:
        start = START + number * WEEK
        session = meeting(self.cast.group, starts_at=start, opened_at=start if week.held else None)
        self.do(week.does, session, now=start - 2 * timedelta(days=1))
        comes = week.comes and week.held and not self.rests
        if comes:
            seen = {"first_seen_at": start, "slots": 120}
            Attendance.objects.create(session=session, membership=self.seat, **seen)
        if week.held:
            settle_attendance(session=session, now=session.ends_at)
            self.note(session.ends_at, "came" if comes else "held", str(session.pk))
        else:
            Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
        returns.after_sessions(now=session.ends_at + HOUR)
        self.do(week.does_after, None, now=session.ends_at + 3 * HOUR)
        self.send(session.ends_at + timedelta(days=week.days_until_sent), days=1 if week.days_until_sent == 1 else 0)

    def send(self, at: datetime, *, days: int) -> None:
        known = set(_sent())
        # Somebody sends in the hours around the note, or only after it helps no more.
        for moment in (at, at + timedelta(hours=days * 18)):
            send_due(now=moment)
        for kind, about, when in set(_sent()) - known:
            self.note(when, kind, about)


DO: dict[str, Callable[[Life, datetime], None]] = {
    "rest": Life.rest,
    "back": Life.back,
    "answer": Life.answer,
    "put aside": Life.put_aside,
}


def _sent() -> list[tuple[str, str, datetime]]:
    rows = Reminder.objects.filter(channel="in_app", state=ReminderState.SENT).order_by("sent_at", "pk")
    return [(row.kind, str(row.session_id), row.sent_at) for row in rows if row.sent_at is not None]


@dataclass
class Model:
    """What may be sent, by what happened so far."""

    agreed: bool = True
    rests: bool = False
    asked: bool = False
    notes: int = 0
    counted: int = 0
    excused: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    """Sessions about which nothing is to be said."""

    def happens(self, what: str, about: str) -> None:
        if what in ("came", "act"):
            self.notes = 0 if what == "came" or self.asked else self.notes
            self.counted, self.asked = 0, False
        elif what in ("agree", "disagree"):
            self.agreed = what == "agree"
        elif what in ("rests", "is back"):
            self.rests = what == "rests"
        else:
            self.is_about(what, about)

    def is_about(self, what: str, about: str) -> None:
        if what == "not today":
            self.excused.add(about)
        elif what == "held":
            self.counted += about not in self.excused
            self.away |= {about} if self.rests or about in self.excused else set()
        else:
            self.excused.discard(about)

    def wrongs(self, kind: str, about: str) -> list[str]:
        self.notes += kind == AFTER
        said = {
            "without a yes": not self.agreed,
            "in a pause": self.rests,
            "after the question": self.asked,
            "about a session of which they had spoken": about in self.away,
            "a second note": self.notes > 1,
            "asked too soon": kind == QUESTION and self.counted < 2,
        }
        self.asked = self.asked or kind == QUESTION
        return [words for words, is_so in said.items() if is_so]


def wrongs(log: list[tuple[datetime, str, str]]) -> list[str]:
    """What should not have been sent. *log*: in the order in which it was written, at one time."""
    model, found = Model(), list[str]()
    for _when, what, about in sorted(log, key=lambda line: line[0]):
        if what in (AFTER, QUESTION):
            found += model.wrongs(what, about)
        else:
            model.happens(what, about)
    return found


def played(cast: Cast, weeks: list[Week]) -> Life:
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    Membership.objects.update(joined_at=START - 9 * WEEK)
    Membership.objects.filter(pk=cast.seat("sam").pk).update(may_be_written_to=True)
    life = Life(cast)
    for number, week in enumerate(weeks):
        life.live(number, week)
    return life


LIVES = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LIVES
@given(WEEKS)
def test_nothing_is_ever_sent_that_should_not_be(cast: Cast, weeks: list[Week]) -> None:
    with transaction.atomic():
        assert wrongs(played(cast, weeks).log) == []
        transaction.set_rollback(True)


QUIET = {"does": "", "does_after": "", "days_until_sent": 1, "held": True}


def test_the_whole_way_to_silence_and_back(cast: Cast) -> None:
    comes = [False, False, False, True, False, False]
    life = played(cast, [Week(comes=one, **QUIET) for one in comes])
    assert [what for _when, what, _about in sorted(life.log) if what in (AFTER, QUESTION)] == [
        AFTER,
        QUESTION,
        AFTER,
        QUESTION,
    ]


@pytest.mark.parametrize("rule", ["silence", "consent"])
def test_without_the_rule_the_model_finds_it(cast: Cast, monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    if rule == "silence":
        monkeypatch.setattr("groups.reminders.returning.next_word", lambda met, acts: AFTER)
        weeks = [Week(comes=False, **QUIET)] * 3
    else:
        monkeypatch.setattr(
            "groups.reminders.standing.who_may_be_written_to",
            lambda: Membership.objects.members().select_related("group", "user"),
        )
        monkeypatch.setattr("groups.reminders.delivery.post", lambda **_: 0)
        weeks = [Week(comes=False, **QUIET | {"does": "disagree"})]
    assert wrongs(played(cast, weeks).log) != []
