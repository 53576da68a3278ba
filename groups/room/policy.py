"""Who may do what in a room: lists of sentences, used for the check and for the button."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from groups.refusals import Refused
from groups.room.models import Message, Phase, Room, Visibility
from groups.schedule.models import Session, SessionState


class CannotSpeak(Refused):
    """These words cannot be said here now."""

    def __init__(self, code: str, say: object) -> None:
        super().__init__(say)
        self.code = code


class CannotChangeRoom(Refused):
    code = "cannot_change_room"


class CannotHandOver(Refused):
    """Nobody of that id could lead the room; whether they are elsewhere, or nowhere, is not told."""

    code = "cannot_hand_over"


class CannotChangeMessage(Refused):
    code = "cannot_change_message"


class AlreadySo(Refused):
    """Somebody was quicker; what was asked for is the case."""

    code = "already_so"


class NotForYou(Refused):
    """Only a facilitator does this."""

    code = "not_for_you"


def why_not_speak(
    phase: str, *, paused: bool, quiet_until: datetime | None, now: datetime, closes_at: datetime | None = None
) -> CannotSpeak | None:
    """The first reason that keeps somebody from speaking, or None.

    `ledger.PostgresLedger.PLAIN` asks the same of the room in SQL: a rule that is added here is added there, or makes
    `Spoken.is_plain` say no.
    """
    if phase != Phase.OPEN or (closes_at is not None and now >= closes_at):
        return CannotSpeak("closed", _("The room is closed now. Your words are still here with you."))
    if paused:
        return CannotSpeak("paused", _("The room is resting. A facilitator will open it again."))
    if quiet_until is not None and quiet_until > now:
        return CannotSpeak("quiet", _("You are on a quiet break. You can still read, and reach a facilitator."))
    return None


def check_facilitates(*, is_facilitator: bool) -> None:
    if not is_facilitator:
        raise NotForYou(_("A facilitator looks after this."))


def check_can_open(room: Room, session: Session | None, *, is_expected: bool = True, now: datetime) -> None:
    if room.phase == Phase.OPEN:
        raise AlreadySo(_("The room is open already."))
    if session is None or session.state != SessionState.PLANNED:
        raise CannotChangeRoom(_("There is no session now. The room opens fifteen minutes before the next one."))
    if not session.doors_at <= now < session.ends_at:
        raise CannotChangeRoom(_("It is early still. The room opens fifteen minutes before the session."))
    if not is_expected:
        raise CannotChangeRoom(_("You stand in on another day. This session is opened by others."))


def check_can_lead(room: Room, *, is_facilitator: bool, is_here: bool, leads: bool) -> None:
    """May this person lead the room from here on?"""
    if room.phase != Phase.OPEN:
        raise CannotChangeRoom(_("The room is closed now."))
    if not (is_facilitator and is_here):
        raise CannotHandOver(_("The room can be handed to a facilitator who is in it now."))
    if leads:
        raise AlreadySo(_("They lead already."))


def check_can_pause(room: Room) -> None:
    if room.phase != Phase.OPEN:
        raise CannotChangeRoom(_("The room is closed now."))
    if room.paused_at is not None:
        raise AlreadySo(_("The room is resting already."))


def check_can_resume(room: Room) -> None:
    if room.phase != Phase.OPEN:
        raise CannotChangeRoom(_("The room is closed now."))
    if room.paused_at is None:
        raise AlreadySo(_("The room is open already."))


def check_can_take_back(message: Message, *, author_id: object) -> None:
    if message.author_id != author_id:
        raise CannotChangeMessage(_("You can take back what you said yourself."))
    if message.visibility == Visibility.TAKEN_BACK:
        raise AlreadySo(_("You have taken this back already."))


def check_can_hide(message: Message) -> None:
    if message.visibility == Visibility.TAKEN_BACK:
        raise CannotChangeMessage(_("Its author has taken this back."))
    if message.visibility == Visibility.HIDDEN:
        raise AlreadySo(_("This is hidden already."))


def check_can_release(message: Message) -> None:
    if message.visibility == Visibility.TAKEN_BACK:
        raise CannotChangeMessage(_("Its author has taken this back."))
    if message.visibility == Visibility.SHOWN:
        raise AlreadySo(_("The group can read this already."))
