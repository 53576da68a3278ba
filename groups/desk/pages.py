"""What the pages of the desk show, read in few questions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, prefetch_related_objects
from django.utils import timezone

from groups.desk import access
from groups.desk.forms import SECTIONS
from groups.desk.models import TrainingRecord
from groups.invitations.models import Invitation
from groups.membership.models import Membership, Part, State, SupportGroup
from groups.organisation.countries import name_of
from groups.organisation.models import HelpLine, Holiday, Organisation
from groups.people.models import Role, User
from groups.schedule.actions import holidays
from groups.schedule.models import Session

SOON = timedelta(days=3)
MOST_NAMED, A_PAGE = 20, 50


@dataclass(frozen=True)
class Hub:
    """What needs a look, and how much there is of everything."""

    lines_to_check: int
    lonely_groups: Sequence[SupportGroup]
    ending: int
    nobody_on_call: bool
    training_over: int
    without_second_factor: int

    @property
    def is_calm(self) -> bool:
        counts = self.lines_to_check, len(self.lonely_groups), self.ending, self.training_over
        return not (any(counts) or self.nobody_on_call or self.without_second_factor)


def hub(here: Organisation, *, now: datetime) -> Hub:
    today = timezone.localdate(now)
    ending = Invitation.objects.waiting().filter(expires_at__gt=now, expires_at__lte=now + SOON)
    staff = User.objects.filter(is_active=True).exclude(role=Role.NONE)
    return Hub(
        lines_to_check=access.to_check(today=today).count(),
        lonely_groups=list(_lonely_groups()),
        ending=ending.count(),
        nobody_on_call=here.on_call_id is None,
        training_over=TrainingRecord.objects.filter(valid_until__lt=today, user__in=access.on_duty()).count(),
        without_second_factor=staff.exclude(pk__in=_with_second_factor().values("user")).count(),
    )


def _lonely_groups() -> Any:
    """Published groups that fewer than two people hold."""
    held = Q(memberships__role=Part.FACILITATOR, memberships__state=State.SEATED, memberships__user__is_active=True)
    counted = SupportGroup.objects.published().annotate(held_by=Count("memberships", filter=held))
    return counted.filter(held_by__lt=2).order_by("name", "pk")[:MOST_NAMED]


def _with_second_factor() -> Any:
    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)


@dataclass(frozen=True)
class Section:
    """One part of the settings, as it stands."""

    slug: str
    title: Any
    facts: Sequence[tuple[Any, object]]


def sections(here: Organisation) -> list[Section]:
    found = []
    for slug, (title, form) in SECTIONS.items():
        facts = [(field.label, _shown(field, getattr(here, name))) for name, field in form.base_fields.items()]
        found.append(Section(slug, title, facts))
    return found


def _shown(field: forms.Field, value: object) -> object:
    if isinstance(value, User):
        return value.chosen_name or value.email
    choices: Any = getattr(field, "choices", ())
    return dict(choices).get(value, value) if isinstance(field, forms.ChoiceField) else value


@dataclass(frozen=True)
class LineToShow:
    """A help line, and whether somebody should call it again."""

    line: HelpLine
    is_old: bool

    @property
    def country(self) -> str:
        return name_of(self.line.country)


def lines_to_show(*, today: date) -> list[LineToShow]:
    old = today - access.OLD
    return [LineToShow(one, one.checked_on is None or one.checked_on < old) for one in access.help_lines()]


@dataclass(frozen=True)
class WhatFollows:
    """The sessions that a holiday calls off, and those that take place after all."""

    called_off: Sequence[Session]
    standing_again: Sequence[Session]

    @property
    def is_nothing(self) -> bool:
        return not (self.called_off or self.standing_again)

    @property
    def marks(self) -> list[list[str]]:
        """By which it is told apart from what was shown a while ago."""
        return [[str(one.pk) for one in sessions] for sessions in (self.called_off, self.standing_again)]


def what_follows(holiday: Holiday | None, days: access.Days | None, *, now: datetime) -> WhatFollows:
    """What follows when a holiday (None: a new one) has these days from now on (None: no days any more)."""
    spans = access.other_holidays(holiday) + ([days] if days else [])
    called_off, standing_again = holidays.what_follows(spans=spans, now=now)
    prefetch_related_objects([*called_off, *standing_again], "group")
    return WhatFollows(called_off, standing_again)


@dataclass(frozen=True)
class Person:
    """Somebody with a role or a group to hold."""

    user: User
    seats: Sequence[Membership]
    has_second_factor: bool
    training: Sequence[TrainingRecord]
    today: date

    @property
    def training_is_over(self) -> bool:
        return any(self.is_over(one) for one in self.training)

    @property
    def records(self) -> list[tuple[TrainingRecord, bool]]:
        return [(one, self.is_over(one)) for one in self.training]

    def is_over(self, record: TrainingRecord) -> bool:
        return record.valid_until is not None and record.valid_until < self.today


def people(*, page: str | None, today: date) -> tuple[Page[User], list[Person]]:
    """Those with a role, then those who facilitate, by the address they sign in with."""
    shown = Paginator(access.staff().order_by("-is_active", "email", "pk"), A_PAGE).get_page(page)
    return shown, with_facts(list(shown), today=today)


def waiting(*, page: str | None) -> Page[Invitation]:
    """Invitations that nobody has accepted yet, the next to run out first."""
    return Paginator(access.invitations(), A_PAGE).get_page(page)


def with_facts(users: Sequence[User], *, today: date) -> list[Person]:
    """Three questions, however many they are."""
    seats: dict[UUID, list[Membership]] = defaultdict(list)
    held = Membership.objects.current().facilitators().filter(user__in=users).select_related("group")
    for seat in held.order_by("group__name", "pk"):
        seats[seat.user_id].append(seat)
    training: dict[UUID, list[TrainingRecord]] = defaultdict(list)
    for record in TrainingRecord.objects.filter(user__in=users).order_by("-on", "pk"):
        training[record.user_id].append(record)
    second = set(_with_second_factor().filter(user__in=users).values_list("user", flat=True))
    return [Person(one, seats[one.pk], one.pk in second, training[one.pk], today) for one in users]
