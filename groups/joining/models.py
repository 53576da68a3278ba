"""Asking for a seat: the request, the conversation about it, the line of those who wait, and what they are offered."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.db.models import OuterRef, Q, Subquery, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.membership.models import Membership, SupportGroup
from groups.people.models import User
from groups.sealed import SealedTextField


class RequestState(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    WAITING = "waiting", _("in line for a seat")
    SEATED = "seated", _("seated")
    DECLINED = "declined", _("not this time")
    WITHDRAWN = "withdrawn", _("taken back")


REQUEST_MOVES: Mapping[RequestState, frozenset[RequestState]] = {
    RequestState.OPEN: frozenset(
        {RequestState.WAITING, RequestState.SEATED, RequestState.DECLINED, RequestState.WITHDRAWN}
    ),
    RequestState.WAITING: frozenset({RequestState.SEATED, RequestState.DECLINED, RequestState.WITHDRAWN}),
    RequestState.SEATED: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}
"""From each state of a request, those it may come to. Drawn in docs/joining.md."""

UNDECIDED = tuple(state for state, ends in REQUEST_MOVES.items() if ends)


WAITS_FOR_FACILITATORS = Q(state=RequestState.OPEN, last_word_by_asker=None) | Q(
    state__in=UNDECIDED, last_word_by_asker=True
)
"""Of requests `with_last_word()`: nobody has written or answered yet, or the last word is the asker's."""


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def open(self) -> "JoinRequestQuerySet":
        """Those that wait for a facilitator's answer."""
        return self.filter(state=RequestState.OPEN)

    def in_line(self) -> "JoinRequestQuerySet":
        """Those who wait for a seat, the first in line first."""
        return self.filter(state=RequestState.WAITING).order_by("waiting_since", "pk")

    def undecided(self) -> "JoinRequestQuerySet":
        return self.filter(state__in=UNDECIDED)

    def that_may_become(self, state: RequestState) -> "JoinRequestQuerySet":
        return self.filter(state__in=[start for start, ends in REQUEST_MOVES.items() if state in ends])

    def of(self, user: User) -> "JoinRequestQuerySet":
        """What this person asked for."""
        return self.filter(user=user)

    def with_last_word(self) -> "JoinRequestQuerySet":
        """Adds `last_word_by_asker`: who wrote last in the conversation; None while nobody has."""
        last = FitMessage.objects.filter(request=OuterRef("pk")).order_by("-at", "-pk").values("by_asker")[:1]
        return self.annotate(last_word_by_asker=Subquery(last))

    def with_offer(self) -> "JoinRequestQuerySet":
        """Adds `offered_until`: until when a seat is kept for them; None: none is."""
        until = Offer.objects.open().filter(request=OuterRef("pk")).values("expires_at")[:1]
        return self.annotate(offered_until=Subquery(until))

    def to_answer(self) -> "JoinRequestQuerySet":
        """Those that wait for a facilitator."""
        return self.with_last_word().filter(WAITS_FOR_FACILITATORS)


class JoinRequest(models.Model):
    """Somebody asks for a seat, under the name that they would have in this group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.PROTECT, related_name="requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    name = models.CharField(max_length=40)
    line = models.CharField(max_length=300, blank=True, help_text="optional, read by the group's facilitators only")
    may_be_written_to = models.BooleanField(
        default=False, db_default=False, help_text="a facilitator may send a word after a session they did not come to"
    )
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True, help_text="their place in line; nothing takes it away")
    rests_until = models.DateTimeField(null=True, blank=True, help_text='after a "not now", others are asked first')
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="requests_answered"
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", RequestState, name="join_request_state_is_known"),
            both_or_neither("answered_at", "answered_by", name="join_request_answer_has_a_person"),
            UniqueConstraint(
                fields=["group", "user"],
                condition=Q(state__in=["open", "waiting"]),
                name="join_request_one_undecided_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waiting_since__isnull=False), name="join_request_in_line_has_a_place"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED


class FitMessage(models.Model):
    """A word between somebody who asks for a seat and the group's facilitators. Kept for 30 days, and sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(JoinRequest, on_delete=models.CASCADE, related_name="thread")
    author = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="empty: who asks"
    )
    by_asker = models.BooleanField()
    words = SealedTextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="fit_message_by_age")]

    def __str__(self) -> str:
        return str(self.pk)


class OfferState(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not now")
    EXPIRED = "expired", _("its time was over")
    WITHDRAWN = "withdrawn", _("there was no seat any more")


OFFER_MOVES: Mapping[OfferState, frozenset[OfferState]] = {
    OfferState.OPEN: frozenset({OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED, OfferState.WITHDRAWN}),
    OfferState.ACCEPTED: frozenset(),
    OfferState.DECLINED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
}
"""The same of an offer."""


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> "OfferQuerySet":
        """An open offer holds a seat."""
        return self.filter(state=OfferState.OPEN)

    def that_may_become(self, state: OfferState) -> "OfferQuerySet":
        return self.filter(state__in=[start for start, ends in OFFER_MOVES.items() if state in ends])

    def kept_for(self, user: User, *, now: datetime) -> "OfferQuerySet":
        """Those that this person can still say yes to, the one that ends first before the others."""
        mine = self.open().filter(request__user=user, expires_at__gt=now)
        return mine.select_related("request__group").order_by("expires_at", "pk")


class Offer(models.Model):
    """A seat, kept for somebody in line until a time that they are told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(JoinRequest, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", OfferState, name="offer_state_is_known"),
            UniqueConstraint(fields=["request"], condition=Q(state="open"), name="offer_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="offer_that_is_settled_says_when",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="offer_leaves_time_to_answer"),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="open"), name="offer_to_expire")]

    def __str__(self) -> str:
        return str(self.pk)
