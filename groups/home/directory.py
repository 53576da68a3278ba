"""The directory: what somebody looks for, read from an address, and the groups that fit."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from groups.home.cards import Card, cards, language_name, published, with_a_free_seat
from groups.home.moments import DAYS, EVERY_DAY, PARTS, Hours, Zones, hours
from groups.membership.access import Person
from groups.membership.models import GroupQuerySet, Kind, Pace, SupportGroup
from groups.people import moments
from groups.people.models import User
from groups.people.quiet import Clock
from groups.schedule.models import Series

GROUPS_A_PAGE = 12
LAST_PAGE, LAST_PAGE_WITH_SEATS = 1_000, 20
SLACK = 12
"""How many more groups are read than shown when only free seats are asked for: those that are full for this reader
alone leave no gap, so that the list is the one that they would get if these were full for everybody."""

A_MINUTE = 60
"""Seconds for which a process remembers what all groups together offer to choose by: it takes as long to read as the
list itself, and a language that is new stands among the choices a minute later. Which groups fit is always asked."""

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Filter:
    """One thing to choose by. *chosen* may be a word that the address made up."""

    name: str
    label: str
    options: Options
    chosen: str = ""

    @property
    def words(self) -> str:
        """What was chosen, as people read it; empty when nothing was, or nothing that is known here."""
        return dict(self.options).get(self.chosen, "")


@dataclass(frozen=True)
class Chosen:
    """A filter that is on, and the address of the same list without it."""

    label: str
    words: str
    address: str


@dataclass(frozen=True)
class Search:
    """What somebody looks for. Its address tells that and nothing else: no zone, nobody's id."""

    filters: tuple[Filter, ...]
    zones: Zones
    """Of all hours that groups have; empty when neither a day nor a time was chosen."""
    zone: ZoneInfo | None = None
    """The reader's; None: days and hours are each group's own."""
    page: int = 1
    notes: tuple[str, ...] = ()

    @property
    def in_one_zone(self) -> bool:
        """Whether days and hours are the reader's own, rather than each group's."""
        return self.zone is not None

    def value(self, name: str) -> str:
        """What was chosen of this filter; what is not known here counts as nothing."""
        return next((one.chosen for one in self.filters if one.name == name and one.words), "")

    def without(self, *names: str) -> "Search":
        kept = (replace(one, chosen="") if one.name in names else one for one in self.filters)
        return replace(self, filters=tuple(kept), page=1)

    def address(self, *, page: int = 1) -> str:
        said = [(one.name, one.chosen) for one in self.filters if one.chosen]
        said += [("page", str(page))] if page > 1 else []
        return reverse("home:directory") + (f"?{urlencode(said)}" if said else "")

    @property
    def asks_for_seats(self) -> bool:
        return bool(self.value("seats"))

    @property
    def on(self) -> list[Filter]:
        return [one for one in self.filters if one.words]

    @property
    def chosen(self) -> list[Chosen]:
        return [Chosen(one.label, one.words, self.without(one.name).address()) for one in self.on]

    @property
    def next_page(self) -> str:
        return self.address(page=self.page + 1)

    @property
    def page_before(self) -> str:
        return self.address(page=self.page - 1) if self.page > 1 else ""


def read(asked: Mapping[str, str], *, user: Person) -> Search:
    """Read it from the parameters of an address. Options are what published groups have."""
    rows = caches["memory"].get_or_set("offered", _offered, A_MINUTE) or []
    known = isinstance(user, User)
    filters = _filters(rows, seats=known)
    chosen = tuple(replace(one, chosen=asked.get(one.name, "")) for one in filters)
    zone = Clock.of(user.time_zone, None, None).zone if isinstance(user, User) else moments.chosen_zone()
    notes = [_not_known(one) for one in chosen if one.chosen and not one.words]
    if not known and asked.get("seats"):
        notes.append(_("Free seats are shown to people who are signed in. The rest of your choice holds."))
    by_hour = any(one.words for one in chosen if one.name in ("day", "time"))
    return Search(chosen, _zones() if by_hour else {}, zone, page=_page(asked.get("page", "")), notes=tuple(notes))


def _offered() -> list[tuple[str, str, str]]:
    return list(published().order_by().values_list("experience", "language", "other_languages").distinct())


def _zones() -> Zones:
    """Those of all hours: to leave out the few of unpublished groups would take longer."""
    names = caches["memory"].get_or_set("zones", _zone_names, A_MINUTE) or []
    return {name: Clock.of(name, None, None).zone for name in names}


def _zone_names() -> list[str]:
    return sorted(Series.objects.order_by().values_list("time_zone", flat=True).distinct())


def is_tidy(asked: Mapping[str, str]) -> bool:
    """Whether an address carries nothing empty; a form sends what was left open, too."""
    return all(asked.values())


