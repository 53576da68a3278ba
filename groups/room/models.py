"""The room of a group: one list of changes, in one order, the same for everybody."""

import uuid
from datetime import datetime
from typing import ClassVar, Protocol

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.membership.models import Membership, SupportGroup
from groups.schedule.models import Session


class Phase(models.TextChoices):
    CLOSED = "closed", _("closed")
    OPEN = "open", _("open")


class RoomManager(models.Manager["Room"]):
    def of(self, group: SupportGroup) -> "Room":
        """The group's room; made when nobody has been there yet."""
        return self.select_related("session", "group").get_or_create(group=group)[0]

    def past_their_time(self, *, now: datetime) -> "models.QuerySet[Room]":
        """Open rooms whose session has ended."""
        return self.filter(phase=Phase.OPEN, closes_at__lte=now)


class Room(models.Model):
    """Where a group talks while a session is on.

    `tick` counts every change; it is taken under this row's lock, so that the order of ticks is the order of commits.
    `state_tick` is the tick of the last change of anything but messages.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.OneToOneField(SupportGroup, on_delete=models.PROTECT, related_name="room")
    tick = models.BigIntegerField(default=0)
    state_tick = models.BigIntegerField(default=0)
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.CLOSED)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text="when the schedule closes it; nobody speaks later"
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[RoomManager] = RoomManager()

    class Meta:
        constraints = [
            one_of("phase", Phase, name="room_phase_is_known"),
            both_or_neither("paused_at", "paused_by", name="room_pause_has_a_person"),
            CheckConstraint(
                condition=Q(phase="closed", session=None, closes_at=None)
                | Q(phase="open", session__isnull=False, closes_at__isnull=False),
                name="room_is_open_for_a_session",
            ),
            CheckConstraint(condition=Q(state_tick__lte=models.F("tick")), name="room_state_is_not_ahead_of_its_tick"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.phase == Phase.OPEN


class Visibility(models.TextChoices):
    """Who may read a message. Only `shown` words reach everybody; the others leave a stone, or nothing."""

    SHOWN = "shown", _("shown")
    HELD = "held", _("held for a look")
    HIDDEN = "hidden", _("hidden by a facilitator")
    TAKEN_BACK = "taken_back", _("taken back")


class Viewer(Protocol):
    """Whoever reads: a membership, or the seat that stands for it."""

    @property
    def pk(self) -> uuid.UUID: ...
    @property
    def is_facilitator(self) -> bool: ...
    @property
    def joined_at(self) -> datetime: ...


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, viewer: Viewer) -> "MessageQuerySet":
        """What this person may know of: what the group has seen since they came to it, and their own."""
        if viewer.is_facilitator:
            return self
        return self.filter(Q(was_shown=True, at__gte=viewer.joined_at) | Q(author_id=viewer.pk))

    def changed_after(self, tick: int) -> "MessageQuerySet":
        return self.filter(changed__gt=tick).order_by("changed", "position")


class Message(models.Model):
    """Words that somebody said. `position` is where they stand, for ever; `changed` the tick of their last change.

    The id is made from the author and the id that the author's device gave the command: sending again cannot make a
    second message, on any engine, in any race.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="messages")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="messages")
    position = models.BigIntegerField()
    changed = models.BigIntegerField()
    text = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.SHOWN)
    was_shown = models.BooleanField(default=True, help_text="the group has seen it: if it goes, a stone stays")
    held_for = models.CharField(max_length=20, blank=True, help_text="reason code, told to the author")
    at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("visibility", Visibility, name="message_visibility_is_known"),
            UniqueConstraint(fields=["room", "position"], name="message_has_its_own_position"),
            CheckConstraint(condition=~Q(visibility="taken_back") | Q(text=""), name="message_taken_back_has_no_words"),
            CheckConstraint(condition=~Q(visibility="held") | Q(was_shown=False), name="message_held_was_never_shown"),
            CheckConstraint(condition=Q(changed__gte=models.F("position")), name="message_changes_after_it_is_said"),
        ]
        indexes = [models.Index(fields=["room", "changed"], name="message_changes")]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def id_for(author_id: uuid.UUID, client_id: str) -> uuid.UUID:
        """The message that this author's command makes, however often it is sent (RFC 9562 § 5.5)."""
        return uuid.uuid5(author_id, client_id)


class PresenceState(models.TextChoices):
    """Chosen by the person; never inferred from what they do (S0-01)."""

    UNSAID = "", _("here")
    LISTENING = "listening", _("here and listening")
    MAY_STEP_AWAY = "may_step_away", _("here, may step away")
    GLAD_TO_SHARE = "glad_to_share", _("glad to share today")
    DISTANT = "distant", _("feeling distant")


class Presence(models.Model):
    """Somebody in the room during one session: whether they are here, and in which state they say they are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="presences")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="presences")
    here = models.BooleanField(default=True)
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=PresenceState.choices, blank=True, default=PresenceState.UNSAID)

    class Meta:
        constraints = [
            one_of("state", PresenceState, name="presence_state_is_known"),
            UniqueConstraint(fields=["session", "membership"], name="presence_once_a_session"),
        ]
        indexes = [models.Index(fields=["seen_at"], condition=Q(here=True), name="presence_here")]

    def __str__(self) -> str:
        return str(self.pk)
