"""The mail of a reminder: a neutral subject, the day and hour, one link to act, one to stop. Nobody else's name.

Nothing in it tells what kind of meeting this is (product.md § 4): not the subject, not the sender, not the words. Who
shares a mailbox gets one line, without day or hour. How it leaves is `groups.people.mail`, as for every other letter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.people.mail import Said, Sender, one_line, rendered, stop_url
from groups.people.models import User
from groups.people.quiet import Clock
from groups.people.tokens import stop_token
from groups.reminders.models import TOPIC, Reminder, ReminderKind
from groups.schedule.links import PLACE, answer_token
from groups.schedule.models import Session

WHEN = {
    ReminderKind.THREE_DAYS: "before",
    ReminderKind.ONE_DAY: "before",
    ReminderKind.OPEN: "open",
    ReminderKind.PREPARE: "prepare",
    ReminderKind.DEBRIEF: "debrief",
}
"""Kinds that say when something is, and their templates. Every other says no more than that there is something to read:
it is one's own, and stands where one signs in."""

ASKS = frozenset({ReminderKind.THREE_DAYS, ReminderKind.ONE_DAY})
"""Kinds that one can answer."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the mails of a batch have in common."""

    sender: Sender
    said: dict[tuple[object, ...], Said] = field(default_factory=dict)

    @classmethod
    def current(cls) -> "Words":
        """As the organisation wants them now."""
        return cls(Sender.current())

    def message(self, reminder: Reminder) -> EmailMultiAlternatives:
        """The mail of this row, in the member's own time."""
        person, kind = reminder.membership.user, ReminderKind(reminder.kind)
        stop, name = stop_token(person.pk, TOPIC[kind]), f"{reminder.pk}.{reminder.session_version}"
        return self.sender.message(self._said(reminder), to=person.email, name=name, stop=stop)

    def _said(self, reminder: Reminder) -> Said:
        person, session, kind = reminder.membership.user, reminder.session, ReminderKind(reminder.kind)
        if not person.mail_is_private:
            return self._once(("one line",), lambda: one_line(self.sender.name))
        if kind not in WHEN:
            return self._once(("something",), self._something)
        by_link = kind in ASKS and not reminder.membership.is_facilitator
        key = (WHEN[kind], session.pk, session.version, person.time_zone, by_link)
        said = self._once(key, lambda: self._say(WHEN[kind], session, person, by_link=by_link))
        return said.put_in(PLACE, answer_token(reminder.membership_id, session.pk)) if by_link else said

    def _once(self, key: tuple[object, ...], say: Callable[[], Said]) -> Said:
        if key not in self.said:
            self.said[key] = say()
        return self.said[key]

    def _something(self) -> Said:
        page_url = settings.SITE_URL + reverse("reminders:list")
        context = {"neutral_name": self.sender.name, "is_expected": True, "page_url": page_url, "stop_url": stop_url()}
        return rendered("people/mail/letter", context)

    def _say(self, template: str, session: Session, person: User, *, by_link: bool) -> Said:
        """Subject, text and HTML: the same for everybody of a group who lives by the same clock."""
        context = {
            "neutral_name": self.sender.name,
            "session": session,
            "zone": person.time_zone,
            "answer_url": settings.SITE_URL + reverse("schedule:by_mail", args=[PLACE]) if by_link else "",
            "session_url": settings.SITE_URL + reverse("home:session", args=[session.pk]),
            "stop_url": stop_url(),
        }
        with timezone.override(Clock.of(person.time_zone, None, None).zone):
            text, html = (render_to_string(f"reminders/mail/{template}{end}", context) for end in (".txt", ".html"))
            return Said(self._subject(timezone.localtime(session.starts_at)), text, html)

    def _subject(self, start: datetime) -> str:
        day, hour = date_format(start, "l j F", use_l10n=False), date_format(start, "H:i", use_l10n=False)
        return _("{name}: {day}, {time}").format(name=self.sender.name, day=day, time=hour)
