"""Whose hand changes one session, how, and what everybody can read of it afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from groups.changes.models import Because, Change, Part, What
from groups.membership.models import Kind
from groups.membership.models import Part as Role
from groups.schedule.actions.clashes import TimeDoesNotFit
from groups.schedule.actions.sessions import SessionChanged, add, cancel, move, resize, restore, set_kind
from groups.schedule.facts import SERVICE, Hand
from groups.schedule.models import CalledOff, Session, SessionState
from groups.schedule.policy import (
    HasBegun,
    IsOver,
    NotGoingAhead,
    NotYourSession,
    StandsAlready,
    can_change,
    can_restore,
)
from moderation.audit.models import AuditLine
from tests.cast import Cast, meeting, membership

DAY = timedelta(days=1)
Change_ = Callable[[Session, Hand, datetime], object]
CHANGES: dict[str, tuple[What, Change_]] = {
    "session.cancelled": (What.CALLED_OFF, lambda one, by, now: cancel(session=one, by=by, now=now)),
    "session.moved": (
        What.MOVED,
        lambda one, by, now: move(session=one, by=by, starts_at=one.starts_at + DAY, now=now),
    ),
    "session.resized": (What.LENGTH, lambda one, by, now: resize(session=one, by=by, minutes=90, now=now)),
    "session.kind_changed": (What.KIND, lambda one, by, now: set_kind(session=one, by=by, kind=Kind.QUIET, now=now)),
}


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + 4 * DAY)


def hand(cast: Cast, who: str) -> Hand:
    return {
        "facilitator": Hand.facilitator(cast.seat("noor")),
        "admin": Hand.admin(cast.ada),
        "service": Hand.service(),
    }[who]


@pytest.mark.parametrize("who", ["facilitator", "admin", "service"])
@pytest.mark.parametrize("act", CHANGES)
def test_each_change_is_one_line_for_everybody_and_one_in_the_audit_log(
    coming: Session, cast: Cast, now: datetime, act: str, who: str
) -> None:
    what, do = CHANGES[act]
    by, before = hand(cast, who), {"starts_at": coming.starts_at.isoformat(), "minutes": 60, "kind": "circle"}
    do(coming, by, now)
    line, kept = Change.objects.get(), AuditLine.objects.get(act=act)
    assert (line.what, line.part, line.by, line.session, line.before) == (what, by.part, by.seat, coming.pk, before)
    assert (line.made_at, line.is_told, line.told_at, line.because) == (now, True, None, Because.UNSAID)
    assert (kept.actor, kept.target, kept.group) == (by.user_id or SERVICE, coming.pk, cast.group.pk)
    assert Session.objects.get().version == 2


@pytest.mark.parametrize("act", CHANGES)
def test_who_comes_second_is_told_and_nothing_of_it_is_kept(
    coming: Session, cast: Cast, now: datetime, act: str
) -> None:
    stale = Session.objects.get()
    set_kind(session=coming, by=hand(cast, "admin"), kind=Kind.CASUAL, now=now)
    with pytest.raises(SessionChanged):
        CHANGES[act][1](stale, hand(cast, "facilitator"), now)
    assert Session.objects.get().kind == Kind.CASUAL
    assert Change.objects.count() == 1


@pytest.mark.parametrize("act", CHANGES)
def test_who_sits_or_stands_in_for_one_session_changes_none(
    coming: Session, cast: Cast, now: datetime, act: str
) -> None:
    guest = membership(
        cast.group, cast.olu, now=now, role=Role.FACILITATOR, guest_until=coming.ends_at, name="Olu stands in"
    )
    with pytest.raises(NotYourSession):
        CHANGES[act][1](coming, Hand.facilitator(guest), now)
    assert not can_change(coming, Hand.facilitator(guest), now=now)


@pytest.mark.parametrize("who", ["facilitator", "admin", "service"])
@pytest.mark.parametrize("act", CHANGES)
def test_what_has_begun_is_nobodys_to_change(coming: Session, cast: Cast, now: datetime, act: str, who: str) -> None:
    with pytest.raises(HasBegun):
        CHANGES[act][1](coming, hand(cast, who), coming.starts_at)


def test_a_length_keeps_the_start_and_is_humane(coming: Session, cast: Cast, now: datetime) -> None:
    for minutes in (9, 241, 60, 0, -10):
        with pytest.raises(TimeDoesNotFit):
            resize(session=coming, by=hand(cast, "admin"), minutes=minutes, now=now)
    resize(session=coming, by=hand(cast, "admin"), minutes=240, now=now)
    assert coming.ends_at - coming.starts_at == timedelta(hours=4)
    assert Change.objects.get().after["minutes"] == 240


def test_the_same_kind_is_no_change(coming: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(StandsAlready):
        set_kind(session=coming, by=hand(cast, "admin"), kind=coming.kind, now=now)


def test_a_session_that_was_called_off_takes_place_after_all(coming: Session, cast: Cast, now: datetime) -> None:
    by = hand(cast, "facilitator")
    cancel(session=coming, by=by, now=now)
    assert can_restore(coming, hand(cast, "admin"), now=now)
    restore(session=coming, by=hand(cast, "admin"), now=now)
    assert (coming.state, coming.version, coming.called_off_for) == (SessionState.PLANNED, 3, "")
    assert (coming.cancelled_at, coming.cancelled_by) == (None, None)
    with pytest.raises(StandsAlready):
        restore(session=coming, by=by, now=now)
    assert not can_restore(coming, by, now=now)


def test_what_has_gone_by_does_not_come_back(coming: Session, cast: Cast, now: datetime) -> None:
    cancel(session=coming, by=hand(cast, "admin"), now=now)
    with pytest.raises(IsOver):
        restore(session=coming, by=hand(cast, "admin"), now=coming.starts_at)


def test_a_session_comes_back_only_where_no_other_is(coming: Session, cast: Cast, now: datetime) -> None:
    by = hand(cast, "facilitator")
    cancel(session=coming, by=by, now=now)
    add(group=cast.group, by=by, starts_at=coming.starts_at + timedelta(minutes=59), minutes=30, kind="quiet", now=now)
    with pytest.raises(TimeDoesNotFit):
        restore(session=coming, by=by, now=now)
    coming.refresh_from_db()
    assert (coming.state, coming.version) == (SessionState.CANCELLED, 2)


def test_an_added_session_is_told_and_follows_no_rule(cast: Cast, now: datetime) -> None:
    when = now + 2 * DAY
    new = add(group=cast.group, by=hand(cast, "admin"), starts_at=when, minutes=45, kind="casual", now=now)
    assert (new.series, new.laid_for, new.meant_for, new.kind) == (None, None, None, "casual")
    line = Change.objects.get()
    assert (line.what, line.before, line.first_at, line.helps_until) == (What.ADDED, {}, when, when)
    assert line.after == {"starts_at": when.isoformat(), "minutes": 45, "kind": "casual"}


@pytest.mark.parametrize("apart", [-59, 0, 59])
def test_a_group_meets_at_one_place_at_a_time(coming: Session, cast: Cast, now: datetime, apart: int) -> None:
    when = coming.starts_at + timedelta(minutes=apart)
    with pytest.raises(TimeDoesNotFit):
        add(group=cast.group, by=hand(cast, "admin"), starts_at=when, minutes=60, kind="circle", now=now)
    other = meeting(cast.group, starts_at=coming.starts_at + DAY)
    with pytest.raises(TimeDoesNotFit):
        move(session=other, by=hand(cast, "admin"), starts_at=when, now=now)
    assert Session.objects.get(pk=other.pk).version == 1
    assert not Change.objects.exists()


def test_one_may_begin_as_the_other_ends(coming: Session, cast: Cast, now: datetime) -> None:
    for when in (coming.ends_at, coming.starts_at - timedelta(hours=1)):
        add(group=cast.group, by=hand(cast, "admin"), starts_at=when, minutes=60, kind="circle", now=now)
    with pytest.raises(TimeDoesNotFit):
        resize(session=coming, by=hand(cast, "admin"), minutes=61, now=now)


def test_nothing_is_added_in_the_past_or_by_who_is_not_of_the_group(cast: Cast, now: datetime) -> None:
    with pytest.raises(TimeDoesNotFit):
        add(group=cast.group, by=hand(cast, "admin"), starts_at=now, minutes=60, kind="circle", now=now)
    for seat in (cast.seat("sam"), None):
        by = Hand(Part.FACILITATOR, cast.sam.pk, seat)
        with pytest.raises(NotYourSession):
            add(group=cast.group, by=by, starts_at=now + DAY, minutes=60, kind="circle", now=now)


def test_a_session_that_nobody_opened_is_called_off_with_its_reason(cast: Cast, now: datetime) -> None:
    session = meeting(cast.group, starts_at=now - timedelta(minutes=15))
    cancel(session=session, by=Hand.service(), because=CalledOff.NOBODY_CAME, now=now)
    line = Change.objects.get()
    assert (line.what, line.because, line.part) == (What.CALLED_OFF, Because.NOBODY_CAME, Part.SERVICE)
    assert line.helps_until == session.starts_at + DAY  # an apology is read on the next day, too
    assert (session.state, session.called_off_for) == (SessionState.CANCELLED, CalledOff.NOBODY_CAME)


def test_a_session_that_somebody_opened_or_may_still_open_is_not(cast: Cast, now: datetime) -> None:
    session = meeting(cast.group, starts_at=now)
    refused = {"opened": HasBegun, "early": HasBegun, "late": IsOver, "off": NotGoingAhead}
    moments = {"early": now - timedelta(minutes=1), "late": now + DAY}
    fields = {"opened": {"opened_at": now}, "off": {"state": SessionState.CANCELLED}}
    for name, no in refused.items():
        one = Session(**{**_columns(session), **fields.get(name, {})})
        with pytest.raises(no):
            cancel(session=one, by=Hand.service(), because=CalledOff.NOBODY_CAME, now=moments.get(name, now))
    stale = Session.objects.get(pk=session.pk)
    Session.objects.filter(pk=session.pk).update(opened_at=now)
    with pytest.raises(SessionChanged):
        cancel(session=stale, by=Hand.service(), because=CalledOff.NOBODY_CAME, now=now)


def _columns(session: Session) -> dict[str, object]:
    return {one.attname: getattr(session, one.attname) for one in Session._meta.concrete_fields}
