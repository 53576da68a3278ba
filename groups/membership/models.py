"""Groups, and who belongs to them under which name."""

import uuid
from datetime import datetime, time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Count, F, Q, UniqueConstraint
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.people.models import Boundary
from groups.people.validators import validate_time_zone

LEAST_SEATS, MOST_SEATS = 2, 12
"""Seats are members' alone: two of them and a facilitator are three people in a room (S0-30)."""


MOST_DAYS = 7
"""How far from a session its notes are, at most."""


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
    experience = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text=_("What those who come have in common.")
    )
    language = models.CharField(max_length=12, default="en")
    other_languages = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text=_("codes, with spaces between")
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    capacity = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(LEAST_SEATS), MaxValueValidator(MOST_SEATS)]
    )
    same_people = models.BooleanField(default=True, help_text=_("A standing roster: the same people each time."))
    retention_days = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1), MaxValueValidator(366)], help_text=_("How long words are kept.")
    )
    room_rules = models.TextField(
        max_length=600, blank=True, default="", db_default="", help_text=_("What holds in the room, one line each.")
    )
    remind_three_days = models.BooleanField(default=True, db_default=True)
    remind_one_day = models.BooleanField(default=True, db_default=True)
    first_note_days = models.PositiveSmallIntegerField(
        default=3,
        db_default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("How many days before a session the first note comes."),
    )
    first_note_at = models.TimeField(
        null=True, blank=True, help_text=_("At this time of each person's day; empty: at the hour of the session.")
    )
    second_note_days = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("How many days before a session the second note comes."),
    )
    second_note_at = models.TimeField(
        null=True, blank=True, help_text=_("At this time of each person's day; empty: at the hour of the session.")
    )
    prepare_days = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("How many days before a session those who hold it are asked to prepare."),
    )
    prepare_at = models.TimeField(
        null=True, blank=True, help_text=_("At this time of each person's day; empty: at the hour of the session.")
    )
    writes_after = models.BooleanField(
        default=True, db_default=True, help_text=_("A word to those who did not come, and agreed to that.")
    )
    after_days = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("How many days after a session that word comes."),
    )
    after_at = models.TimeField(
        default=time(11), db_default=time(11), help_text=_("At this time of each person's day.")
    )
    pause_weeks = models.PositiveSmallIntegerField(
        default=6,
        db_default=6,
        validators=[MinValueValidator(1), MaxValueValidator(26)],
        help_text=_("How long a pause keeps the seat at most."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        default=48,
        db_default=48,
        validators=[MinValueValidator(12), MaxValueValidator(168)],
        help_text=_("How many waking hours an offered seat waits for an answer."),
    )
    agreement_version = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="0: there is none")
    meeting_link = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("An https address for groups that want voice; {token} in it is another random word each session."),
    )
    is_published = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", Kind, name="group_kind_is_known"),
            one_of("pace", Pace, name="group_pace_is_known"),
            CheckConstraint(condition=Q(pause_weeks__gte=1, pause_weeks__lte=26), name="group_pause_has_an_end"),
            CheckConstraint(
                condition=Q(
                    first_note_days__gte=1,
                    first_note_days__lte=MOST_DAYS,
                    second_note_days__gte=1,
                    second_note_days__lte=MOST_DAYS,
                    prepare_days__gte=1,
                    prepare_days__lte=MOST_DAYS,
                    after_days__gte=1,
                    after_days__lte=MOST_DAYS,
                ),
                name="group_notes_are_within_a_week",
            ),
            CheckConstraint(
                condition=Q(second_note_days__lt=F("first_note_days")), name="group_second_note_comes_after_the_first"
            ),
            CheckConstraint(condition=Q(offer_hours__gte=12, offer_hours__lte=168), name="group_offer_has_an_end"),
            CheckConstraint(
                condition=Q(capacity__gte=LEAST_SEATS, capacity__lte=MOST_SEATS), name="group_has_two_to_twelve_seats"
            ),
        ]
        indexes = [models.Index(fields=["is_published", "name", "id"], name="group_in_the_directory")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        validate_time_zone(self.time_zone)

    def names_in_use(self, *, but: "Membership | None" = None) -> list[str]:
        """The names of those who belong to the group, and of those who wait for an answer; *but* not this person's."""
        seated, asking = self.memberships.current(), self.requests.undecided()
        if but is not None:
            seated, asking = seated.exclude(pk=but.pk), asking.exclude(user=but.user_id)
        return [*seated.values_list("name", flat=True), *asking.values_list("name", flat=True)]


class Part(models.TextChoices):
    """What somebody is to a group."""

    MEMBER = "member", _("member")
    FACILITATOR = "facilitator", _("facilitator")


class State(models.TextChoices):
    SEATED = "seated", _("seated")
    LEFT = "left", _("left")
    REMOVED = "removed", _("removed")
    RELEASED = "released", _("the seat was given on after a pause")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(state=State.SEATED)

    def present(self) -> "MembershipQuerySet":
        """Those who come: seated, and not on a pause."""
        return self.current().filter(paused_at=None)

    def welcome(self) -> "MembershipQuerySet":
        """Those whom the room lets in: present, and where there is an agreement, they agreed to some version of it.

        The same as `policy.check_can_enter`, for many at once.
        """
        return self.present().filter(Q(group__agreement_version=0) | Q(agreed_version__gt=0))

    def staying(self) -> "MembershipQuerySet":
        """Without those who sit in, or stand in, for one session."""
        return self.filter(guest_until=None)

    def visit_is_over(self, *, now: datetime) -> "MembershipQuerySet":
        """They came for one session, and it has ended."""
        return self.current().filter(guest_until__lte=now)

    def pause_is_over(self, *, now: datetime) -> "MembershipQuerySet":
        """Seated, and their pause had an end that has gone by."""
        return self.current().filter(paused_until__lte=now)

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
    pronouns = models.CharField(max_length=40, blank=True, default="", db_default="")
    boundary = models.CharField(
        max_length=12, choices=Boundary.choices, blank=True, default=Boundary.NONE, db_default=""
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True, help_text="the seat is kept for certain until then")
    agreed_version = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="0: to none so far")
    agreed_at = models.DateTimeField(null=True, blank=True)
    may_be_written_to = models.BooleanField(
        default=False, db_default=False, help_text="a facilitator may send a word after a session they did not come to"
    )
    guest_until = models.DateTimeField(
        null=True, blank=True, help_text="they sit in, or stand in, for one session; it ends then by itself"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("role", Part, name="membership_role_is_known"),
            one_of("state", State, name="membership_state_is_known"),
            one_of("boundary", Boundary, name="membership_boundary_is_known"),
            both_or_neither("paused_at", "paused_until", name="membership_pause_has_an_end"),
            CheckConstraint(
                condition=Q(agreed_version=0, agreed_at=None) | Q(agreed_version__gt=0, agreed_at__isnull=False),
                name="membership_agreement_has_a_time",
            ),
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

    @property
    def is_guest(self) -> bool:
        """Whether they sit in, or stand in, for one session."""
        return self.guest_until is not None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_asked_to_agree(self) -> bool:
        """Whether the group's agreement, or its newest version, waits for their yes. Needs the group at hand."""
        return self.group.agreement_version > self.agreed_version


class Agreement(models.Model):
    """What everybody in a group has said yes to. A change is a new version; the old ones stay readable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    brief = models.CharField(max_length=200, help_text=_("One line, shown at each session."))
    words = models.TextField(max_length=4000)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["group", "version"], name="agreement_version_is_one_text"),
            CheckConstraint(condition=Q(version__gte=1), name="agreement_versions_begin_with_one"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.version}"
