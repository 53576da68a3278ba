"""A machine that does at random to a schedule what facilitators, admins, members and time itself do.

After every step it looks at all rows, and works out by the oracle on which days and at which instants each series
meets. What was refused has changed nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from groups.changes.models import Change
from groups.organisation.models import Holiday
from groups.refusals import Refused
from groups.schedule.actions import clocks, holidays, sessions
from groups.schedule.actions import series as hours
from groups.schedule.actions.answers import answer
from groups.schedule.actions.laying import AHEAD, lay_all
from groups.schedule.facts import Hand
from groups.schedule.models import Answer, CalledOff, Rsvp, Series, Session, SessionState
from tests.cast import Cast
from tests.groups.schedule import oracle

BEGIN = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
times = st.sampled_from([time(1, 30), time(2, 15), time(9), time(19), time(19, 30), time(23, 45)])
rhythms = st.one_of(
    st.builds(
        lambda weeks: {"frequency": "weekly", "every_weeks": weeks, "week_of_month": None},
        st.sampled_from([1, 1, 2, 3]),
    ),
    st.builds(
        lambda week: {"frequency": "monthly", "every_weeks": 1, "week_of_month": week}, st.sampled_from([1, 3, -1])
    ),
)
any_of = st.integers(0, 10**6)


@dataclass(frozen=True)
class Seen:
    """What people know of a session, and how often it changed."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    state: str
    version: int


