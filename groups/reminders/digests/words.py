"""What a mail of the day says: of each thing a line or two, and one link to act. Nobody's name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.people.mail import Said, Sender, one_line, stop_url
from groups.people.models import User
from groups.people.quiet import Clock
from groups.people.tokens import stop_token
from groups.reminders.letters import readable
from groups.reminders.models import Digest, Reminder
from groups.reminders.notices import Letter
from groups.reminders.planning import BEFORE
from groups.schedule.links import answer_token
from groups.schedule.models import Session


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail of the day, and what goes along with it."""

    row: Digest
    reminders: Sequence[Reminder]
    news: Sequence[Letter]

    @property
    def is_empty(self) -> bool:
        return not self.reminders and not self.news

    @property
    def reminder_ids(self) -> list[UUID]:
        return [one.pk for one in self.reminders]

    @property
    def notice_ids(self) -> list[UUID]:
        return [one.row.pk for one in self.news]


@dataclass(frozen=True, slots=True)
class Words:
    """What the mails of a batch have in common."""

    sender: Sender
    next_dates: Mapping[UUID, Session]

    @classmethod
    def current(cls, next_dates: Mapping[UUID, Session]) -> "Words":
        """As the organisation wants them now. *next_dates*: the sessions that take place next, by group."""
        return cls(Sender.current(), next_dates)

    def message(self, parcel: Parcel) -> EmailMultiAlternatives:
        """The mail of this day, on its person's clock."""
        person = parcel.row.user
        with timezone.override(Clock.of(person.time_zone, None, None).zone):
            said = self._say(parcel, person) if person.mail_is_private else one_line(self.sender.name)
        return self.sender.message(said, to=person.email, name=f"digest.{parcel.row.pk}", stop=stop_token(person.pk))

    def _say(self, parcel: Parcel, person: User) -> Said:
        lines = [*self._of_news(parcel, person), *self._of_sessions(parcel, person)]
        context = {
            "neutral_name": self.sender.name,
            "lines": lines,
            "has_seat": any(line.is_before for line in lines),
            "stop_url": stop_url(),
        }
        text, html = (render_to_string(f"reminders/mail/digest{ending}", context) for ending in (".txt", ".html"))
        return Said(_("{name}: your notes of today").format(name=self.sender.name), text, html)

    def _of_news(self, parcel: Parcel, person: User) -> Iterator["Line"]:
        for letter in parcel.news:
            told, group_id = letter.telling, letter.row.change.group_id
            facts = {
                "told": told,
                "was": readable(told.before),
                "now": readable(told.after),
                "next_date": self.next_dates.get(group_id),
                "says_kind": person.plain_mail,
            }
            yield self._line("news", person, _page_of(letter.session, group_id), facts)

    def _of_sessions(self, parcel: Parcel, person: User) -> Iterator["Line"]:
        seen = set[tuple[str, UUID, UUID]]()
        for row in sorted(parcel.reminders, key=lambda one: (one.session.starts_at, one.pk)):
            kind = "before" if row.kind in BEFORE else row.kind
            if (kind, row.session_id, row.membership_id) in seen:
                continue
            seen.add((kind, row.session_id, row.membership_id))
            by_link = kind == "before" and not row.membership.is_facilitator
            url = _answer(row) if by_link else _page_of(row.session, row.session.group_id)
            yield self._line(kind, person, url, {"session": row.session, "by_link": by_link})

    def _line(self, kind: str, person: User, url: str, facts: dict[str, Any]) -> "Line":
        context = {"kind": kind, "neutral_name": self.sender.name, "zone": person.time_zone, **facts}
        return Line(render_to_string("reminders/mail/_digest_line.txt", context).strip(), url, kind == "before")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told, and where it leads."""

    says: str
    url: str
    is_before: bool
    """A session is to come."""


def _page_of(session: Session | None, group_id: UUID) -> str:
    path = reverse("home:session", args=[session.pk]) if session else reverse("home:group", args=[group_id])
    return settings.SITE_URL + path


def _answer(row: Reminder) -> str:
    token = answer_token(row.membership_id, row.session_id)
    return settings.SITE_URL + reverse("schedule:by_mail", args=[token])
