"""What facilitators are to their group: a card, a word to everybody, a planned goodbye."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import one_of
from groups.membership.models import Membership, Part, State, SupportGroup

if TYPE_CHECKING:
    from groups.people.models import User

FRESH = timedelta(days=14)
"""How long something new in a group stands on the home pages of those who belong to it."""


class CardQuerySet(models.QuerySet["FacilitatorCard"]):
    def shown(self) -> "CardQuerySet":
        """Those that their facilitators wish to be read now."""
        seat = {"membership__state": State.SEATED, "membership__role": Part.FACILITATOR}
        return self.filter(shown_since__isnull=False, **seat)


class FacilitatorCard(models.Model):
    """What a facilitator tells about themselves in one group; shown only while they wish it (S0-28)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="card")
    training = models.CharField(max_length=200, blank=True)
    style = models.TextField(max_length=400, blank=True)
    shown_since = models.DateTimeField(null=True, blank=True, help_text="empty: they have not agreed to show it")

    objects = CardQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def standing(self) -> "AnnouncementQuerySet":
        """Those that were not taken back."""
        return self.exclude(words="")

    def newest_first(self) -> "AnnouncementQuerySet":
        return self.select_related("by", "group").order_by("-at", "-pk")

    def for_seat(self, seat: Membership, *, now: datetime) -> "AnnouncementQuerySet":
        """What this person may read in this group: facilitators all of it, members what was written since they came."""
        kept = self.standing().filter(group=seat.group_id, at__gt=now - timedelta(days=seat.group.retention_days))
        return (kept if seat.is_facilitator else kept.filter(at__gte=seat.joined_at)).newest_first()

    def for_seats(self, seats: Iterable[Membership], *, now: datetime) -> "list[Announcement]":
        """What stands on somebody's home page for a while, the newest first; their own words are no news to them.

        *seats*: what one person is to groups now, each loaded with its group.
        """
        mine = {seat.group_id: seat for seat in seats}
        lately = self.standing().filter(group__in=list(mine), at__gt=now - FRESH).newest_first()
        return [one for one in lately if one.is_news_to(mine[one.group_id], now=now)]


class Announcement(models.Model):
    """A word of a facilitator to everybody who has a seat. Taken back, it keeps its place and has no words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="announcements")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=1000)
    at = models.DateTimeField()

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["group", "at"], name="announcement_of_group")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def kept_until(self) -> datetime:
        return self.at + timedelta(days=self.group.retention_days)

    def is_news_to(self, seat: Membership, *, now: datetime) -> bool:
        was_there = seat.is_facilitator or self.at >= seat.joined_at
        return was_there and self.by_id != seat.pk and self.kept_until > now


class HandoverState(models.TextChoices):
    PROPOSED = "proposed", _("waiting for an answer")
    ACCEPTED = "accepted", _("agreed; the group knows")
    DECLINED = "declined", _("not now")
    WITHDRAWN = "withdrawn", _("taken back")
    DONE = "done", _("done")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def open(self) -> "HandoverQuerySet":
        """Those that still go somewhere."""
        return self.filter(state__in=[HandoverState.PROPOSED, HandoverState.ACCEPTED])

    def with_people(self) -> "HandoverQuerySet":
        return self.select_related("group", "leaving", "coming")

    def asked_of(self, user: "User", *, now: datetime) -> "HandoverQuerySet":
        """Those that this person is asked to take, the one whose day comes first before the others.

        By their seat in the group, or by an address that is theirs (as in `people.apart.account_of`), if they
        facilitate some group here: whoever does not is told nothing, whatever was typed.
        """
        waiting = self.filter(
            state=HandoverState.PROPOSED,
            leaves_at__gt=now,
            leaving__state=State.SEATED,
            leaving__role=Part.FACILITATOR,
        )
        holds = Membership.objects.current().facilitators().filter(user=user)
        in_the_group = models.Q(coming__in=holds)
        addresses = user.emailaddress_set.all()  # type: ignore[attr-defined] # allauth's, untyped
        confirmed = models.Q(asked_address__in=addresses.filter(verified=True).values("email"))
        given = models.Q(asked_address=user.email) & ~models.Exists(addresses)
        elsewhere = (confirmed | given) & models.Exists(holds)
        mine = waiting.filter(in_the_group | elsewhere).exclude(leaving__user=user)
        return mine.with_people().order_by("leaves_at", "pk")

    def to_tell(self, *, now: datetime) -> "HandoverQuerySet":
        """Those of which somebody may have to be told whose address was typed."""
        return self.filter(state=HandoverState.PROPOSED, leaves_at__gt=now).exclude(asked_address="").order_by("pk")

    def to_finish(self, *, now: datetime) -> "HandoverQuerySet":
        """Agreed, and the day is over, or they have left before it."""
        is_over = models.Q(leaves_at__lte=now) | ~models.Q(leaving__state=State.SEATED)
        return self.filter(is_over, state=HandoverState.ACCEPTED)

    def lapsed(self, *, now: datetime) -> "HandoverQuerySet":
        """Asked, and nobody answered until the day, or until the one who asked had left."""
        is_over = models.Q(leaves_at__lte=now) | ~models.Q(leaving__state=State.SEATED)
        return self.filter(is_over, state=HandoverState.PROPOSED)

    def for_seats(self, seats: Iterable[Membership], *, now: datetime) -> "list[Handover]":
        """The goodbyes that the people of these groups read: those that are planned, and what came of them lately."""
        planned = models.Q(state=HandoverState.ACCEPTED)
        over = models.Q(state__in=[HandoverState.DONE, HandoverState.WITHDRAWN], settled_at__gt=now - FRESH)
        agreed = self.filter(planned | over, coming__isnull=False)
        theirs = agreed.filter(group__in={seat.group_id for seat in seats})
        return list(theirs.with_people().order_by("leaves_at", "pk"))


class Handover(models.Model):
    """A facilitator leaves on a day that everybody knows, and somebody else goes on (S0-29).

    Once it is settled without having been agreed, nothing says any more who was asked: `coming` of a handover that
    was taken back tells that the group had been told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="handovers")
    leaving = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="handovers_away")
    coming = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="handovers_here"
    )
    asked_address = models.EmailField(
        blank=True,
        default="",
        db_default="",
        help_text="who was asked, if they do not facilitate the group; until then",
    )
    state = models.CharField(max_length=10, choices=HandoverState.choices, default=HandoverState.PROPOSED)
    goodbye = models.TextField(max_length=600, blank=True, help_text="read by the group once it is agreed")
    leaves_at = models.DateTimeField()
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", HandoverState, name="handover_state_is_known"),
            CheckConstraint(
                condition=~Q(state="proposed") | Q(coming__isnull=False) | ~Q(asked_address=""),
                name="handover_is_proposed_to_somebody",
            ),
            UniqueConstraint(
                fields=["leaving"], condition=Q(state__in=["proposed", "accepted"]), name="handover_one_at_a_time"
            ),
            CheckConstraint(
                condition=~Q(state__in=["accepted", "done"]) | Q(coming__isnull=False),
                name="handover_that_is_agreed_has_somebody",
            ),
            CheckConstraint(condition=Q(leaves_at__gt=models.F("made_at")), name="handover_is_announced_before"),
        ]
        indexes = [models.Index(fields=["leaves_at"], condition=Q(state="accepted"), name="handover_to_finish")]

    def __str__(self) -> str:
        return str(self.pk)
