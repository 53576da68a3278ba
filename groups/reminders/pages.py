"""What somebody was told, and what they will be, as one page."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from groups.changes.access import names_in
from groups.changes.sentences import Names, sentence
from groups.membership.models import Membership
from groups.people.models import User
from groups.reminders.access import A_PAGE, news_of, notes_of, unread_news, unread_notes
from groups.reminders.facts import SHOWN
from groups.reminders.intentions import word_of
from groups.reminders.models import Notice, Reminder, ReminderKind
from groups.reminders.returns import Word, words_for
from groups.schedule.models import Session

NEWEST = 3
"""How much news stands on the first page; the rest is one tap away, among the notes."""

OWN_WORDS = set(ReminderKind) - {ReminderKind.THREE_DAYS, ReminderKind.ONE_DAY}
"""Kinds that say something else than "it comes": each has a template of its own."""

TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w*')


@dataclass(frozen=True)
class Note:
    """One thing that was told: before a session, or of a change."""

    pk: UUID
    at: datetime
    is_aside: bool
    session: Session | None
    """That is still to come, or was; where it is about one, and no news."""
    says: str = ""
    """What has changed."""
    session_id: UUID | None = None
    group_id: UUID | None = None
    kind: str = ""
    """Of what was told of a session; each has its own words in `reminders/_<kind>.html`, where it has any."""
    word: Any = None
    """What somebody wrote: they to themselves, or a facilitator to them."""

    @property
    def partial(self) -> str:
        """The template that says what was told of a session."""
        return f"reminders/_{self.kind if self.kind in OWN_WORDS else 'before'}.html"


def list_of_new(user: User, *, now: datetime) -> list[Note]:
    """What is new among somebody's notes, the newest first: the part of that page which is asked for again."""
    fresh = {"read_at": None, "sent_at__gt": now - SHOWN}
    return as_notes(list(notes_of(user).filter(**fresh)[:A_PAGE]), list(news_of(user).filter(**fresh)[:A_PAGE]))[
        :A_PAGE
    ]


def as_notes(rows: Sequence[Reminder], news: Sequence[Notice]) -> list[Note]:
    """Both kinds in one list, the newest first, with what somebody wrote to them."""
    names, words = names_in(one.change for one in news), words_for(rows)
    told = [_of_session(one, words) for one in rows] + [_of_change(one, names) for one in news]
    return sorted(told, key=lambda note: note.at, reverse=True)


def new_notes(seats: Sequence[Membership], *, now: datetime) -> list[Note]:
    """What stands on the first page of somebody with these seats: what has changed, and the newest word of each kind.

    Unread, and still of use: about a session that has not ended and is as it was told; a word of one's own as long as
    one keeps it, for two weeks.
    """
    rows = unread_notes(seats, now=now) if seats else []
    words = words_for(rows)
    return news_lines(seats, now=now) + [_of_session(one, words) for one in rows]


def unchanged_or(request: HttpRequest, html: str) -> HttpResponse:
    """A part of a page, or nothing where the reader has it as it is (RFC 9110 § 13.1.2)."""
    # The token of a form is another one each time, and all of them are good.
    tag = hashlib.sha256(TOKEN.sub("", html).encode()).hexdigest()[:32]
    response = HttpResponse(html, headers={"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"})
    answer = get_conditional_response(request, etag=f'"{tag}"', response=response)
    return cast(HttpResponse, answer)


def news_lines(seats: Sequence[Membership], *, now: datetime) -> list[Note]:
    """The newest word about each thing that has changed for these people, while it is of use and not put aside.

    Whoever rests from a group is told nothing of it.
    """
    here = [one for one in seats if not one.is_paused]
    news = unread_news(here, now=now)[:NEWEST] if here else []
    names = names_in(one.change for one in news)
    return [_of_change(one, names) for one in news]


def _of_session(row: Reminder, words: Mapping[UUID, Word]) -> Note:
    word = word_of(row.membership) if row.kind == ReminderKind.INTENTION else words.get(row.pk)
    is_aside = row.read_at is not None
    return Note(row.pk, _at(row), is_aside, row.session, session_id=row.session_id, kind=row.kind, word=word)


def _of_change(row: Notice, names: Names) -> Note:
    change = row.change
    words = sentence(change, names)
    return Note(row.pk, _at(row), row.read_at is not None, None, words, change.session, change.group_id)


def _at(row: Reminder | Notice) -> datetime:
    return row.sent_at or row.due_at
