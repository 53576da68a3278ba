"""What follows from an act in the room: the subject is told, and reports and holds that it answers are settled.

Called in the transaction of the act, whoever did it from wherever: a facilitator in the room or a moderator in the
queue (see `moderation/gate.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from groups.people.models import User
from groups.room.models import Message
from groups.schedule.models import Session
from moderation.decisions.models import Decision, DecisionKind, DecisionQuerySet
from moderation.holds.models import Hold, HoldState
from moderation.reports.models import Behaviour, Report, ReportState


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a person with power, as `groups/gate.py` tells of it."""

    by_id: UUID
    target_id: UUID
    subject_id: UUID | None
    reason: str
    now: datetime


def follow(act: str, told: Act) -> None:
    """Do what follows from the act; most acts only leave their line in the log."""
    if consequence := CONSEQUENCES.get(act):
        consequence(told)


def _hidden(told: Act) -> None:
    """Hiding words that waited is keeping them from a group that never saw them."""
    message = Message.objects.get(pk=told.target_id)
    waited = _settle_hold(told, HoldState.KEPT, states=[HoldState.WAITING])
    _decide(told, DecisionKind.KEEP if waited else DecisionKind.HIDE, subject_id=message.author_id, message=message)
    _settle_reports(told)


def _released(told: Act) -> None:
    """Showing hidden or kept words undoes what took them away; showing words that waited is a decision of its own."""
    message = Message.objects.get(pk=told.target_id)
    undone = _undo(told, Decision.objects.filter(message=message, kind__in=[DecisionKind.HIDE, DecisionKind.KEEP]))
    _settle_hold(told, HoldState.RELEASED, states=[HoldState.WAITING, HoldState.KEPT])
    if not undone:
        _decide(told, DecisionKind.RELEASE, subject_id=message.author_id, message=message)


def _asked_to_leave(told: Act) -> None:
    assert told.subject_id is not None
    session = Session.objects.get(pk=told.target_id)
    _decide(told, DecisionKind.LEAVE_SESSION, subject_id=told.subject_id, session=session)


def _let_back(told: Act) -> None:
    asked = Decision.objects.filter(kind=DecisionKind.LEAVE_SESSION, session_id=told.target_id)
    _undo(told, asked.filter(subject_id=told.subject_id))


CONSEQUENCES: dict[str, Callable[[Act], None]] = {
    "message.hidden": _hidden,
    "message.released": _released,
    "member.asked_to_leave": _asked_to_leave,
    "member.let_back": _let_back,
}


def _decide(
    told: Act, kind: str, *, subject_id: UUID, message: Message | None = None, session: Session | None = None
) -> None:
    Decision.objects.create(
        kind=kind,
        subject_id=subject_id,
        message=message,
        session=session,
        behaviour=told.reason if told.reason in Behaviour.values else "",
        decided_at=told.now,
        decided_by_id=told.by_id,
    )


def _undo(told: Act, decisions: DecisionQuerySet) -> bool:
    return bool(decisions.standing().update(undone_at=told.now, undone_by_id=told.by_id))


def _settle_hold(told: Act, state: str, *, states: list[HoldState]) -> bool:
    holds = Hold.objects.filter(message_id=told.target_id, state__in=states)
    return bool(holds.update(state=state, settled_at=told.now, settled_by_id=told.by_id))


def _settle_reports(told: Act) -> None:
    """Only those that this person may handle: nobody settles a report about themselves by acting on it."""
    handled = Report.objects.in_sight_of(User.objects.get(pk=told.by_id)).open().filter(message_id=told.target_id)
    handled.update(state=ReportState.ACTED, settled_at=told.now, settled_by_id=told.by_id)
