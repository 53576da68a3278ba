"""Nobody has opened the room of a session that is about to begin: people are called, and at last it is called off."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groups import gate
from groups.membership.models import Membership
from groups.people import letters
from groups.people.models import LetterKind, User
from groups.refusals import Refused
from groups.schedule.actions.sessions import cancel
from groups.schedule.facts import AFTERWARDS, Hand
from groups.schedule.models import CalledOff, Session, SessionState
from groups.staffing import policy
from groups.staffing.access import locked_session
from groups.staffing.actions.taking import keep_visit, let_in
from groups.staffing.actions.telling import tell
from groups.staffing.models import BackupCall, CallAnswer, Duty, DutyState, How
from groups.staffing.planning import GIVES_UP, MINUTES, call_due
from groups.staffing.search import to_call


class SomebodyComes(policy.CannotStaff):
    """One person from outside the group is enough."""

    code = "somebody_comes"


def call(*, now: datetime) -> int:
    """Call whoever may open the rooms that are closed and due; how many were called."""
    first, last = now + timedelta(minutes=-MINUTES[0]), now - GIVES_UP
    closed = Session.objects.going_ahead().filter(opened_at=None, ends_at__gt=now)
    due = closed.filter(starts_at__lte=first, starts_at__gt=last).order_by("starts_at", "pk")
    return sum(_call_for(session_id, now=now) for session_id in due.values_list("pk", flat=True))


@transaction.atomic
def _call_for(session_id: UUID, *, now: datetime) -> int:
    session = locked_session(session_id)
    minute = call_due(now, session.starts_at, session.ends_at)
    if minute is None or session.state != SessionState.PLANNED or session.opened_at is not None:
        return 0
    calls = list(session.backup_calls.all())
    somebody_comes = any(one.answer == CallAnswer.COMING for one in calls)
    # At the start itself everybody is called who has not answered, even if somebody is on the way.
    if any(one.minute == minute for one in calls) or (somebody_comes and minute < 0):
        return 0
    people = to_call(session, minute=minute, now=now)
    for user in people:
        _write(BackupCall.objects.create(session=session, user=user, minute=minute, called_at=now), now=now)
    return len(people)


def _write(call: BackupCall, *, now: datetime) -> None:
    letters.write_to(
        user=call.user,
        kind=LetterKind.BACKUP,
        about=call.pk,
        path=reverse("staffing:call", args=[call.pk]),
        now=now,
        expires_at=call.session.starts_at + GIVES_UP,
        is_urgent=True,
    )


@transaction.atomic
def come(*, call: BackupCall, name: str, now: datetime) -> Membership:
    """Say that one is on the way; the room can be opened at once. *name*: for whoever does not belong to the group."""
    user = User.objects.select_for_update(no_key=True).get(pk=call.user_id)
    session = locked_session(call.session_id)
    policy.check_can_answer_call(session, now=now)
    group = session.group
    belongs = group.memberships.current().facilitators().filter(user=user).exists()
    others = session.backup_calls.filter(answer=CallAnswer.COMING).exclude(user=user)
    # The group's own facilitators come as they are; of those from outside one is enough.
    if not belongs and others.exists():
        raise SomebodyComes(_("Somebody else is on the way already. Thank you; you need not come."))
    seat = let_in(session=session, user=user, name=name, how=How.BACKUP, now=now)
    _answer(session, user, CallAnswer.COMING, now=now)
    _acted("session.backed_up", session, user, now=now)
    tell(session=session, by=Hand.facilitator(seat), now=now, is_told=False)
    return seat


@transaction.atomic
def stay_away(*, call: BackupCall, now: datetime) -> None:
    """Say that one cannot come, before or after having said yes. No reason is asked; others are called on."""
    session = locked_session(call.session_id)
    policy.check_can_answer_call(session, now=now)
    duty = session.duties.select_related("membership").filter(user=call.user_id, state=DutyState.HOLDS).first()
    if duty is not None and duty.membership.is_guest:
        Duty.objects.filter(pk=duty.pk).delete()
        keep_visit(seat=duty.membership, now=now)
    elif duty is not None:
        Duty.objects.filter(pk=duty.pk).update(state=DutyState.CANNOT)
    _answer(session, call.user, CallAnswer.CANNOT, now=now)


def _answer(session: Session, user: User, answer: CallAnswer, *, now: datetime) -> None:
    session.backup_calls.filter(user=user).update(answer=answer, answered_at=now)
    for one in session.backup_calls.filter(user=user):
        letters.drop(kind=LetterKind.BACKUP, about=one.pk)


def give_up(*, now: datetime) -> int:
    """Call off what nobody could open a quarter of an hour after its start; the log tells everybody. How many.

    A short session is over by then, and a beat that slept comes later still: whoever waited is owed the apology.
    """
    waited = {"starts_at__lte": now - GIVES_UP, "starts_at__gt": now - AFTERWARDS}
    closed = Session.objects.going_ahead().filter(opened_at=None, **waited)
    return sum(_called_off(session, now=now) for session in closed.order_by("starts_at", "pk"))


def _called_off(session: Session, *, now: datetime) -> bool:
    try:
        cancel(session=session, by=Hand.service(), because=CalledOff.NOBODY_CAME, now=now)
    except Refused:  # Somebody has opened its room in this moment, or called it off.
        return False
    return True


def _acted(act: str, session: Session, user: User, *, now: datetime) -> None:
    gate.acted(act=act, by_id=user.pk, target_id=session.pk, group_id=session.group_id, now=now)
