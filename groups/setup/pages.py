"""What the pages of setting up share: the way through the steps, and where a group stands on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groups.membership.models import SupportGroup
from groups.setup import policy
from groups.setup.standing import Standing

A_PAGE = 30
STEPS = (
    ("facts", _("The facts")),
    ("plan", _("The plan of a session")),
    ("agreement", _("The agreement")),
    ("facilitators", _("Facilitators")),
    ("hours", _("The hour")),
    ("preview", _("What a member will see")),
    ("publication", _("Publish")),
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
        "number": [name for name, _words in STEPS].index(here) + 1,
        "missing": [(one.say, address(one.step, group)) for one in lacks],
        "missing_here": [one.say for one in lacks if one.step == here],
    }


def lines(groups: QuerySet[SupportGroup], *, page: str | None) -> tuple[Page[SupportGroup], list[Line]]:
    """A page of the list of all groups."""
    shown = Paginator(groups, A_PAGE).get_page(page)
    standings = [(group, Standing.of(group)) for group in shown]
    return shown, [Line(group, standing, policy.missing(standing)) for group, standing in standings]
