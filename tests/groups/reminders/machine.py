"""A machine that does at random what facilitators, admins, members and time do, and reads what people were told.

What somebody is owed is worked out by an oracle of its own (`oracle.py`), from what the machine itself has done.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.core import mail
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from groups.membership.models import Membership, State, SupportGroup
from groups.people import said
from groups.people.wishes import HOURS, Channel, Topic
from groups.refusals import Refused
from groups.reminders.actions import follow_the_group, follow_wishes, plan, send_due, tell_changes
from groups.reminders.models import Reminder, ReminderState
from groups.schedule.actions import sessions
from groups.schedule.actions.answers import answer
from groups.schedule.facts import Hand
from groups.schedule.models import Answer, Rsvp, Session, SessionState
from tests.cast import Cast, meeting
from tests.groups.reminders import oracle

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
NIGHTS = [None, (time(22), time(8)), (time(9), time(17, 30)), (time(0, 30), time(6))]
TIMES = [None, time(9), time(18, 30), time(2, 15)]
SPRING, AUTUMN = datetime(2026, 3, 21, 12, tzinfo=UTC), datetime(2026, 10, 17, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
IN_GOOD_TIME = 10 * MINUTE
TOPICS = {"three_days": Topic.FIRST, "one_day": Topic.SECOND}
BEFORE = {*TOPICS, "prepare"}
PEOPLE = ("sam", "ana", "noor")
ROW = re.compile(r"<([0-9a-f-]{36})\.(\d+)@")

some = st.sampled_from(PEOPLE)
any_of = st.integers(0, 10**6)
ways = st.sets(st.sampled_from([Channel.MAIL, Channel.IN_APP]))


@dataclass
class Life:
    """What the machine has decided for one person."""

    zone: str = "Europe/London"
    quiet: tuple[time, time] | None = (time(22), time(8))
    ways: dict[str, set[str]] = field(default_factory=lambda: {one: {"mail", "in_app"} for one in TOPICS.values()})
    hours: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(TOPICS.values()))
    rests_until: datetime | None = None
    since: datetime = SPRING
    """Nothing of this person, nor of their group, has changed since."""


Owed = tuple[str, UUID, str, str]
"""Person, session, kind, way."""


class Telling(RuleBasedStateMachine):
    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = SPRING
        self.lives = {name: Life() for name in PEOPLE}
        self.rules: dict[str, tuple[int, time | None]] = {"three_days": (3, None), "one_day": (1, None)}
        self.changed: dict[UUID, datetime] = {}
        """Since when a session is as it is, as far as people hear of it."""
        self.told: set[tuple[UUID, int]] = set()
        """Rows that were sent, and of which version of their session."""
        self.mails: dict[tuple[UUID, UUID, int], int] = {}
        self.owed: set[Owed] = set()
        self.heard: set[tuple[Owed, int]] = set()
        """What was told of a version of a session: another hour does not bring it again."""

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(begin=st.sampled_from([SPRING, AUTUMN]), ahead=st.integers(8, 12 * 24))
    def begin(self, begin: datetime, ahead: int) -> None:
        self.now = begin
        Membership.objects.update(joined_at=begin - DAY)
        for name, life in self.lives.items():
            life.since = begin
            self._keep(name, time_zone=life.zone, quiet_from=time(22), quiet_to=time(8))
        self._meet(ahead * 4)
        self._look()

    # What people do

    @rule(quarters=st.integers(5, 12 * 24 * 4))
    def add(self, quarters: int) -> None:
        if Session.objects.filter(state=SessionState.PLANNED, starts_at__gt=self.now).count() < 3:
            self._meet(quarters)
            self._look()

    @rule(which=any_of, quarters=st.integers(-300, 300))
    def move(self, which: int, quarters: int) -> None:
        if one := self._some(which, SessionState.PLANNED):
            starts_at = one.starts_at + quarters * oracle.QUARTER
            self._try(one, lambda by: sessions.move(session=one, by=by, starts_at=starts_at, now=self.now))

    @rule(which=any_of, minutes=st.sampled_from([45, 60, 90]))
    def resize(self, which: int, minutes: int) -> None:
        if one := self._some(which, SessionState.PLANNED):
            self._try(one, lambda by: sessions.resize(session=one, by=by, minutes=minutes, now=self.now))

    @rule(which=any_of)
    def call_off(self, which: int) -> None:
        if one := self._some(which, SessionState.PLANNED):
            self._try(one, lambda by: sessions.cancel(session=one, by=by, now=self.now))

    @rule(which=any_of)
    def bring_back(self, which: int) -> None:
        if one := self._some(which, SessionState.CANCELLED):
            self._try(one, lambda by: sessions.restore(session=one, by=by, now=self.now))

    @rule(first=st.integers(2, 7), second=st.integers(1, 6), at=st.sampled_from(TIMES), then=st.sampled_from(TIMES))
    def other_rules(self, first: int, second: int, at: time | None, then: time | None) -> None:
        second = min(second, first - 1)
        self.rules = {"three_days": (first, at), "one_day": (second, then)}
        SupportGroup.objects.filter(pk=self.cast.group.pk).update(
            first_note_days=first, first_note_at=at, second_note_days=second, second_note_at=then
        )
        follow_the_group(group=self.cast.group, now=self.now)
        self._all_is_new()

    @rule(name=some, zone=st.sampled_from(ZONES))
    def travel(self, name: str, zone: str) -> None:
        self.lives[name].zone = zone
        self._keep(name, time_zone=zone)

    @rule(name=some, night=st.sampled_from(NIGHTS))
    def sleep(self, name: str, night: tuple[time, time] | None) -> None:
        self.lives[name].quiet = night
        begin, end = night or (None, None)
        self._keep(name, quiet_from=begin, quiet_to=end)

    @rule(name=some, kind=st.sampled_from(sorted(TOPICS)), by=ways, hours=any_of)
    def wish(self, name: str, kind: str, by: set[str], hours: int) -> None:
        topic, life = TOPICS[kind], self.lives[name]
        choice = (None, *HOURS[topic])[hours % (len(HOURS[topic]) + 1)]
        life.ways[topic], life.hours[topic] = set(by), choice
        said.choose(user_id=getattr(self.cast, name).pk, topic=topic, ways=by, hours=choice)
        life.since = self.now
        self._look()

    @rule(name=some, hours=st.integers(0, 60))
    def rest(self, name: str, hours: int) -> None:
        until = self.now + hours * HOUR if hours else None
        self.lives[name].rests_until = until
        self._keep(name, rests_until=until)

    @rule(name=st.sampled_from(["sam", "ana"]), which=any_of, comes=st.booleans())
    def say(self, name: str, which: int, comes: bool) -> None:
        if one := self._some(which, SessionState.PLANNED):
            what = Answer.COME if comes else Answer.NOT_TODAY
            answer(session=one, membership=self.cast.seat(name), answer=what, now=self.now)

    @rule(name=st.sampled_from(["sam", "ana"]), is_away=st.booleans())
    def pause(self, name: str, is_away: bool) -> None:
        at, until = (self.now, self.now + 42 * DAY) if is_away else (None, None)
        Membership.objects.filter(pk=self.cast.seat(name).pk).update(paused_at=at, paused_until=until)

    @rule()
    def ana_leaves(self) -> None:
        Membership.objects.filter(pk=self.cast.seat("ana").pk).update(state=State.LEFT, ended_at=self.now)

    @rule(minutes=st.one_of(st.integers(1, 90), st.integers(1, 12 * 60)))
    def time_goes_by(self, minutes: int) -> None:
        before, self.now = self.now, self.now + minutes * MINUTE
        self._owe(before)
        self._look()

    @rule(hours=st.integers(4, 11))
    def days_go_by(self, hours: int) -> None:
        for _ in range(44 // hours):
            self.time_goes_by(hours * 60)

    # What is looked at

    def _look(self) -> None:
        """Let every job run, and read what people were told by it."""
        mail.outbox.clear()
        for job in (plan, follow_wishes, tell_changes):
            job(now=self.now)
        while send_due(now=self.now):
            pass
        mails = [ROW.match(letter.extra_headers["Message-ID"]) for letter in mail.outbox]
        mailed = [(UUID(one[1]), int(one[2])) for one in mails if one]
        shown = Reminder.objects.filter(channel=Channel.IN_APP, state=ReminderState.SENT, sent_at=self.now)
        there = [(pk, version) for pk, version in shown.values_list("pk", "session_version")]
        new = [one for one in mailed + there if one in mailed or one not in self.told]
        assert len(set(new)) == len(new), "told twice at once"
        assert not set(new) & self.told, "told twice"
        self.told |= set(new)
        rows = Reminder.objects.in_bulk([pk for pk, _version in new])
        for pk, version in new:
            self._check(rows[pk], version)
        self._check_debts(rows.values())

    def _check(self, row: Reminder, version: int) -> None:
        session, seat = row.session, row.membership
        assert (row.state, row.session_version, session.version) == (ReminderState.SENT, version, version)
        assert session.state != SessionState.CANCELLED, "of what was called off"
        assert seat.state == State.SEATED and not seat.is_paused
        if row.kind in BEFORE:
            assert self.now <= session.starts_at + IN_GOOD_TIME, "too late"
            assert (
                not Rsvp.objects.filter(session=session, membership=seat, answer=Answer.NOT_TODAY).exists()
                or row.kind == "prepare"
            )
        name = next((one for one in PEOPLE if self.cast.seat(one) == seat), None)
        if name is None:
            return
        life = self.lives[name]
        self.heard.add(((name, session.pk, row.kind, row.channel), version))
        if row.kind in TOPICS:
            assert row.channel in life.ways[TOPICS[row.kind]], "not wished"
        if row.channel == Channel.MAIL:
            assert not oracle.is_quiet(self.now, life.zone, life.quiet), "in quiet hours"
            assert life.rests_until is None or life.rests_until <= self.now, "while everything rests"
            key = seat.pk, session.pk, version
            self.mails[key] = self.mails.get(key, 0) + (row.kind in BEFORE)
            assert self.mails[key] <= 2, "more than two before a session"

    def _owe(self, before: datetime) -> None:
        """What has come due since then, for members, with nothing changed under it since."""
        coming = Session.objects.filter(state=SessionState.PLANNED, starts_at__gt=self.now)
        for session in coming:
            for name in ("sam", "ana"):
                since = max(self.lives[name].since, self.changed[session.pk])
                due = self._due(name, session)
                if len(set(due.values())) < 2 or due["three_days"] > due["one_day"]:
                    due.pop("three_days", None)
                for kind, moment in due.items():
                    if since < moment and before < moment <= self.now:
                        by = self.lives[name].ways[TOPICS[kind]]
                        new = {(name, session.pk, kind, way) for way in by}
                        self.owed |= {one for one in new if (one, session.version) not in self.heard}

    def _due(self, name: str, session: Session) -> dict[str, datetime]:
        life = self.lives[name]
        return {
            kind: oracle.when(
                session.starts_at, life.zone, life.quiet, days=days, at=at, hours=life.hours[TOPICS[kind]]
            )
            for kind, (days, at) in self.rules.items()
        }

    def _check_debts(self, rows: Any) -> None:
        """Whoever is owed something is told as soon as nothing has to be quiet; until something changes."""
        paid = {(row.membership_id, row.session_id, row.kind, row.channel) for row in rows}
        still: set[Owed] = set()
        for name, session_id, kind, way in self.owed:
            life, seat, session = self.lives[name], self.cast.seat(name), Session.objects.get(pk=session_id)
            seat.refresh_from_db()
            gone = max(life.since, self.changed[session_id]) == self.now or session.state != SessionState.PLANNED
            away = Rsvp.objects.filter(session=session, membership=seat, answer=Answer.NOT_TODAY).exists()
            late = self.now >= session.starts_at
            if gone or away or late or seat.is_paused or seat.state != State.SEATED:
                continue
            if (seat.pk, session_id, kind, way) in paid:
                continue
            rests = life.rests_until is not None and life.rests_until > self.now
            assert way == "mail" and (rests or oracle.is_quiet(self.now, life.zone, life.quiet)), (
                f"not told of {kind} by {way}"
            )
            still.add((name, session_id, kind, way))
        self.owed = still

    # How it is done

    def _meet(self, quarters: int) -> None:
        floor = self.now.replace(minute=0, second=0)
        new = meeting(self.cast.group, starts_at=floor + HOUR + quarters * oracle.QUARTER, minutes=30)
        self.changed[new.pk] = self.now

    def _keep(self, name: str, **changes: Any) -> None:
        self.lives[name].since = self.now
        said.keep(user_id=getattr(self.cast, name).pk, changes=changes)
        self._look()

    def _all_is_new(self) -> None:
        for life in self.lives.values():
            life.since = self.now
        self._look()

    def _some(self, which: int, state: str) -> Session | None:
        found = list(Session.objects.filter(state=state, starts_at__gt=self.now).order_by("starts_at", "pk"))
        return found[which % len(found)] if found else None

    def _try(self, session: Session, change: Any) -> None:
        try:
            with transaction.atomic():
                change(Hand.facilitator(self.cast.seat("noor")))
        except Refused:
            return
        self.changed[session.pk] = self.now
        # In the same transaction, before anybody has looked: nothing waits for another time than the session's.
        waiting = Reminder.objects.filter(session=session, state=ReminderState.PENDING)
        version = Session.objects.get(pk=session.pk).version
        assert set(waiting.values_list("session_version", flat=True)) <= {version}
        self._look()
