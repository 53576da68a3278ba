"""My notes: all that was sent to somebody in a month, and all that will be, by every way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from groups.changes.access import names_in
from groups.changes.models import Change
from groups.changes.sentences import sentence
from groups.people import moments
from groups.people.models import LETTER_TOPIC, LetterKind, User
from groups.people.reach import Reach
from groups.people.wishes import ALWAYS_HERE, Channel, Topic
from groups.reminders import facts
from groups.reminders.access import A_PAGE
from groups.reminders.choices import in_words, label, resting_until
from groups.reminders.facts import Row
from groups.reminders.models import TOPIC, Notice, Reminder, ReminderKind
from groups.reminders.pages import Note, as_notes

MOST_LINES = 30
"""How much stands in either list: the newest, and the next."""


@dataclass
class Line:
    """One thing that was told, or will be: maybe by several ways."""

    topic: str
    row: Row
    at: datetime
    ways: set[str] = field(default_factory=set)
    words: str = ""
    href: str = ""
    note: Note | None = None
    """As it stands on the page, where it does."""

    @property
    def by(self) -> str:
        return in_words(self.ways)


@dataclass(frozen=True)
class Part:
    """What belongs to one choice of a person, and how that can be ended from here."""

    topic: str
    title: str
    lines: list[Line]
    ends_mail: bool
    """They are told of it by mail, among other ways: mail alone can be ended."""
    ends_all: bool
    """They are told of it by some way that can be ended."""
    stays_here: bool
    """It stands on their page in any case."""


@dataclass(frozen=True)
class Told:
    new: list[Note]
    told: list[Part]
    coming: list[Part]
    rests_until: datetime | None
    is_daily: bool


def told_page(user: User, *, now: datetime) -> Told:
    """Everything, by the choice that it belongs to."""
    rows = facts.reminders_of(user, now=now)
    news = facts.notices_of(user, now=now)
    letters = facts.letters_of(user, now=now)
    everything: list[Row] = [*rows, *news, *letters]
    notes = as_notes(_on_the_page(rows), _on_the_page(news))
    shown = {note.pk: note for note in notes if note.is_aside}
    new = [note for note in notes if not note.is_aside]
    words = _words_of(news, but={note.pk for note in new})
    told = sorted(_lines(facts.sent(everything), shown), key=lambda line: line.at, reverse=True)
    reach = Reach.of(user)
    coming = sorted(_lines((row for row in facts.pending(everything) if _comes(row, reach)), {}), key=lambda it: it.at)
    return Told(
        new[:A_PAGE],
        _parts(told[:MOST_LINES], words, reach),
        _parts(coming[:MOST_LINES], {}, reach),
        resting_until(user, now=now),
        user.digest_at is not None,
    )


def _on_the_page(rows: Iterable[Any]) -> list[Any]:
    return [row for row in facts.sent(rows) if row.channel == Channel.IN_APP]


def _words_of(news: Sequence[Notice], *, but: Collection[UUID]) -> Mapping[UUID, str]:
    """What has changed, by the change; what is new stands above, and is not said twice."""
    names, above = names_in(one.change for one in news), {one.change_id for one in news if one.pk in but}
    return {one.change_id: sentence(one.change, names) for one in news if one.change_id not in above}


def _comes(row: Row, reach: Reach) -> bool:
    return reach.wished(_topic(row), facts.way_of(row))


def _topic(row: Row) -> str:
    if isinstance(row, Notice):
        return Topic.NEWS
    if isinstance(row, Reminder):
        return TOPIC[ReminderKind(row.kind)]
    return LETTER_TOPIC[LetterKind(row.kind)]


def _key(row: Row) -> tuple[Any, ...]:
    """What is told by several ways is one thing."""
    if isinstance(row, Reminder):
        return "session", row.membership_id, row.session_id, row.kind
    return ("change", row.change_id) if isinstance(row, Notice) else ("letter", row.kind, row.about)


def _lines(rows: Iterable[Row], shown: Mapping[UUID, Note]) -> list[Line]:
    found: dict[tuple[Any, ...], Line] = {}
    for row in rows:
        at = row.sent_at or row.due_at
        line = found.setdefault(_key(row), Line(_topic(row), row, at))
        line.ways.add(facts.way_of(row))
        line.at = min(line.at, at)
        line.note = line.note or shown.get(row.pk)
    return list(found.values())


def _said(row: Row, news: Mapping[UUID, str]) -> tuple[str, str]:
    if isinstance(row, Reminder):
        words = _("A note about {session}").format(session=moments.moment(row.session.starts_at))
        return words, reverse("home:session", args=[row.session_id])
    if isinstance(row, Notice):
        return _of_change(row.change, news)
    return capfirst(str(LetterKind(row.kind).label)), row.path


def _of_change(change: Change, news: Mapping[UUID, str]) -> tuple[str, str]:
    """What has changed; or, where it is to come or stands above, that there is something."""
    if change.pk in news:
        return news[change.pk], ""
    if change.session is None:
        return _("News of a group"), reverse("changes:log", args=[change.group_id])
    return _("News of a session"), reverse("home:session", args=[change.session])


def _parts(lines: Sequence[Line], news: Mapping[UUID, str], reach: Reach) -> list[Part]:
    for line in lines:
        if line.note is None:
            line.words, line.href = _said(line.row, news)
    topics = dict.fromkeys(line.topic for line in lines)
    return [_part(topic, [line for line in lines if line.topic == topic], reach) for topic in topics]


def _part(topic: str, lines: list[Line], reach: Reach) -> Part:
    ways = {way for way in Channel if reach.wished(topic, way)}
    stays = topic in ALWAYS_HERE
    silent = ways - {Channel.IN_APP} if stays else ways
    return Part(topic, label(topic), lines, Channel.MAIL in ways and len(silent) > 1, bool(silent), stays)
