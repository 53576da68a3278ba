"""Series make sessions; people say what they can today; presence becomes attendance."""

import uuid
from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from groups.constraints import both_or_neither, one_of
from groups.membership.models import Kind, Membership, SupportGroup
from groups.people.validators import validate_time_zone
from groups.schedule.planning import Step
from groups.sealed import SealedTextField

DOORS = timedelta(minutes=15)
"""How long before its start a session's room may be opened."""

SLOT = timedelta(seconds=30)
"""Presence is counted in slots of this length: five tabs in one slot are one person, once."""


class Frequency(models.TextChoices):
    WEEKLY = "weekly", _("every week, or every few weeks")
    MONTHLY = "monthly", _("once a month")


class WeekOfMonth(models.IntegerChoices):
    """Which of a month's Tuesdays (RFC 5545 § 3.3.10, BYDAY)."""

    FIRST = 1, _("first")
    SECOND = 2, _("second")
    THIRD = 3, _("third")
    FOURTH = 4, _("fourth")
    LAST = -1, _("last")


MOST_SESSIONS = 520
"""Of a series that says how many there are: ten years of weeks."""


class Series(models.Model):
    """A wall-clock time in a named zone that comes back: every n weeks, or once a month on "the first Tuesday".

    The first day tells the weekday. A series whose rule changes from a day on ends the day before; another one
    `continues` it, and takes over the sessions that were laid for later days, with everything that was said of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.PROTECT, related_name="series")
    starts_on = models.DateField(help_text=_("The first session's day, in the series' time zone."))
    at = models.TimeField(help_text=_("Wall-clock time in the series' time zone."))
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(10), MaxValueValidator(240)], help_text=_("How long a session is.")
    )
    every_weeks = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(8)])
    time_zone = models.CharField(max_length=64)
    ends_on = models.DateField(null=True, blank=True, help_text=_("The last day; empty: for as long as the group is."))
    frequency = models.CharField(
        max_length=8, choices=Frequency.choices, default=Frequency.WEEKLY, db_default=Frequency.WEEKLY
    )
    week_of_month = models.SmallIntegerField(choices=WeekOfMonth.choices, null=True, blank=True)
    sessions_in_all = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SESSIONS)],
        help_text=_("How many sessions there are in all, called-off ones too; empty: no such number."),
    )
    kind = models.CharField(
        max_length=12, choices=Kind.choices, blank=True, default="", db_default="", help_text="empty: the group's"
    )
    on_holidays = models.BooleanField(
        default=False, db_default=False, help_text=_("It meets on the organisation's holidays, too.")
    )
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followed_by")
    zone_rules = models.CharField(
        max_length=16, blank=True, default="", db_default="", help_text="of its zone, as its sessions were laid"
    )

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            CheckConstraint(condition=Q(minutes__gte=10, minutes__lte=240), name="series_has_a_humane_length"),
            CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=8), name="series_comes_back"),
            CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="series_ends_after_it_starts"
            ),
            one_of("frequency", Frequency, name="series_frequency_is_known"),
            one_of("week_of_month", WeekOfMonth, name="series_week_of_month_is_known"),
            CheckConstraint(
                condition=Q(frequency="weekly", week_of_month=None)
                | Q(frequency="monthly", week_of_month__isnull=False, every_weeks=1),
                name="series_that_is_monthly_says_which_week",
            ),
            CheckConstraint(condition=Q(kind__in=[*Kind.values, ""]), name="series_kind_is_known"),
            CheckConstraint(
                condition=Q(sessions_in_all=None) | Q(sessions_in_all__gte=1, sessions_in_all__lte=MOST_SESSIONS),
                name="series_has_a_humane_number",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def clean(self) -> None:
        super().clean()
        validate_time_zone(self.time_zone)


class StepKind(models.TextChoices):
    """What happens in a step, for the picture beside its words."""

    ARRIVAL = "arrival", _("arriving")
    AGREEMENT = "agreement", _("what we agree on")
    CHECK_IN = "check_in", _("a word from everybody, or none")
    THEME = "theme", _("what the session is about")
    QUIET = "quiet", _("quiet minutes")
    CLOSING = "closing", _("closing")
    OTHER = "", _("something else")


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    def in_order(self) -> list[Step]:
        """The steps of one group's sessions, one behind the other."""
        return [Step(*row) for row in self.order_by("place").values_list(*Step._fields)]


