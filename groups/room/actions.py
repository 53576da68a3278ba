"""What changes a room. Each change takes the room's next tick under its row lock, in the transaction that makes it."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groups import gate
from groups.membership.models import Membership, SupportGroup
from groups.people.models import User
from groups.room import policy, presence
from groups.room.models import Message, Phase, Presence, PresenceState, Room, Visibility
from groups.room.seats import comes_now
from groups.room.ticks import locked, next_tick
from groups.schedule.actions import attendance
from groups.schedule.actions.links import keep_token
from groups.schedule.models import Attendance, Session


@transaction.atomic
def open_room(*, room: Room, by: Membership, now: datetime) -> Room:
    """Open the doors for the session that is due, with a facilitator present (S0-19)."""
    policy.check_facilitates(is_facilitator=by.is_facilitator)
    room = locked(room.pk)
    session = (
        Session.objects.filter(group_id=room.group_id).with_doors_open(now=now).order_by("starts_at", "pk").first()
    )
    is_expected = session is None or comes_now(by.guest_until, closes_at=session.ends_at)
    policy.check_can_open(room, session, is_expected=is_expected, now=now)
    assert session is not None
    # Compare and set: somebody may have moved the session, or called it off, since it was read.
    same = Session.objects.going_ahead().filter(pk=session.pk, version=session.version)
    if not same.update(opened_at=now):
        raise policy.CannotChangeRoom(_("This session has just been changed. Please look again."))
    room.phase, room.session, room.closes_at = Phase.OPEN, session, session.ends_at
    room.paused_at = room.paused_by = None
    room.lead = by
    room.save(update_fields=["phase", "session", "closes_at", "paused_at", "paused_by", "lead"])
    keep_token(session=session, group=room.group)
    presence.arrive(room=room, membership_ids=[by.pk], now=now)
    return _done(room, "room.opened", by=by.user_id, now=now)


@transaction.atomic
def hand_over(*, room: Room, to_id: uuid.UUID, by: Membership, now: datetime) -> Room:
    """Somebody else leads the room from here on: a facilitator who is in it, or whoever asks for it themselves."""
    policy.check_facilitates(is_facilitator=by.is_facilitator)
    room = locked(room.pk)
    to = Membership.objects.present().facilitators().filter(group_id=room.group_id, pk=to_id).first()
    here = Presence.objects.filter(session=room.session_id, membership=to_id, here=True)
    policy.check_can_lead(
        room, is_facilitator=to is not None, is_here=here.exists(), leads=to is not None and to.pk == room.lead_id
    )
    assert to is not None
    room.lead = to
    room.save(update_fields=["lead"])
    next_tick(room, state=True)
    gate.acted(
        act="room.handed_over",
        by_id=by.user_id,
        target_id=room.pk,
        subject_id=to.pk,
        group_id=room.group_id,
        now=now,
    )
    return room


@transaction.atomic
def show_anew(*, group: SupportGroup) -> None:
    """What the group's sessions are made of, or where they meet by voice, is another now: an open room shows it."""
    room = locked(Room.objects.of(group).pk)
    if room.session is not None:
        keep_token(session=room.session, group=room.group)
        next_tick(room, state=True)


@transaction.atomic
def pause(*, room: Room, by: Membership, now: datetime) -> Room:
    """Let the room rest: everybody can read, nobody speaks."""
    policy.check_facilitates(is_facilitator=by.is_facilitator)
    room = locked(room.pk)
    policy.check_can_pause(room)
    room.paused_at, room.paused_by = now, by
    room.save(update_fields=["paused_at", "paused_by"])
    return _done(room, "room.paused", by=by.user_id, now=now)


@transaction.atomic
def resume(*, room: Room, by: Membership, now: datetime) -> Room:
    """End the rest."""
    policy.check_facilitates(is_facilitator=by.is_facilitator)
    room = locked(room.pk)
    policy.check_can_resume(room)
    room.paused_at = room.paused_by = None
    room.save(update_fields=["paused_at", "paused_by"])
    return _done(room, "room.resumed", by=by.user_id, now=now)


@transaction.atomic
def close(*, room: Room, by: Membership, now: datetime) -> Room:
    """End the session by hand."""
    policy.check_facilitates(is_facilitator=by.is_facilitator)
    room = locked(room.pk)
    if room.phase != Phase.OPEN:
        raise policy.AlreadySo(_("The room is closed already."))
    return _done(_close(room, now=now), "room.closed", by=by.user_id, now=now)


@transaction.atomic
def close_on_time(*, room_id: uuid.UUID, now: datetime) -> Room:
    """The schedule ends the session; doing it twice, from wherever, does nothing."""
    room = locked(room_id)
    if room.phase == Phase.OPEN and room.closes_at is not None and room.closes_at <= now:
        _close(room, now=now)
        next_tick(room, state=True)
    return room


