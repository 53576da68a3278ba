"""The directory: what somebody looks for, read from an address, and the groups that fit."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from groups.home.cards import Card, cards, language_name, published, with_a_free_seat
from groups.home.moments import DAYS, PARTS, Zones, spans
from groups.membership.access import Person
from groups.membership.models import GroupQuerySet, Kind, Pace, SupportGroup
from groups.people import moments
from groups.people.models import User
from groups.people.quiet import Clock
from groups.schedule.models import Session

GROUPS_A_PAGE = 12
A_MOMENT = timedelta(microseconds=1)
LAST_PAGE, LAST_PAGE_WITH_SEATS = 1_000, 20
SLACK = 12
"""How many more groups are read than shown when only free seats are asked for: those that are full for this reader
alone leave no gap, so that the list is the one that they would get if these were full for everybody."""

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
    page: int = 1
    notes: tuple[str, ...] = ()

    @property
    def in_one_zone(self) -> bool:
        """Whether days and hours are the reader's own, rather than each group's."""
        return None in self.zones

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
    offered = published().order_by().values_list("experience", "language", "other_languages", "time_zone").distinct()
    rows = list(offered)
    known = isinstance(user, User)
    filters = _filters(rows, seats=known)
    chosen = tuple(replace(one, chosen=asked.get(one.name, "")) for one in filters)
    zones: Zones = {None: timezone.get_current_timezone()}
    if not known and moments.chosen_zone() is None:
        zones = {name: Clock.of(name, None, None).zone for name in sorted({row[3] for row in rows})}
    notes = [_not_known(one) for one in chosen if one.chosen and not one.words]
    if not known and asked.get("seats"):
        notes.append(_("Free seats are shown to people who are signed in. The rest of your choice holds."))
    return Search(chosen, zones, page=_page(asked.get("page", "")), notes=tuple(notes))


def is_tidy(asked: Mapping[str, str]) -> bool:
    """Whether an address carries nothing empty; a form sends what was left open, too."""
    return all(asked.values())


def _filters(rows: Iterable[tuple[str, str, str, str]], *, seats: bool) -> list[Filter]:
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
    """A session of the next weeks begins then. One that was moved says nothing about the rhythm of its series."""
    usual = Q(moved_from=None) | Q(series=None)
    some = Q()
    for name, zone in search.zones.items():
        hours = spans(zone, day=search.value("day"), part=search.value("time"), now=now)
        then = Q(*(("starts_at__range", (begin, end - A_MOMENT)) for begin, end in hours), _connector=Q.OR)
        sessions = Session.objects.going_ahead().filter(then, usual, ends_at__gt=now)
        here = Q(pk__in=sessions.values("group_id"))
        some |= here if name is None else here & Q(time_zone=name)
    return some if search.zones else Q(pk=None)


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