class PlanStep(models.Model):
    """One timed step of a session's plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="plan")
    place = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=10, choices=StepKind.choices, blank=True, default=StepKind.OTHER, db_default=StepKind.OTHER
    )

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["group", "place"], name="plan_step_has_its_own_place"),
            one_of("kind", StepKind, name="plan_step_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.words


class SessionState(models.TextChoices):
    PLANNED = "planned", _("planned")
    CANCELLED = "cancelled", _("called off")
    OVER = "over", _("over")


class CalledOff(models.TextChoices):
    """Why a session does not take place, where it is not a facilitator's decision."""

    BY_HAND = "", _("by a facilitator")
    NOBODY_CAME = "nobody_came", _("nobody could open its room")
    HOLIDAY = "holiday", _("a holiday of the organisation")
    SERIES = "series", _("its series has changed")


class SessionQuerySet(models.QuerySet["Session"]):
    def going_ahead(self) -> "SessionQuerySet":
        return self.filter(state=SessionState.PLANNED)

    def upcoming(self, *, now: datetime) -> "SessionQuerySet":
        """Not over yet; the one that is going on comes first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def with_doors_open(self, *, now: datetime) -> "SessionQuerySet":
        return self.going_ahead().filter(starts_at__lte=now + DOORS, ends_at__gt=now)


class Session(models.Model):
    """One meeting of a group. Instants are UTC; the wall clock that made them stands in the series."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SupportGroup, on_delete=models.PROTECT, related_name="sessions")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    laid_for = models.DateField(null=True, blank=True, help_text="the series' day that this session was made for")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    version = models.PositiveIntegerField(default=1, help_text="grows with every change that people are told of")
    meant_for = models.DateTimeField(
        null=True, blank=True, help_text="the start that the series' rule gives it; empty: it was added by hand"
    )
    moved_from = models.DateTimeField(null=True, blank=True, help_text="the start that people knew before the last")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    called_off_for = models.CharField(
        max_length=12, choices=CalledOff.choices, blank=True, default=CalledOff.BY_HAND, db_default=CalledOff.BY_HAND
    )
    link_token = models.CharField(
        max_length=43, blank=True, default="", db_default="", help_text="256 random bits of this session's voice link"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", Kind, name="session_kind_is_known"),
            one_of("state", SessionState, name="session_state_is_known"),
            both_or_neither("cancelled_at", "cancelled_by", name="session_cancelling_has_a_person"),
            one_of("called_off_for", CalledOff, name="session_called_off_for_a_known_reason"),
            CheckConstraint(
                condition=Q(called_off_for="") | Q(state="cancelled"), name="session_with_a_reason_is_called_off"
            ),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
            UniqueConstraint(fields=["series", "laid_for"], name="session_is_laid_once_a_day"),
        ]
        indexes = [
            models.Index(fields=["group", "starts_at"], name="session_of_group"),
            models.Index(fields=["state", "starts_at"], name="session_by_start"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def doors_at(self) -> datetime:
        return self.starts_at - DOORS


class Answer(models.TextChoices):
    """Today I can…"""

    COME = "come", _("Come")
    QUIETLY = "quietly", _("Come quietly")
    UNSURE = "unsure", _("Not sure yet")
    NOT_TODAY = "not_today", _("Not today")


class Rsvp(models.Model):
    """What somebody said they can do that day; no reason is asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="rsvps")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="rsvps")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("answer", Answer, name="rsvp_answer_is_known"),
            UniqueConstraint(fields=["session", "membership"], name="rsvp_once_a_session"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Usual(models.Model):
    """What somebody says of every session of a group, as long as they say nothing else of one."""

    membership = models.OneToOneField(Membership, primary_key=True, on_delete=models.CASCADE, related_name="usual")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [one_of("answer", Answer, name="usual_answer_is_known")]

    def __str__(self) -> str:
        return str(self.pk)


class Attendance(models.Model):
    """Presence in a session's room, counted in slots; never how much somebody said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attendances")
    first_seen_at = models.DateTimeField()
    slots = models.PositiveIntegerField(default=0)
    last_slot = models.IntegerField(default=-1_000_000, help_text="number of the last slot counted, from the start")
    attended = models.BooleanField(null=True, blank=True, help_text="settled when the session is over")
    asked_to_leave_at = models.DateTimeField(
        null=True, blank=True, help_text="the room is closed to them until the end"
    )
    marked_at = models.DateTimeField(null=True, blank=True, help_text="a facilitator said whether they came")
    marked_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["session", "membership"], name="attendance_once_a_session"),
            both_or_neither("marked_at", "marked_by", name="attendance_mark_has_a_person"),
            CheckConstraint(
                condition=Q(marked_at=None) | Q(attended__isnull=False), name="attendance_mark_says_something"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SessionNote(models.Model):
    """My own note about a session: what I want to say, or what I wish to keep. Nobody else reads it (S0-06)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="notes")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="notes")
    words = SealedTextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["session", "membership"], name="session_note_one_a_person")]

    def __str__(self) -> str:
        return str(self.pk)