def _filters(rows: Iterable[tuple[str, str, str]], *, seats: bool) -> list[Filter]:
    rows = list(rows)
    experiences = sorted({row[0] for row in rows if row[0]}, key=str.casefold)
    codes = {code for row in rows for code in (row[1], *row[2].split()) if code}
    languages = sorted(((code, language_name(code)) for code in codes), key=lambda one: one[1].casefold())
    return [
        Filter("experience", _("What people have in common"), [(one, one) for one in experiences]),
        Filter("format", _("What a session is like"), [(value, str(words)) for value, words in Kind.choices]),
        Filter("pace", _("Pace"), [(value, str(words)) for value, words in Pace.choices]),
        Filter("language", _("Language"), languages),
        Filter("day", _("Day"), [(day, str(WEEKDAYS[n])) for n, day in enumerate(DAYS)]),
        Filter("time", _("Time of day"), _parts()),
        *([Filter("seats", _("Seats"), [("free", _("with a free seat"))])] if seats else []),
    ]


def _parts() -> Options:
    words = {
        "morning": _("Morning, 5:00 to 12:00"),
        "afternoon": _("Afternoon, 12:00 to 17:00"),
        "evening": _("Evening, 17:00 to 22:00"),
        "night": _("Night, 22:00 to 5:00"),
    }
    return [(part, words[part]) for part in PARTS]


def _not_known(one: Filter) -> str:
    says = _("“{choice}”: the address asks for something that is not known here. It is left out; the rest holds.")
    return says.format(choice=one.label)


def _page(number: str) -> int:
    return min(int(number), LAST_PAGE) or 1 if number.isascii() and number.isdigit() and len(number) < 6 else 1


def matching(search: Search, *, user: Person, now: datetime) -> GroupQuerySet:
    """The groups that fit, by name; who may sit in them is another question."""
    columns = {"experience": "experience", "format": "kind", "pace": "pace"}
    wished = {column: value for name, column in columns.items() if (value := search.value(name))}
    found = published().filter(**wished)
    if language := search.value("language"):
        others = Q(other_languages__regex=rf"(^| ){re.escape(language)}( |$)")  # codes with spaces between
        found = found.filter(Q(language=language) | others)
    if search.value("day") or search.value("time"):
        found = found.filter(_at_these_hours(search, now=now))
    return with_a_free_seat(found, user=user) if search.asks_for_seats else found


def _at_these_hours(search: Search, *, now: datetime) -> Q:
    """A series that goes on has its hour then. A session that was moved or added says nothing about the rhythm."""
    some = Q()
    for name, zone in search.zones.items():
        today, day, part = now.astimezone(zone).date(), search.value("day"), search.value("time")
        found = hours(zone=zone, reader=search.zone, day=day, part=part, today=today)
        then = Q(*(_then(one) for one in found), _connector=Q.OR)
        some |= Q(then, time_zone=name)
    going_on = Q(ends_on=None) | Q(ends_on__gte=now.date())
    return Q(pk__in=Series.objects.filter(some, going_on).values("group_id")) if search.zones else Q(pk=None)


def _then(one: Hours) -> Q:
    upto = Q() if one.last is None else Q(at__lt=one.last)
    return Q(upto, at__gte=one.first) & (Q() if one.weekday == EVERY_DAY else Q(starts_on__iso_week_day=one.weekday))


def listing(search: Search, *, user: Person, now: datetime) -> tuple[list[Card], bool]:
    """The cards of this page, and whether there are more."""
    found, before = matching(search, user=user, now=now), (search.page - 1) * GROUPS_A_PAGE
    window = slice(before, before + GROUPS_A_PAGE + 1)
    if not search.asks_for_seats:
        shown, last = cards(found[window], user=user, now=now), LAST_PAGE
    else:
        last = LAST_PAGE_WITH_SEATS
        upto = min(search.page, last) * GROUPS_A_PAGE + 1 + SLACK
        shown = cards(found[:upto], user=user, now=now, with_seats=window)
    return shown[:GROUPS_A_PAGE], len(shown) > GROUPS_A_PAGE and search.page < last


def loosened(search: Search, *, user: Person, now: datetime) -> list[Chosen]:
    """What to leave out so that something fits, each with the address of that list; one question.

    Whether a seat is free is never part of the answer: it would tell which groups are full for this reader alone.
    """
    wider, on = search.without("seats"), search.on
    ways = {one.name: wider.without(one.name) for one in on}
    fits: dict[str, Any] = {
        f"without_{name}": Exists(matching(way, user=user, now=now).order_by()) for name, way in ways.items()
    }
    row: dict[str, bool] = (
        next(iter(SupportGroup.objects.published().annotate(**fits).values(*fits)[:1]), {}) if fits else {}
    )
    return [Chosen(one.label, one.words, ways[one.name].address()) for one in on if row.get(f"without_{one.name}")]
