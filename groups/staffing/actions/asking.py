"""A substitute is sought: one person after the other is asked, each for a while; then it is told how it ended.

Locks are taken in one order: a person's row, the group's, the session's.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from groups import gate
from groups.membership.models import Membership
from groups.people import letters
from groups.people.models import LetterKind, User
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from groups.staffing import policy
from groups.staffing.access import hands_of, locked_session
from groups.staffing.actions.taking import keep_visit, let_in
from groups.staffing.actions.telling import tell
from groups.staffing.models import AskState, Duty, DutyState, How, SubstituteAsk
from groups.staffing.planning import AHEAD, ENDS_BEFORE, question_id
from groups.staffing.search import next_to_ask


def ask_next(*, session: Session, first: UUID | None = None, now: datetime) -> SubstituteAsk | None:
    """Ask whoever is next to stand in; None: nobody is left. To be called under the session's lock."""
    if SubstituteAsk.objects.filter(session=session, state=AskState.ASKED).exists():
        return None
    found = next_to_ask(session, first=first, now=now)
    if found is None:
        return None
    user, until = found
    again = {"state": AskState.ASKED, "asked_at": now, "expires_at": until, "settled_at": None}
    ask, _new = SubstituteAsk.objects.update_or_create(session=session, user=user, defaults=again)
    _write(ask, now=now)
    return ask


@transaction.atomic
def accept(*, ask: SubstituteAsk, name: str, now: datetime) -> Membership:
    """Say yes: from now on they hold that session, and the group is told once.

    *name*: the one that the group will know them by; who belongs to it already keeps theirs.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=ask.user_id)
    session = locked_session(ask.session_id)
    ask = SubstituteAsk.objects.get(pk=ask.pk)
    policy.check_can_accept(ask, session, hands_of(session), now=now)
    belongs = session.group.memberships.current().staying().filter(user=user).exists()
    seat = let_in(session=session, user=user, name=name, how=How.SWAP if belongs else How.STAND_IN, now=now)
    _settle(ask, AskState.ACCEPTED, now=now)
    _note("session.stood_in", session, by=user, now=now)
    go_on(session=session, by=Hand.facilitator(seat), now=now)
    return seat


@transaction.atomic
def decline(*, ask: SubstituteAsk, now: datetime) -> None:
    """Say "not this time", or after a yes that it is not possible after all. No reason is asked; the next is asked."""
    session = locked_session(ask.session_id)
    ask = SubstituteAsk.objects.get(pk=ask.pk)
    by = Hand.service()
    if ask.state == AskState.ACCEPTED:
        policy.check_is_to_come(session, now=now)
        by = _give_back(ask, session, now=now)
    _settle(ask, AskState.DECLINED, now=now)
    go_on(session=session, by=by, now=now)


def _give_back(ask: SubstituteAsk, session: Session, *, now: datetime) -> Hand:
    """The duty goes; who came for this one session comes no more."""
    duty = session.duties.select_related("membership").get(user=ask.user_id)
    if duty.membership.is_guest:
        duty.delete()
        keep_visit(seat=duty.membership, now=now)
    else:
        Duty.objects.filter(pk=duty.pk).update(state=DutyState.CANNOT)
    _note("session.given_up", session, by=ask.user, now=now)
    return Hand.facilitator(duty.membership)


def go_on(*, session: Session, by: Hand, first: UUID | None = None, now: datetime) -> None:
    """Ask the next, where there is still a place; take back what is asked, where there is none; tell what is settled.

    To be called under the session's lock.
    """
    if hands_of(session).has_free_place:
        ask_next(session=session, first=first, now=now)
    else:
        withdraw(session=session, now=now)
    tell(session=session, by=by, now=now)


def withdraw(*, session: Session, now: datetime) -> None:
    """Nobody needs to stand in any more: what was asked is taken back."""
    for ask in SubstituteAsk.objects.filter(session=session, state=AskState.ASKED):
        _settle(ask, AskState.WITHDRAWN, now=now)


def forget(*, session: Session, users: Collection[UUID] | None = None, now: datetime) -> None:
    """The session has another hour, or none: whatever was asked and answered was about one that is gone. *users*: of
    these people alone."""
    asks = SubstituteAsk.objects.filter(session=session).exclude(state=AskState.WITHDRAWN)
    for ask in asks if users is None else asks.filter(user__in=users):
        _settle(ask, AskState.WITHDRAWN, now=now)


def search(*, now: datetime) -> int:
    """Let those go who gave no answer in time, and ask on wherever somebody is lacking; how many were asked."""
    overdue = SubstituteAsk.objects.filter(state=AskState.ASKED, expires_at__lte=now).values_list("session", flat=True)
    ids = {*overdue, *_lacking(now=now)}
    return sum(_search_for(session_id, now=now) for session_id in sorted(ids))


def _lacking(*, now: datetime) -> list[UUID]:
    """Coming sessions that fewer hold than was laid down, and for which nobody is being asked."""
    asked = SubstituteAsk.objects.filter(session=OuterRef("pk"), state=AskState.ASKED)
    coming = Session.objects.going_ahead().filter(starts_at__gt=now + ENDS_BEFORE, starts_at__lte=now + AHEAD)
    someone = Duty.objects.filter(session=OuterRef("pk"), state=DutyState.CANNOT)
    counted = coming.filter(Exists(someone), ~Exists(asked)).annotate(
        places=Count("duties", filter=Q(duties__how=How.USUAL)),
        held=Count("duties", filter=Q(duties__state=DutyState.HOLDS)),
    )
    return list(counted.filter(held__lt=F("places")).values_list("pk", flat=True))


@transaction.atomic
def _search_for(session_id: UUID, *, now: datetime) -> bool:
    session = locked_session(session_id)
    for ask in SubstituteAsk.objects.filter(session=session, state=AskState.ASKED, expires_at__lte=now):
        _settle(ask, AskState.EXPIRED, now=now)
    go_on(session=session, by=Hand.service(), now=now)
    return SubstituteAsk.objects.filter(session=session, state=AskState.ASKED, asked_at=now).exists()


def _settle(ask: SubstituteAsk, to: AskState, *, now: datetime) -> None:
    policy.check_move(ask, to)
    here = SubstituteAsk.objects.filter(pk=ask.pk, state=ask.state)
    if not here.update(state=to, settled_at=now):
        raise policy.AlreadySettled(_("Somebody was quicker. Nothing was changed."))
    letters.drop(kind=LetterKind.STAND_IN, about=question_id(ask.pk, ask.asked_at))


def _write(ask: SubstituteAsk, *, now: datetime) -> None:
    letters.write_to(
        user=ask.user,
        kind=LetterKind.STAND_IN,
        about=question_id(ask.pk, ask.asked_at),
        path=reverse("staffing:ask", args=[ask.pk]),
        now=now,
        expires_at=ask.expires_at,
    )


def _note(act: str, session: Session, *, by: User, now: datetime) -> None:
    gate.acted(act=act, by_id=by.pk, target_id=session.pk, group_id=session.group_id, now=now)
