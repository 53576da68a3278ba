"""What the pages of setting up share: the way through the steps, and where a group stands on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from groups.membership.models import Kind, SupportGroup
from groups.people.moments import zone_name
from groups.schedule.forms.looking import mark_of
from groups.schedule.models import Series, Session, SessionState, WeekOfMonth
from groups.setup import access, policy
from groups.setup.standing import Standing

A_PAGE = 30
STEPS = (
    ("facts", lazy("The facts")),
    ("plan", lazy("The plan of a session")),
    ("agreement", lazy("The agreement")),
    ("facilitators", lazy("Facilitators")),
    ("hours", lazy("The hour")),
    ("preview", lazy("What a member will see")),
    ("publication", lazy("Publish")),
)
AFTER = {name: following for (name, _words), (following, _more) in pairwise(STEPS)}


@dataclass(frozen=True)
class Step:
    """One step of the way: where it leads, and whether it is done."""

    name: str
    words: Any
    url: str
    is_here: bool
    is_done: bool


@dataclass(frozen=True)
class Line:
    """A group in the list of all."""

    group: SupportGroup
    standing: Standing
    missing: Sequence[policy.Missing]


def way(group: SupportGroup, standing: Standing, *, here: str) -> list[Step]:
    """All steps, in order."""
    done = {
        "facts": True,
        "plan": standing.has_plan,
        "agreement": standing.agreement_version > 0,
        "facilitators": standing.facilitators > 0,
        "hours": standing.has_hours,
        "preview": standing.is_published,
        "publication": standing.is_published,
    }
    return [Step(name, words, address(name, group), name == here, done[name]) for name, words in STEPS]


def address(step: str, group: SupportGroup) -> str:
    return reverse(f"setup:{step}", args=[group.pk])


def following(step: str, group: SupportGroup, *, done: bool) -> str:
    """Where saving a step leads: on to the next while a group is being set up, back to the same page afterwards."""
    return address(AFTER[step] if done else step, group)


def around(group: SupportGroup, *, here: str) -> Mapping[str, Any]:
    """What every page of a group shows beside its own things."""
    standing = Standing.of(group)
    lacks = policy.missing(standing)
    return {
        "group": group,
        "standing": standing,
        "way": way(group, standing, here=here),
        "number": _number(here),
        "missing": [(one.say, address(one.step, group)) for one in lacks],
        "missing_here": [one.say for one in lacks if one.step == here],
    }


def _number(step: str) -> int:
    """Its place on the way, from 1 on; 0: the page is beside the way."""
    names = [name for name, _words in STEPS]
    return names.index(step) + 1 if step in names else 0


def lines(groups: QuerySet[SupportGroup], *, page: str | None) -> tuple[Page[SupportGroup], list[Line]]:
    """A page of the list of all groups."""
    shown = Paginator(groups, A_PAGE).get_page(page)
    standings = [(group, Standing.of(group)) for group in shown]
    return shown, [Line(group, standing, policy.missing(standing)) for group, standing in standings]


@dataclass(frozen=True)
class Hour:
    """An hour in words: when it meets, and what else is said of it."""

    series: Series
    title: str
    facts: Sequence[str]

    @classmethod
    def of(cls, series: Series) -> "Hour":
        return cls(series, when(series), list(_facts(series)))


def when(series: Series) -> str:
    """Tuesday, 19:00 (Europe/London); first Tuesday of the month, 19:00 (Europe/London)."""
    weekday = date_format(series.starts_on, "l")
    if series.week_of_month:
        week = WeekOfMonth(series.week_of_month).label
        weekday = _("{week} {weekday} of the month").format(week=str(week).capitalize(), weekday=weekday)
    zone = zone_name(ZoneInfo(series.time_zone))
    return _("{day}, {time} ({zone})").format(day=weekday, time=time_format(series.at, "H:i"), zone=zone)


def _facts(series: Series) -> Iterator[str]:
    minutes = ngettext("{minutes} minute", "{minutes} minutes", series.minutes).format(minutes=series.minutes)
    first = date_format(series.starts_on, "j F Y")
    if series.week_of_month:
        yield _("{minutes}, once a month from {first} on").format(minutes=minutes, first=first)
    else:
        every = ngettext(
            "{minutes}, every week from {first} on",
            "{minutes}, every {weeks} weeks from {first} on",
            series.every_weeks,
        )
        yield every.format(minutes=minutes, weeks=series.every_weeks, first=first)
    if series.ends_on:
        yield _("until {last}").format(last=date_format(series.ends_on, "j F Y"))
    if series.sessions_in_all:
        yield ngettext("{number} session in all", "{number} sessions in all", series.sessions_in_all).format(
            number=series.sessions_in_all
        )
    if series.kind:
        yield str(Kind(series.kind).label)
    if series.on_holidays:
        yield _("on the organisation's holidays, too")


def hours_of(group: SupportGroup, *, now: datetime) -> Mapping[str, Any]:
    """The group's hours, each in words."""
    return {"laid": [Hour.of(one) for one in access.hours(group, now=now)]}


@dataclass(frozen=True)
class Shift:
    """A session that is not as it was; None: it was not there, or is called off."""

    before: Session | None
    after: Session | None
    is_known: bool
    """People know of it, if only that it was called off."""

    @property
    def what(self) -> str:
        if self.before is None:
            return "back" if self.is_known else "new"
        if self.after is None:
            return "called_off"
        return "kind" if _span(self.before) == _span(self.after) else "moved"


@dataclass(frozen=True)
class Outcome:
    """What an act comes to, and by which mark the page is known that has shown it."""

    shifts: Sequence[Shift]
    staying: int
    mark: str

    @classmethod
    def of(cls, before: Sequence[Session], after: Sequence[Session], *, given: object) -> "Outcome":
        """Of the sessions to come, as they were and as they would be."""
        was, will = ({one.pk: one for one in sessions if _goes_ahead(one)} for sessions in (before, after))
        known = {one.pk for one in before}
        pairs = [Shift(was.get(key), will.get(key), key in known) for key in dict.fromkeys([*was, *will])]
        shifts = [one for one in pairs if _known(one.before) != _known(one.after)]
        shifts.sort(key=lambda one: min(session.starts_at for session in (one.before, one.after) if session))
        seen = [(_known(one.before), _known(one.after)) for one in shifts]
        return cls(shifts, len(pairs) - len(shifts), mark_of(given, seen))


def _goes_ahead(session: Session) -> bool:
    return session.state == SessionState.PLANNED


def _span(session: Session) -> tuple[datetime, datetime]:
    return session.starts_at, session.ends_at


def _known(session: Session | None) -> tuple[datetime, datetime, str] | None:
    """What people know of it."""
    return (*_span(session), session.kind) if session else None