class Schedule(RuleBasedStateMachine):
    cast: ClassVar[Cast]
    other_rules: ClassVar[Callable[[bool], None]]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now, self.horizon = BEGIN, BEGIN
        self.laid: dict[Any, datetime] = {}
        """Until when a series was laid by a change of it alone; the others wait for the beat."""
        self.said: dict[tuple[Any, Any], str] = {}
        self.moved: dict[Any, datetime] = {}
        self.off: set[Any] = set()
        self.by_hand: set[Any] = set()
        """Brought back or added by hand: they stand outside every rule."""
        self.has_other_rules = False
        self.before: dict[Any, Seen] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        type(self).other_rules(False)

    @initialize(at=times, zone=st.sampled_from(ZONES), rhythm=rhythms, day=st.integers(0, 9), on=st.booleans())
    def begin(self, at: time, zone: str, rhythm: dict[str, Any], day: int, on: bool) -> None:
        first = BEGIN.date() + timedelta(days=1 + day)
        new = Series(group=self.cast.group, starts_on=first, at=at, time_zone=zone, on_holidays=on, **rhythm)
        hours.start(series=new, by=Hand.admin(self.cast.ada), now=self.now)
        self.horizon = self.now + AHEAD

    @rule(which=any_of, at=times, shift=st.integers(-3, 6), rhythm=st.none() | rhythms, weeks=st.integers(0, 2))
    def this_and_all_later(self, which: int, at: time, shift: int, rhythm: dict[str, Any] | None, weeks: int) -> None:
        if (one := self._some(which, laid_for__isnull=False)) and one.series and one.laid_for:
            first = one.laid_for + timedelta(days=shift, weeks=weeks)
            self._change(one.series, one.laid_for, {"at": at, "starts_on": first, **(rhythm or {})})

    @rule(
        at=st.none() | times,
        zone=st.none() | st.sampled_from(ZONES),
        minutes=st.sampled_from([45, 60, 90]),
        on_holidays=st.booleans(),
        in_all=st.none() | st.integers(3, 20),
    )
    def all_of_it(self, at: time | None, zone: str | None, minutes: int, on_holidays: bool, in_all: int | None) -> None:
        given: dict[str, Any] = {"minutes": minutes, "on_holidays": on_holidays, "sessions_in_all": in_all}
        given |= {"at": at} if at else {}
        given |= {"time_zone": zone} if zone else {}
        self._change(self._newest(), None, given)

    @rule(on_holidays=st.booleans())
    def holidays_or_not(self, on_holidays: bool) -> None:
        self._change(self._newest(), None, {"on_holidays": on_holidays})

    @rule(days=st.integers(-5, 80), for_ever=st.booleans())
    def another_end(self, days: int, for_ever: bool) -> None:
        if for_ever:
            self._change(self._newest(), None, {"ends_on": None})
            return
        with self._told_once():
            ends_on = self.now.date() + timedelta(days=days)
            hours.end(series=self._newest(), ends_on=ends_on, by=Hand.admin(self.cast.ada), now=self.now)

    @rule(which=any_of)
    def skip(self, which: int) -> None:
        if one := self._some(which):
            with self._told_once():
                sessions.cancel(session=one, by=self._noor(), now=self.now)
                self.off.add(one.pk)

    @rule(which=any_of, hours_on=st.integers(-200, 200))
    def move(self, which: int, hours_on: int) -> None:
        if one := self._some(which):
            with self._told_once():
                later = one.starts_at + timedelta(hours=hours_on)
                sessions.move(session=one, by=self._noor(), starts_at=later, now=self.now)
                self.moved[one.pk] = later

    @rule(which=any_of, minutes=st.sampled_from([30, 60, 120]))
    def resize(self, which: int, minutes: int) -> None:
        if one := self._some(which):
            with self._told_once():
                sessions.resize(session=one, by=self._noor(), minutes=minutes, now=self.now)

    @rule(which=any_of)
    def bring_back(self, which: int) -> None:
        if one := self._some(which, state=SessionState.CANCELLED):
            with self._told_once():
                sessions.restore(session=one, by=self._noor(), now=self.now)
                self.off.discard(one.pk)
                self.by_hand.add(one.pk)
                if one.starts_at != one.meant_for:
                    # It comes back at the hour that people were told, whatever the rule has become since.
                    self.moved[one.pk] = one.starts_at

    @rule(hours_on=st.integers(1, 2_000))
    def add(self, hours_on: int) -> None:
        with self._told_once():
            starts_at = self.now + timedelta(hours=hours_on)
            new = sessions.add(
                group=self.cast.group, by=self._noor(), starts_at=starts_at, minutes=60, kind="casual", now=self.now
            )
            self.by_hand.add(new.pk)

    @rule(which=any_of, word=st.sampled_from(Answer.values), who=st.sampled_from(["sam", "ana"]))
    def say(self, which: int, word: str, who: str) -> None:
        if one := self._some(which):
            kept = answer(session=one, membership=self.cast.seat(who), answer=word, now=self.now)
            self.said[kept.session_id, kept.membership_id] = word

    @rule(days=st.integers(-3, 70), long=st.integers(0, 8))
    def a_holiday_more(self, days: int, long: int) -> None:
        first = self.now.date() + timedelta(days=days)
        Holiday.objects.create(name="Rest", first_on=first, last_on=first + timedelta(days=long))
        self._follow_holidays()

    @rule()
    def a_holiday_less(self) -> None:
        if one := Holiday.objects.order_by("first_on", "pk").first():
            one.delete()
            self._follow_holidays()

    @rule()
    def clocks_are_set_otherwise(self) -> None:
        self.has_other_rules = not self.has_other_rules
        type(self).other_rules(self.has_other_rules)
        clocks.follow(now=self.now)

    @rule(hours_on=st.integers(1, 20 * 24), beats=st.booleans())
    def time_passes(self, hours_on: int, beats: bool) -> None:
        self.now += timedelta(hours=hours_on)
        if beats:
            lay_all(now=self.now)
            self._follow_holidays()
            self.horizon = self.now + AHEAD

    @rule()
    def a_room_opens(self) -> None:
        if one := self._some(0):
            self.now = max(self.now, one.starts_at - timedelta(minutes=5))
            Session.objects.filter(pk=one.pk).update(opened_at=self.now)

    # ── what is always so ────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def no_session_is_doubled(self) -> None:
        live = sorted((one.starts_at, one.ends_at) for one in self._rows().values() if one.state == "planned")
        for (_begin, end), (begin, _end) in pairwise(live):
            assert end <= begin, "two sessions of one group at the same time"

    @invariant()
    def none_is_lost(self) -> None:
        rows = self._rows()
        assert set(self.before) <= set(rows), "a session is gone"
        for series in Series.objects.filter(group=self.cast.group):
            laid = {one.laid_for: one for one in rows.values() if one.series_id == series.pk and one.laid_for}
            meets = self._meets(series)
            for day, moment in meets.items():
                if moment > self.now:
                    assert day in laid, f"nobody laid {day} of {series.starts_on}"
                    self._check_place(laid[day], moment)
            for one in laid.values():
                until = self._until(series)
                assert one.laid_for in meets or one.meant_for is None or not self.now < one.meant_for <= until

    def _check_place(self, one: Session, moment: datetime) -> None:
        if one.opened_at is None and one.starts_at > self.now:
            assert one.meant_for == moment
        is_of_the_rule = one.pk not in self.moved and one.pk not in self.off and one.state == SessionState.PLANNED
        if is_of_the_rule and one.opened_at is None and one.starts_at > self.now:
            assert one.starts_at == moment, "a session is not where its rule has it, and nobody moved it"

    @invariant()
    def what_stands_has_a_reason(self) -> None:
        for one in self._rows().values():
            has_begun = one.starts_at <= self.now or one.opened_at is not None
            if one.state == SessionState.PLANNED and one.laid_for is None and not has_begun:
                assert one.pk in self.by_hand, "a session without a rule that nobody wished for"

    @invariant()
    def answers_are_kept(self) -> None:
        kept = {
            (one.session_id, one.membership_id): one.answer
            for one in Rsvp.objects.filter(membership__group=self.cast.group)
        }
        assert kept == self.said

    @invariant()
    def what_people_decided_by_hand_stays(self) -> None:
        rows = self._rows()
        for pk in self.off:
            assert (rows[pk].state, rows[pk].called_off_for) == (SessionState.CANCELLED, CalledOff.BY_HAND)

    @invariant()
    def what_was_moved_by_hand_stays_where_people_were_told_it_is(self) -> None:
        for pk, one in self._rows().items():
            if pk in self.moved and one.state == SessionState.PLANNED:
                assert one.starts_at == self.moved[pk]
            if one.called_off_for == CalledOff.SERIES or one.starts_at == one.meant_for:
                self.moved.pop(pk, None)  # It follows the rule again.

    @invariant()
    def a_change_is_a_new_version_and_what_was_stays(self) -> None:
        rows = {pk: _seen(one) for pk, one in self._rows().items()}
        for pk, was in self.before.items():
            now = rows[pk]
            assert now.version >= was.version
            if _known(was) != _known(now):
                assert now.version > was.version, "people know of a change that has no number"
                assert was.starts_at > self.last_now, "what had begun was changed"
        self.before, self.last_now = rows, self.now

    last_now = BEGIN

    def _rows(self) -> dict[Any, Session]:
        return {one.pk: one for one in Session.objects.filter(group=self.cast.group)}

    def _some(self, which: int, **fields: Any) -> Session | None:
        """One that is still to come, by chance."""
        fields = {"state": SessionState.PLANNED} | fields
        coming = Session.objects.filter(group=self.cast.group, starts_at__gt=self.now, opened_at=None, **fields)
        found = list(coming.select_related("series", "group").order_by("starts_at", "pk"))
        return found[which % len(found)] if found else None

    def _newest(self) -> Series:
        return Series.objects.filter(group=self.cast.group).order_by("-starts_on", "-pk").select_related("group")[0]

    def _noor(self) -> Hand:
        return Hand.facilitator(self.cast.seat("noor"))

    def _change(self, series: Series, first_day: date | None, given: dict[str, Any]) -> None:
        with self._told_once(at_most=len(self._rows()) if set(given) == {"on_holidays"} else 1):
            by = Hand.admin(self.cast.ada)
            new = hours.change(series=series, first_day=first_day, rule=given, by=by, now=self.now)
            self.laid[new.pk] = self.now + AHEAD

    @contextmanager
    def _told_once(self, *, at_most: int = 1) -> Iterator[None]:
        """Whatever was done is one line in the log; what was refused has changed nothing."""
        rows, lines = self._all(), Change.objects.count()
        try:
            yield
        except Refused:
            assert self._all() == rows
            assert Change.objects.count() == lines
            return
        assert lines <= Change.objects.count() <= lines + at_most
        known = {pk: _known(_seen(one)) for pk, one in self._rows().items()}
        if any(known[row["id"]] != (row["starts_at"], row["ends_at"], row["kind"]) for row in rows[0]
               if row["state"] == "planned"):  # fmt: skip
            assert Change.objects.count() > lines

    def _all(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        of_group = {"group": self.cast.group}
        return (
            list(Session.objects.filter(**of_group).order_by("pk").values()),
            list(Series.objects.filter(**of_group).order_by("pk").values()),
        )

    def _follow_holidays(self) -> None:
        wished = {pk for pk, one in self._rows().items() if pk in self.by_hand and one.state == SessionState.PLANNED}
        holidays.follow(now=self.now)
        assert all(self._rows()[pk].state == SessionState.PLANNED for pk in wished), "a hand wished for it"
        spans = list(Holiday.objects.values_list("first_on", "last_on"))
        for one in Session.objects.filter(group=self.cast.group, starts_at__gt=self.now, series__isnull=False):
            if one.called_off_for == CalledOff.HOLIDAY:
                day = one.starts_at.astimezone(ZoneInfo(one.series.time_zone)).date()
                assert any(first <= day <= last for first, last in spans), "it rests, and there is no holiday"

    def _until(self, series: Series) -> datetime:
        return max(self.horizon, self.laid.get(series.pk, BEGIN))

    def _meets(self, series: Series) -> dict[date, datetime]:
        """Day → instant of everything that the series has had time to lay, from today on."""
        found = oracle.meets(
            starts_on=series.starts_on,
            at=series.at,
            every_weeks=series.every_weeks,
            week_of_month=series.week_of_month,
            zone=series.time_zone,
            ends_on=series.ends_on,
            in_all=series.sessions_in_all,
            after=oracle.as_datetime_seconds(self.now - timedelta(days=1)),
            until=oracle.as_datetime_seconds(self._until(series)),
        )
        return {day: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment) for day, moment in found}


def _seen(one: Session) -> Seen:
    return Seen(one.starts_at, one.ends_at, one.kind, one.state, one.version)


def _known(seen: Seen) -> tuple[datetime, datetime, str] | None:
    return (seen.starts_at, seen.ends_at, seen.kind) if seen.state == "planned" else None
