"""Deciding. The effect is an action of the room; its line in the log and what follows from it come through the gate."""

from datetime import datetime

from django.db import transaction

from groups.membership.models import Membership
from groups.people.models import User
from groups.room import actions as room
from groups.room import ticks
from groups.room.models import Message
from groups.schedule.models import Session
from moderation.audit import actions as audit
from moderation.decisions import policy
from moderation.decisions.models import Decision, DecisionKind
from moderation.holds.models import Hold
from moderation.reports import actions as reports
from moderation.reports.models import Report


@transaction.atomic
def hide(*, message: Message, by: User, behaviour: str = "", now: datetime) -> Message:
    """Take somebody's words out of the room; open reports about them are answered by it."""
    policy.check_can_hide(policy.decider(by), message)
    return room.hide(message=message, by=by, reason=behaviour, now=now)


@transaction.atomic
def release(*, message: Message, by: User, now: datetime) -> Message:
    """Let the group read words that waited, were kept or were hidden."""
    policy.check_can_release(policy.decider(by), message)
    return room.release(message=message, by=by, now=now)


@transaction.atomic
def keep(*, hold: Hold, by: User, behaviour: str, now: datetime) -> Message:
    """Keep held words from the group; they stay with their author, who is told why."""
    ticks.locked(hold.message.room_id)  # Whoever releases the words at this moment decides before us or after us.
    hold = Hold.objects.select_related("message__author").get(pk=hold.pk)
    policy.check_can_keep(policy.decider(by), hold)
    return room.hide(message=hold.message, by=by, reason=behaviour, now=now)


@transaction.atomic
def ask_to_leave(*, session: Session | None, subject: Membership, by: User, behaviour: str = "", now: datetime) -> None:
    """Close the room to somebody until this session is over; the group is told nothing."""
    policy.check_can_ask_to_leave(policy.decider(by), subject, session)
    assert session is not None
    room.ask_to_leave(session=session, membership=subject, by=by, reason=behaviour, now=now)


@transaction.atomic
def undo(*, decision: Decision, by: User, now: datetime) -> Decision:
    """Take a decision back, as if it had not been made; its lines in the log stay."""
    policy.check_can_undo(policy.decider(by), decision)
    if decision.kind == DecisionKind.LEAVE_SESSION:
        assert decision.session is not None
        room.let_back(session=decision.session, membership=decision.subject, by=by, now=now)
    else:
        assert decision.message is not None
        room.release(message=decision.message, by=by, now=now)
    decision.refresh_from_db(fields=["undone_at", "undone_by"])
    return decision


@transaction.atomic
def answer_by_hiding(*, report: Report, by: User, now: datetime) -> Report:
    """Hide the words that were reported."""
    policy.check_can_settle(policy.decider(by), report)
    policy.check_can_hide(policy.decider(by), report.message)
    assert report.message is not None
    hide(message=report.message, by=by, behaviour=report.behaviour, now=now)
    report.refresh_from_db(fields=["state", "settled_at", "settled_by"])
    return report


@transaction.atomic
def answer_by_asking_to_leave(*, report: Report, session: Session | None, by: User, now: datetime) -> Report:
    """Ask the person who was reported to leave the session that is going on."""
    policy.check_can_settle(policy.decider(by), report)
    ask_to_leave(session=session, subject=report.subject, by=by, behaviour=report.behaviour, now=now)
    return _settle(report=report, act="report.acted_on", acted=True, by=by, now=now)


@transaction.atomic
def close(*, report: Report, acted: bool, by: User, now: datetime) -> Report:
    """Look at a report and do nothing more: it was dealt with elsewhere (`acted`), or nothing is needed."""
    policy.check_can_settle(policy.decider(by), report)
    return _settle(report=report, act="report.dealt_with" if acted else "report.closed", acted=acted, by=by, now=now)


def _settle(*, report: Report, act: str, acted: bool, by: User, now: datetime) -> Report:
    reports.settle(report=report, by=by, acted=acted, now=now)
    subject = report.subject
    audit.record(
        by=by, act=act, target=report, subject=subject, group=subject.group_id, reason=report.behaviour, now=now
    )
    return report
