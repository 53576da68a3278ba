"""Groups, and who belongs to them under which name."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Count, Q, UniqueConstraint
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.people.models import User
from groups.people.validators import validate_time_zone

LEAST_SEATS, MOST_SEATS = 3, 12


class Kind(models.TextChoices):
    """What a session is like."""

    CIRCLE = "circle", _("Circle: people take turns to share")
    QUIET = "quiet", _("Quiet: being together without words")
    SHORT = "short", _("Short: a small circle in little time")
    WORKSHOP = "workshop", _("Workshop: learning something together")
    CASUAL = "casual", _("Casual: an hour without an agenda")


class Pace(models.TextChoices):
    GENTLE = "gentle", _("gentle")
    STEADY = "steady", _("steady")


class GroupQuerySet(models.QuerySet["SupportGroup"]):
    def published(self) -> "GroupQuerySet":
        return self.filter(is_published=True)

    def with_seats_taken(self) -> "GroupQuerySet":
        """Adds `seats_taken`: members now seated; facilitators take no seat."""
        seated = Q(memberships__state=State.SEATED, memberships__role=Part.MEMBER)
        return self.annotate(seats_taken=Count("memberships", filter=seated))


class SupportGroup(models.Model):
    """A few people who come back each week to the same few faces."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    purpose = models.TextField(max_length=600, help_text=_("What it is for, in plain words."))
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CIRCLE)
    pace = models.CharField(max_length=8, choices=Pace.choices, default=Pace.GENTLE)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    capacity = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(LEAST_SEATS), MaxValueValidator(MOST_SEATS)]
    )
    same_people = models.BooleanField(default=True, help_text=_("A standing roster: the same people each time."))
    retention_days = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1), MaxValueValidator(366)], help_text=_("How long words are kept.")
    )
    is_published = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", Kind, name="group_kind_is_known"),
            one_of("pace", Pace, name="group_pace_is_known"),
            CheckConstraint(
                condition=Q(capacity__gte=LEAST_SEATS, capacity__lte=MOST_SEATS), name="group_has_three_to_twelve_seats"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        validate_time_zone(self.time_zone)

    def names_in_use(self) -> list[str]:
        """The names of those who belong to the group, and of those who wait for an answer."""
        seated = self.memberships.current().values_list("name", flat=True)
        return [*seated, *self.requests.open().values_list("name", flat=True)]


class Part(models.TextChoices):
    """What somebody is to a group."""

    MEMBER = "member", _("member")
    FACILITATOR = "facilitator", _("facilitator")


class State(models.TextChoices):
    SEATED = "seated", _("seated")
    LEFT = "left", _("left")
    REMOVED = "removed", _("removed")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(state=State.SEATED)

    def members(self) -> "MembershipQuerySet":
        return self.filter(role=Part.MEMBER)

    def facilitators(self) -> "MembershipQuerySet":
        return self.filter(role=Part.FACILITATOR)


class Membership(models.Model):
    """A person in a group, under the name that they chose for it.

    Its id is what the others' pages know them by: it differs from group to group, so that nobody can tell that two
    names are one person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Part.choices, default=Part.MEMBER)
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SEATED)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("role", Part, name="membership_role_is_known"),
            one_of("state", State, name="membership_state_is_known"),
            UniqueConstraint(fields=["group", "user"], condition=Q(state="seated"), name="membership_once_at_a_time"),
            UniqueConstraint(
                "group", Lower("name"), condition=Q(state="seated"), name="membership_name_is_one_person_in_a_group"
            ),
            CheckConstraint(
                condition=Q(state="seated", ended_at=None) | (~Q(state="seated") & Q(ended_at__isnull=False)),
                name="membership_that_is_over_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_facilitator(self) -> bool:
        return self.role == Part.FACILITATOR


class RequestState(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    SEATED = "seated", _("seated")
    DECLINED = "declined", _("not this time")
    WITHDRAWN = "withdrawn", _("taken back")


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def open(self) -> "JoinRequestQuerySet":
        return self.filter(state=RequestState.OPEN)


class JoinRequest(models.Model):
    """Somebody asks for a seat, under the name that they would have in this group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.PROTECT, related_name="requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    name = models.CharField(max_length=40)
    line = models.CharField(max_length=300, blank=True, help_text="optional, read by the group's facilitators only")
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="requests_answered"
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", RequestState, name="join_request_state_is_known"),
            both_or_neither("answered_at", "answered_by", name="join_request_answer_has_a_person"),
            UniqueConstraint(fields=["group", "user"], condition=Q(state="open"), name="join_request_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
