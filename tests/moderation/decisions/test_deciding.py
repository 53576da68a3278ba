"""One act: its effect in the room, its line in the log, what subject and reporter learn. All of it or nothing."""

from datetime import datetime

import pytest

from groups.refusals import Refused
from groups.room import actions as in_the_room
from groups.room.models import Message, Room, Visibility
from groups.schedule.models import Attendance
from moderation.audit.models import AuditLine
from moderation.decisions import actions, policy
from moderation.decisions.models import Decision, DecisionKind
from moderation.holds.models import Hold, HoldState
from moderation.reports.models import Behaviour, Report, ReportState
from tests.cast import Cast
from tests.moderation.said import held, reported, reported_person, said

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("act", flat=True))


def test_hiding_what_was_reported_answers_the_report(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    report = reported(message, cast.seat("sam"), now=now)
    actions.answer_by_hiding(report=report, by=cast.noor, now=now)
    message.refresh_from_db()
    assert message.visibility == Visibility.HIDDEN
    assert (report.state, report.settled_by) == (ReportState.ACTED, cast.noor)
    decision = Decision.objects.get()
    assert (decision.kind, decision.subject, decision.behaviour) == ("hide", cast.seat("ana"), Behaviour.ADVICE)
    assert acts() == ["message.hidden"]


def test_hiding_answers_everybody_who_reported_it(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    for name in ("sam", "idris"):
        reported(message, cast.seat(name), now=now)
    in_the_room.hide(message=message, by=cast.noor, reason="unkind", now=now)
    assert {report.state for report in Report.objects.all()} == {ReportState.ACTED}
    assert Decision.objects.get().behaviour == Behaviour.UNKIND


def test_a_reported_facilitator_does_not_answer_the_report_by_hiding(cast: Cast, room: Room, now: datetime) -> None:
    """Neither she, nor her co-facilitator: it stays with the moderators."""
    message = said(room, cast.seat("noor"), now=now)
    report = reported(message, cast.seat("sam"), now=now)
    in_the_room.hide(message=message, by=cast.noor, now=now)
    report.refresh_from_db()
    assert report.state == ReportState.OPEN
    actions.close(report=report, acted=True, by=cast.max, now=now)
    assert report.state == ReportState.ACTED


def test_releasing_what_was_held_settles_the_hold(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    actions.release(message=hold.message, by=cast.noor, now=now)
    hold.refresh_from_db()
    assert (hold.state, hold.settled_by) == (HoldState.RELEASED, cast.noor)
    assert Message.objects.get(pk=hold.message_id).visibility == Visibility.SHOWN
    assert Decision.objects.get().kind == DecisionKind.RELEASE
    assert acts() == ["message.released"]


def test_keeping_what_was_held_tells_its_author_why(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    message = actions.keep(hold=hold, by=cast.max, behaviour=Behaviour.CONTACT, now=now)
    hold.refresh_from_db()
    assert hold.state == HoldState.KEPT
    assert (message.visibility, message.was_shown, message.held_for) == (Visibility.HIDDEN, False, "contact")
    decision = Decision.objects.get()
    assert (decision.kind, decision.behaviour, decision.subject) == ("keep", "contact", cast.seat("ana"))
    assert acts() == ["message.hidden"]


def test_what_was_kept_can_still_be_shown(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    actions.keep(hold=hold, by=cast.max, behaviour=Behaviour.OTHER, now=now)
    decision = actions.undo(decision=Decision.objects.get(), by=cast.noor, now=now)
    hold.refresh_from_db()
    assert hold.state == HoldState.RELEASED
    assert decision.undone_by == cast.noor
    assert Message.objects.get(pk=hold.message_id).visibility == Visibility.SHOWN


def test_hiding_what_waited_keeps_it_from_the_group(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    in_the_room.hide(message=hold.message, by=cast.noor, now=now)
    hold.refresh_from_db()
    assert hold.state == HoldState.KEPT
    assert Decision.objects.get().kind == DecisionKind.KEEP


def test_hiding_is_undone(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    actions.hide(message=message, by=cast.noor, behaviour="unkind", now=now)
    decision = actions.undo(decision=Decision.objects.get(), by=cast.idris, now=now)
    message.refresh_from_db()
    assert message.visibility == Visibility.SHOWN
    assert decision.undone_by == cast.idris
    assert acts() == ["message.hidden", "message.released"]
    with pytest.raises(policy.AlreadyDecided):
        actions.undo(decision=decision, by=cast.noor, now=now)


def test_asking_to_leave_closes_the_room_for_this_session(cast: Cast, room: Room, now: datetime) -> None:
    report = reported_person(cast.seat("ana"), cast.seat("sam"), now=now)
    actions.answer_by_asking_to_leave(report=report, session=room.session, by=cast.noor, now=now)
    assert Attendance.objects.get(membership=cast.seat("ana")).asked_to_leave_at == now
    assert report.state == ReportState.ACTED
    decision = Decision.objects.get()
    assert (decision.kind, decision.session) == ("leave_session", room.session)
    assert acts() == ["member.asked_to_leave", "report.acted_on"]


def test_asking_to_leave_is_undone(cast: Cast, room: Room, now: datetime) -> None:
    actions.ask_to_leave(session=room.session, subject=cast.seat("ana"), by=cast.noor, now=now)
    decision = actions.undo(decision=Decision.objects.get(), by=cast.max, now=now)
    assert Attendance.objects.get(membership=cast.seat("ana")).asked_to_leave_at is None
    assert decision.undone_by == cast.max
    assert acts() == ["member.asked_to_leave", "member.let_back"]


def test_a_report_is_closed_with_nothing_done(cast: Cast, room: Room, now: datetime) -> None:
    report = reported_person(cast.seat("ana"), cast.seat("sam"), now=now)
    actions.close(report=report, acted=False, by=cast.noor, now=now)
    assert report.state == ReportState.CLOSED
    assert acts() == ["report.closed"]
    assert not Decision.objects.exists()


def test_the_second_to_decide_is_told(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    report = reported_person(cast.seat("ana"), cast.seat("sam"), now=now)
    stale_hold, stale_report = Hold.objects.get(), Report.objects.get()
    actions.keep(hold=hold, by=cast.noor, behaviour=Behaviour.OTHER, now=now)
    actions.close(report=report, acted=False, by=cast.noor, now=now)
    with pytest.raises(Refused):
        actions.keep(hold=stale_hold, by=cast.max, behaviour=Behaviour.OTHER, now=now)
    with pytest.raises(Refused):
        actions.close(report=stale_report, acted=True, by=cast.max, now=now)
    assert acts() == ["message.hidden", "report.closed"]


def test_words_taken_back_meanwhile_are_not_kept(cast: Cast, room: Room, now: datetime) -> None:
    hold = held(room, cast.seat("ana"), now=now)
    stale = Hold.objects.select_related("message__author").get()
    in_the_room.take_back(message=hold.message, membership=cast.seat("ana"), now=now)
    with pytest.raises(Refused):
        actions.keep(hold=stale, by=cast.noor, behaviour=Behaviour.OTHER, now=now)
    assert not Hold.objects.waiting().exists()


@pytest.mark.parametrize("name", ["olu", "sam", "ana", "ada"])
def test_whoever_does_not_look_after_the_group_decides_nothing(
    name: str, cast: Cast, room: Room, now: datetime
) -> None:
    somebody = getattr(cast, name)
    hold = held(room, cast.seat("ana"), now=now)
    report = reported(said(room, cast.seat("ana"), now=now), cast.seat("sam"), now=now)
    for act in (
        lambda: actions.hide(message=report.message, by=somebody, now=now),
        lambda: actions.release(message=hold.message, by=somebody, now=now),
        lambda: actions.keep(hold=hold, by=somebody, behaviour="other", now=now),
        lambda: actions.answer_by_hiding(report=report, by=somebody, now=now),
        lambda: actions.close(report=report, acted=False, by=somebody, now=now),
        lambda: actions.ask_to_leave(session=room.session, subject=cast.seat("ana"), by=somebody, now=now),
    ):
        with pytest.raises(policy.CannotDecide):
            act()
    assert acts() == []


def test_a_refused_act_leaves_no_line(cast: Cast, room: Room, now: datetime) -> None:
    message = said(room, cast.seat("ana"), now=now)
    actions.hide(message=message, by=cast.noor, now=now)
    with pytest.raises(Refused):
        actions.hide(message=message, by=cast.idris, now=now)
    assert acts() == ["message.hidden"]
    assert Decision.objects.count() == 1
