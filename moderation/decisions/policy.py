"""Who decides about what: lists of sentences, used for the check and for the button."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groups.membership.models import Membership
from groups.people.models import User
from groups.refusals import Refused
from groups.room.models import Message, Visibility
from groups.schedule.models import Session
from moderation.decisions.models import Decision, DecisionKind
from moderation.holds.models import Hold, HoldState
from moderation.reports.models import Report, ReportState


class CannotDecide(Refused):
    """This person, or this moment, is not the one to decide."""

    code = "cannot_decide"


class AlreadyDecided(Refused):
    """Somebody was quicker."""

    code = "already_decided"


@dataclass(frozen=True)
class Decider:
    """Somebody who looks at what was reported or held, as far as deciding needs it."""

    user_id: UUID
    is_moderator: bool
    group_ids: frozenset[UUID]
    """The groups that they facilitate now."""

    @property
    def has_a_queue(self) -> bool:
        return self.is_moderator or bool(self.group_ids)


def decider(user: User) -> Decider:
    """One query, whatever is then decided."""
    mine = Membership.objects.present().facilitators().filter(user=user)
    return Decider(user.pk, user.is_moderator, frozenset(mine.values_list("group_id", flat=True)))


def check_can_decide(by: Decider, subject: Membership) -> None:
    if subject.user_id == by.user_id:
        raise CannotDecide(_("This is about you, so somebody else decides it."))
    if not by.is_moderator and subject.group_id not in by.group_ids:
        raise CannotDecide(_("The facilitators of this group and the organisation's moderators decide this."))


def check_can_settle(by: Decider, report: Report) -> None:
    check_can_decide(by, report.subject)
    if report.subject.is_facilitator and not by.is_moderator:
        raise CannotDecide(_("Reports about facilitators are for the organisation's moderators."))
    if report.state != ReportState.OPEN:
        raise AlreadyDecided(_("Somebody else has looked at this already."))


def check_can_hide(by: Decider, message: Message | None) -> None:
    if message is None:
        raise CannotDecide(_("The words are no longer there."))
    check_can_decide(by, message.author)
    if message.visibility == Visibility.TAKEN_BACK:
        raise CannotDecide(_("Their author has taken these words back."))
    if message.visibility == Visibility.HIDDEN:
        raise AlreadyDecided(_("These words are hidden already."))


def check_can_release(by: Decider, message: Message | None) -> None:
    if message is None:
        raise CannotDecide(_("The words are no longer there."))
    check_can_decide(by, message.author)
    if message.visibility == Visibility.TAKEN_BACK:
        raise CannotDecide(_("Their author has taken these words back."))
    if message.visibility == Visibility.SHOWN:
        raise AlreadyDecided(_("The group can read this already."))


def check_can_keep(by: Decider, hold: Hold) -> None:
    check_can_decide(by, hold.message.author)
    if hold.message.visibility == Visibility.TAKEN_BACK:
        raise CannotDecide(_("Their author has taken these words back."))
    if hold.state != HoldState.WAITING:
        raise AlreadyDecided(_("Somebody else has looked at this already."))


def check_can_ask_to_leave(by: Decider, subject: Membership, session: Session | None) -> None:
    check_can_decide(by, subject)
    if subject.is_facilitator and not by.is_moderator:
        raise CannotDecide(_("Only the organisation's moderators ask a facilitator to leave."))
    if session is None or session.group_id != subject.group_id:
        raise CannotDecide(_("No session of this group is going on now."))


def check_can_undo(by: Decider, decision: Decision) -> None:
    check_can_decide(by, decision.subject)
    if decision.kind not in UNDOABLE:
        raise CannotDecide(_("There is nothing to undo in this."))
    if decision.undone_at is not None:
        raise AlreadyDecided(_("This was undone already."))
    if decision.kind == DecisionKind.LEAVE_SESSION and decision.session is None:
        raise CannotDecide(_("That session is no longer there."))
    if decision.kind != DecisionKind.LEAVE_SESSION:
        check_can_release(by, decision.message)


UNDOABLE = (DecisionKind.HIDE, DecisionKind.KEEP, DecisionKind.LEAVE_SESSION)


def can(check: Callable[..., None], *about: object) -> bool:
    """Whether a check of this module lets it through: pages choose their buttons by it."""
    try:
        check(*about)
    except Refused:
        return False
    return True
