"""Who says who came, and who opens a table of it: sentences, for the check and for the button."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from django.utils.translation import gettext as _

from groups.attendance.models import Export
from groups.membership.models import Membership, State, SupportGroup
from groups.people.models import User
from groups.refusals import Refused
from groups.schedule.models import Session, SessionState

MARKED_WITHIN = timedelta(days=30)
"""So long after a session a facilitator may say who came; then it stays as it is."""

ANSWERED_WITHIN = OPEN_FOR = timedelta(hours=48)
"""How long somebody has to agree to a table, and how long it is open to the two of them then."""

MOST_DAYS = 366
MOST_ASKED, A_DAY = 5, timedelta(days=1)


class CannotMark(Refused):
    code = "cannot_mark"


class CannotExport(Refused):
    code = "cannot_export"


class DaysDoNotFit(CannotExport):
    code = "days_do_not_fit"


class AlreadySettled(CannotExport):
    """Somebody else was quicker, or the time is over."""

    code = "already_settled"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who looks after a group: one of its facilitators, or an admin, who has no seat in it."""

    user: User
    group: SupportGroup
    seat: Membership | None = None

    @property
    def facilitates(self) -> bool:
        return self.seat is not None


class Stage(Enum):
    """Where a table stands."""

    ASKED = "asked"
    OPEN = "open"
    RUN_OUT = "run_out"
    CLOSED = "closed"
    ENDED = "ended"


def stage(export: Export, *, now: datetime) -> Stage:
    """Taken back or declined; not answered in time; open to two people; closed again."""
    if export.ended_at is not None:
        return Stage.ENDED
    if export.agreed_at is None:
        return Stage.ASKED if now < export.expires_at else Stage.RUN_OUT
    return Stage.OPEN if now < export.expires_at else Stage.CLOSED


def check_can_mark(session: Session, by: Membership, *, now: datetime) -> None:
    """A facilitator of the group, once the session is over, for a month."""
    if by.group_id != session.group_id or by.state != State.SEATED or not by.is_facilitator or by.is_guest:
        raise CannotMark(_("Only this group's facilitators say who came."))
    if session.state == SessionState.CANCELLED:
        raise CannotMark(_("This session did not take place."))
    if session.state != SessionState.OVER and session.ends_at > now:
        raise CannotMark(_("Once the session is over you can say here who came."))
    if session.ends_at + MARKED_WITHIN <= now:
        raise CannotMark(_("This session is more than a month ago, so it stays as it is."))


def can_mark(session: Session, by: Membership, *, now: datetime) -> bool:
    try:
        check_can_mark(session, by, now=now)
    except CannotMark:
        return False
    return True


def check_can_ask(by: Holder, *, waits: bool, asked_today: int) -> None:
    """*waits*: somebody asked for a table of this group, and nobody has answered yet."""
    if waits:
        raise CannotExport(_("Somebody has asked for a table of this group already. Answer that first."))
    if asked_today >= MOST_ASKED:
        say = _("A table of this group has been asked for {most} times within a day. You can ask again tomorrow.")
        raise CannotExport(say.format(most=MOST_ASKED))


def check_days(first_on: date, last_on: date, *, today: date) -> None:
    if last_on < first_on:
        raise DaysDoNotFit(_("The last day is before the first."))
    if first_on > today:
        raise DaysDoNotFit(_("The first day is still to come. Nobody has come to anything by then."))
    if (last_on - first_on).days >= MOST_DAYS:
        raise DaysDoNotFit(_("Choose a year at most."))


def check_waits(export: Export, *, now: datetime) -> None:
    if stage(export, now=now) is not Stage.ASKED:
        raise AlreadySettled(_("This was settled in the meantime. There is nothing to answer."))


def check_can_agree(export: Export, by: Holder, asker: Holder | None, *, now: datetime) -> None:
    """*asker*: who asked, as they stand to the group now; None: they have nothing to do with it any more."""
    check_waits(export, now=now)
    if export.asked_by_id == by.user.pk:
        raise CannotExport(_("You have asked for this yourself. Somebody else opens it with you."))
    if asker is None:
        raise CannotExport(_("Whoever asked for this does not look after the group any more."))
    if not (by.facilitates or asker.facilitates):
        raise CannotExport(_("One of the two who open a table facilitates the group. A facilitator can agree to it."))


def check_can_end(export: Export, *, now: datetime) -> None:
    if stage(export, now=now) not in {Stage.ASKED, Stage.OPEN}:
        raise AlreadySettled(_("This is over already. Nobody can open it."))


def check_can_open(export: Export, by: Holder, *, now: datetime) -> None:
    """The two of them, as long as it is open."""
    if by.user.pk not in opened_by(export):
        raise CannotExport(_("This table is open to the two people who asked and agreed."))
    if stage(export, now=now) is not Stage.OPEN:
        raise CannotExport(_("This table is not open now."))


def opened_by(export: Export) -> set[UUID | None]:
    return {export.asked_by_id, export.agreed_by_id}
