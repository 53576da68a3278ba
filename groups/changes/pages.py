"""The log of a group's changes, as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from groups.changes.access import changes_for, names_in
from groups.changes.models import Change
from groups.changes.sentences import by_whom, how_early, sentence
from groups.membership.models import SupportGroup
from groups.people.models import User

A_PAGE = 30


@dataclass(frozen=True)
class Line:
    """One change, as it reads."""

    at: datetime
    words: str
    by: str
    early: str
    session: UUID | None


@dataclass(frozen=True)
class Log:
    """One page of the log."""

    group: SupportGroup
    page: Page[Change]
    lines: Sequence[Line]


def log(user: User, group_id: UUID, *, page: str | None) -> Log:
    mine, changes = changes_for(user, group_id)
    shown = Paginator(changes, A_PAGE).get_page(page)
    names = names_in(shown)
    lines = [Line(one.made_at, sentence(one, names), by_whom(one), how_early(one), one.session) for one in shown]
    return Log(mine.group, shown, lines)
