"""Who decides about what: tables."""

from datetime import datetime

import pytest

from groups.refusals import Refused
from groups.room.models import Room, Visibility
from moderation.decisions import policy
from moderation.decisions.models import Decision, DecisionKind
from moderation.holds.models import HoldState
from moderation.reports.models import Report, ReportState
from tests.cast import Cast, membership, support_group
from tests.moderation.said import held, reported, said

pytestmark = pytest.mark.django_db
EVERYBODY = ("sam", "ana", "noor", "idris", "max", "ada", "olu")


def allowed(cast: Cast, check: object, *about: object) -> set[str]:
    return {name for name in EVERYBODY if policy.can(check, policy.decider(getattr(cast, name)), *about)}


@pytest.mark.parametrize(
    ("author", "who"),
    [
        ("sam", {"noor", "idris", "max"}),
        ("noor", {"idris", "max"}),
    ],
)
def test_facilitators_and_moderators_hide_the_words_of_others(
    author: str, who: set[str], cast: Cast, room: Room, now: datetime
) -> None:
    assert allowed(cast, policy.check_can_hide, said(room, cast.seat(author), now=now)) == who


@pytest.mark.parametrize(
    ("subject", "who"),
    [
        ("sam", {"noor", "idris", "max"}),
        ("noor", {"max"}),
        ("idris", {"max"}),
    ],
)
def test_reports_about_facilitators_are_for_moderators_alone(
    subject: str, who: set[str], cast: Cast, room: Room, now: datetime
) -> None:
    report = reported(said(room, cast.seat(subject), now=now), cast.seat("ana"), now=now)
    assert allowed(cast, policy.check_can_settle, report) == who
    for name in EVERYBODY:
        sees = Report.objects.in_sight_of(getattr(cast, name)).filter(pk=report.pk).exists()
        assert sees == (name in who), name


@pytest.mark.parametrize(("subject", "who"), [("sam", {"noor", "idris", "max"}), ("noor", {"max"})])
def test_who_asks_somebody_to_leave_a_session(subject: str, who: set[str], cast: Cast, room: Room) -> None:
    assert allowed(cast, policy.check_can_ask_to_leave, cast.seat(subject), room.session) == who
    assert allowed(cast, policy.check_can_ask_to_leave, cast.seat(subject), None) == set()


@pytest.mark.parametrize(("author", "who"), [("sam", {"noor", "idris", "max"}), ("idris", {"noor", "max"})])
def test_who_looks_at_what_was_held(author: str, who: set[str], cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat(author), now=now)
    assert allowed(cast, policy.check_can_keep, hold) == who
    assert allowed(cast, policy.check_can_release, hold.message) == who


def test_a_facilitator_of_another_group_decides_nothing_here(cast: Cast, room: Room, now: datetime) -> None:
    membership(support_group(now=now, name="Other"), cast.olu, now=now, role="facilitator")
    assert "olu" not in allowed(cast, policy.check_can_hide, said(room, cast.seat("sam"), now=now))


def test_a_moderator_who_is_a_member_does_not_decide_about_themselves(cast: Cast, room: Room, now: datetime) -> None:
    seat = membership(cast.group, cast.max, now=now)
    assert allowed(cast, policy.check_can_hide, said(room, seat, now=now)) == {"noor", "idris"}


@pytest.mark.parametrize(
    ("visibility", "hide", "release"),
    [
        (Visibility.SHOWN, None, policy.AlreadyDecided),
        (Visibility.HELD, None, None),
        (Visibility.HIDDEN, policy.AlreadyDecided, None),
        (Visibility.TAKEN_BACK, policy.CannotDecide, policy.CannotDecide),
    ],
)
def test_what_the_words_are_now_decides_what_can_be_done(
    visibility: str, hide: type[Refused] | None, release: type[Refused] | None, cast: Cast, room: Room, now: datetime
) -> None:
    message = said(room, cast.seat("sam"), now=now)
    message.visibility = visibility
    by = policy.decider(cast.noor)
    for check, no in ((policy.check_can_hide, hide), (policy.check_can_release, release)):
        if no is None:
            check(by, message)
        else:
            with pytest.raises(no):
                check(by, message)


def test_words_that_are_gone_are_not_decided_about(cast: Cast) -> None:
    assert allowed(cast, policy.check_can_hide, None) == allowed(cast, policy.check_can_release, None) == set()


def test_what_was_looked_at_is_not_decided_twice(cast: Cast, room: Room, now: datetime) -> None:
    report = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    hold = held(room, cast.seat("ana"), now=now)
    report.state, hold.state = ReportState.CLOSED, HoldState.KEPT
    assert allowed(cast, policy.check_can_settle, report) == allowed(cast, policy.check_can_keep, hold) == set()


@pytest.mark.parametrize(
    ("kind", "undone", "who"),
    [
        (DecisionKind.HIDE, False, {"noor", "idris", "max"}),
        (DecisionKind.KEEP, False, {"noor", "idris", "max"}),
        (DecisionKind.LEAVE_SESSION, False, {"noor", "idris", "max"}),
        (DecisionKind.RELEASE, False, set()),
        (DecisionKind.HIDE, True, set()),
    ],
)
def test_what_can_be_undone(kind: str, undone: bool, who: set[str], cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("sam"), now=now, visibility=Visibility.HIDDEN)
    decision = Decision(
        kind=kind, subject=cast.seat("sam"), message=message, session=room.session, decided_by=cast.noor, decided_at=now
    )
    decision.undone_at = now if undone else None
    assert allowed(cast, policy.check_can_undo, decision) == who