def close_ended(*, now: datetime) -> None:
    """Close every room that is past its time."""
    for room_id in Room.objects.past_their_time(now=now).values_list("pk", flat=True):
        close_on_time(room_id=room_id, now=now)


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Delete what was said longer ago than its group keeps words; returns how many messages went."""
    gone = 0
    for days in SupportGroup.objects.order_by("retention_days").values_list("retention_days", flat=True).distinct():
        old = Message.objects.filter(room__group__retention_days=days, at__lt=now - timedelta(days=days))
        gone += old.delete()[0]
    return gone


def _close(room: Room, *, now: datetime) -> Room:
    assert room.session is not None
    attendance.settle_attendance(session=room.session, now=now)
    Presence.objects.filter(session=room.session).update(here=False)
    room.phase, room.session, room.closes_at = Phase.CLOSED, None, None
    room.paused_at = room.paused_by = room.lead = None
    room.save(update_fields=["phase", "session", "closes_at", "paused_at", "paused_by", "lead"])
    return room


def _done(room: Room, act: str, *, by: uuid.UUID, now: datetime) -> Room:
    next_tick(room, state=True)
    gate.acted(act=act, by_id=by, target_id=room.pk, group_id=room.group_id, now=now)
    return room


@transaction.atomic
def set_state(*, room: Room, membership: Membership, state: str, now: datetime) -> Room:
    """Say how I am here today: one tap, changeable, never inferred (S0-01)."""
    if state not in PresenceState.values:
        raise policy.CannotChangeRoom(_("The room does not know this state."))
    room = locked(room.pk)
    if room.phase != Phase.OPEN:
        raise policy.CannotSpeak("closed", _("The room is closed now."))
    presence.arrive(room=room, membership_ids=[membership.pk], now=now)
    mine = Presence.objects.filter(session=room.session, membership=membership).exclude(state=state)
    if mine.update(state=state):
        next_tick(room, state=True)
    return room


Change = Callable[[Message], None]


def _change(message: Message, *, check: Change, apply: Change) -> Message:
    """Change one message under its room's lock, and give the change the next tick."""
    room = locked(message.room_id)
    message = Message.objects.select_for_update().get(pk=message.pk)
    check(message)
    apply(message)
    message.changed = next_tick(room)
    message.room = room
    message.save(update_fields=["changed", "text", "visibility", "was_shown", "held_for"])
    return message


@transaction.atomic
def take_back(*, message: Message, membership: Membership, now: datetime) -> Message:
    """Its author's own words go; a stone keeps their place."""

    def apply(mine: Message) -> None:
        mine.visibility, mine.text, mine.held_for = Visibility.TAKEN_BACK, "", ""

    return _change(message, check=lambda m: policy.check_can_take_back(m, author_id=membership.pk), apply=apply)


@transaction.atomic
def hide(*, message: Message, by: User, reason: str = "", now: datetime) -> Message:
    """Take somebody's words from the group; the author keeps seeing them, with the reason."""

    def apply(theirs: Message) -> None:
        theirs.visibility, theirs.held_for = Visibility.HIDDEN, reason or "hidden"

    message = _change(message, check=policy.check_can_hide, apply=apply)
    _acted_on(message, "message.hidden", by=by, reason=reason, now=now)
    return message


@transaction.atomic
def release(*, message: Message, by: User, reason: str = "", now: datetime) -> Message:
    """Show held or hidden words to the group, at the place where they were said."""

    def apply(theirs: Message) -> None:
        theirs.visibility, theirs.was_shown, theirs.held_for = Visibility.SHOWN, True, ""

    message = _change(message, check=policy.check_can_release, apply=apply)
    _acted_on(message, "message.released", by=by, reason=reason, now=now)
    return message


def _acted_on(message: Message, act: str, *, by: User, reason: str, now: datetime) -> None:
    gate.acted(
        act=act,
        by_id=by.pk,
        target_id=message.pk,
        subject_id=message.author_id,
        group_id=message.room.group_id,
        reason=reason,
        now=now,
    )


@transaction.atomic
def ask_to_leave(*, session: Session, membership: Membership, by: User, reason: str = "", now: datetime) -> None:
    """Close this session's room to somebody, until the session ends; they vanish without an announcement (S1-04)."""
    room = locked(Room.objects.of(session.group).pk)
    attendance.arrive(pairs=[(session.pk, membership.pk)], now=now)
    seat = Attendance.objects.filter(session=session, membership=membership)
    if not seat.filter(asked_to_leave_at=None).update(asked_to_leave_at=now):
        raise policy.AlreadySo(_("They have been asked to leave already."))
    Presence.objects.filter(session=session, membership=membership).update(here=False)
    _acted_on_person(room, session, membership, "member.asked_to_leave", by=by, reason=reason, now=now)


@transaction.atomic
def let_back(*, session: Session, membership: Membership, by: User, reason: str = "", now: datetime) -> None:
    """Undo it."""
    room = locked(Room.objects.of(session.group).pk)
    seat = Attendance.objects.filter(session=session, membership=membership)
    if not seat.filter(asked_to_leave_at__isnull=False).update(asked_to_leave_at=None):
        raise policy.AlreadySo(_("They are welcome in this session already."))
    _acted_on_person(room, session, membership, "member.let_back", by=by, reason=reason, now=now)


def _acted_on_person(
    room: Room, session: Session, membership: Membership, act: str, *, by: User, reason: str, now: datetime
) -> None:
    next_tick(room, state=True)
    gate.acted(
        act=act,
        by_id=by.pk,
        target_id=session.pk,
        subject_id=membership.pk,
        group_id=session.group_id,
        reason=reason,
        now=now,
    )
