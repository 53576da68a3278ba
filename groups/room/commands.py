"""Carries out the commands of a room that are not `say`: a table of verbs, from a seat to an action."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from groups.membership.models import Membership
from groups.refusals import Refused
from groups.room import actions, policy
from groups.room.frames import Command
from groups.room.models import Message, Room
from groups.room.seats import Seat


class NoSuchMessage(Refused):
    """The same answer for what is not there as for what this person may not see."""

    code = "no_such_message"


class NotAMember(Refused):
    """They left, or went on a pause, since this socket was last looked at; the next look ends it."""

    code = "not_a_member"


@dataclass(frozen=True, slots=True)
class Done:
    """Carried out at `tick`; `repeat` when it was so already."""

    tick: int
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for what, where and when."""

    command: Command
    by: Membership
    room: Room
    now: datetime

    @property
    def message(self) -> Message:
        seen = Message.objects.filter(room=self.room).visible_to(self.by)
        found = seen.filter(pk=self.command.value).first()
        if found is None:
            raise NoSuchMessage(_("This message is not here."))
        return found


def carry_out(command: Command, seat: Seat, room_id: uuid.UUID, *, now: datetime) -> Done:
    """Do what was asked, or raise Refused. What is so already counts as done: trying again harms nothing."""
    by = Membership.objects.present().select_related("user").filter(pk=seat.membership_id).first()
    if by is None:
        raise NotAMember(_("This room is no longer open to you."))
    room = Room.objects.select_related("session", "group").get(pk=room_id)
    try:
        VERBS[command.do](Order(command, by, room, now))
    except policy.AlreadySo:
        return Done(_tick(room_id), repeat=True)
    return Done(_tick(room_id))


def _tick(room_id: uuid.UUID) -> int:
    return Room.objects.values_list("tick", flat=True).get(pk=room_id)


def _take_back(order: Order) -> object:
    return actions.take_back(message=order.message, membership=order.by, now=order.now)


def _hide(order: Order) -> object:
    policy.check_facilitates(is_facilitator=order.by.is_facilitator)
    return actions.hide(message=order.message, by=order.by.user, now=order.now)


def _release(order: Order) -> object:
    policy.check_facilitates(is_facilitator=order.by.is_facilitator)
    return actions.release(message=order.message, by=order.by.user, now=order.now)


def _lead(order: Order) -> object:
    return actions.hand_over(room=order.room, to_id=uuid.UUID(order.command.value), by=order.by, now=order.now)


def _state(order: Order) -> object:
    return actions.set_state(room=order.room, membership=order.by, state=order.command.value, now=order.now)


def _open(order: Order) -> object:
    return actions.open_room(room=order.room, by=order.by, now=order.now)


def _pause(order: Order) -> object:
    return actions.pause(room=order.room, by=order.by, now=order.now)


def _resume(order: Order) -> object:
    return actions.resume(room=order.room, by=order.by, now=order.now)


def _close(order: Order) -> object:
    return actions.close(room=order.room, by=order.by, now=order.now)


VERBS: Mapping[str, Callable[[Order], object]] = {
    "take_back": _take_back,
    "hide": _hide,
    "release": _release,
    "state": _state,
    "lead": _lead,
    "open": _open,
    "pause": _pause,
    "resume": _resume,
    "close": _close,
}
