"""What somebody was told, and what they will be, as one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from groups.changes.access import names_in
from groups.changes.sentences import Names, sentence
from groups.membership.models import Membership
from groups.people.models import User
from groups.reminders.access import A_PAGE, coming_notes_of, news_of, notes_of, unread_news
from groups.reminders.models import Notice, Reminder
from groups.schedule.models import Session

NEWEST = 3
"""How much news stands on the first page; the rest is one tap away, among the notes."""


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


@dataclass(frozen=True)
class Notes:
    told: Sequence[Note]
    coming: Sequence[Reminder]
    by_mail: bool

    @property
    def new(self) -> list[Note]:
        return [note for note in self.told if not note.is_aside]

    @property
    def aside(self) -> list[Note]:
        return [note for note in self.told if note.is_aside]


def notes_page(user: User) -> Notes:
    """The newest of both kinds, in one list."""
    news = list(news_of(user)[:A_PAGE])
    names = names_in(one.change for one in news)
    told = [_of_session(one) for one in notes_of(user)[:A_PAGE]] + [_of_change(one, names) for one in news]
    told.sort(key=lambda note: note.at, reverse=True)
    return Notes(told[:A_PAGE], list(coming_notes_of(user)[:A_PAGE]), user.reminders_by_mail)


def news_lines(seats: Sequence[Membership], *, now: datetime) -> list[Note]:
    """The newest word about each thing that has changed for these people, while it is of use and not put aside.

    Whoever rests from a group is told nothing of it.
    """
    here = [one for one in seats if not one.is_paused]
    news = unread_news(here, now=now)[:NEWEST] if here else []
    names = names_in(one.change for one in news)
    return [_of_change(one, names) for one in news]


def _of_session(row: Reminder) -> Note:
    return Note(row.pk, _at(row), row.read_at is not None, row.session, session_id=row.session_id)


def _of_change(row: Notice, names: Names) -> Note:
    change = row.change
    words = sentence(change, names)
    return Note(row.pk, _at(row), row.read_at is not None, None, words, change.session, change.group_id)


def _at(row: Reminder | Notice) -> datetime:
    return row.sent_at or row.due_at
