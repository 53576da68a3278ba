"""The mail of a reminder: a neutral subject, the day and hour, one link to act, one to stop. Nobody else's name.

Nothing in it tells what kind of meeting this is (product.md § 4): not the subject, not the sender, not the words. Who
shares a mailbox gets fewer words still. How it leaves is `groups.people.mail`, as for every other letter.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.people.mail import Said, Sender
from groups.people.models import User
from groups.people.quiet import Clock
from groups.reminders.models import Reminder
from groups.schedule.links import PLACE, answer_token
from groups.schedule.models import Session


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
        person, session = reminder.membership.user, reminder.session
        # Whoever shares a mailbox answers signed in: others could open the link, and read what was said.
        by_link = person.mail_is_private and not reminder.membership.is_facilitator
        key = (session.pk, session.version, person.time_zone, person.mail_is_private, by_link)
        if key not in self.said:
            self.said[key] = self._say(session, person, by_link=by_link)
        said = self.said[key]
        if by_link:
            said = _with_own_link(said, answer_token(reminder.membership_id, session.pk))
        name = f"{reminder.pk}.{reminder.session_version}"
        return self.sender.message(said, to=person.email, name=name)

    def _say(self, session: Session, person: User, *, by_link: bool) -> Said:
        """Subject, text and HTML: the same for everybody of a group who lives by the same clock."""
        context = {
            "neutral_name": self.sender.name,
            "session": session,
            "zone": person.time_zone,
            "says_more": person.mail_is_private,
            "answer_url": settings.SITE_URL + reverse("schedule:by_mail", args=[PLACE]) if by_link else "",
            "session_url": settings.SITE_URL + reverse("home:session", args=[session.pk]),
            "settings_url": settings.SITE_URL + reverse("people:settings"),
        }
        with timezone.override(Clock.of(person.time_zone, None, None).zone):
            text, html = (render_to_string(f"reminders/mail/before{ending}", context) for ending in (".txt", ".html"))
            return Said(self._subject(timezone.localtime(session.starts_at)), text, html)

    def _subject(self, start: datetime) -> str:
        day, hour = date_format(start, "l j F", use_l10n=False), date_format(start, "H:i", use_l10n=False)
        return _("{name}: {day}, {time}").format(name=self.sender.name, day=day, time=hour)


def _with_own_link(said: Said, token: str) -> Said:
    return said._replace(text=said.text.replace(PLACE, token), html=said.html.replace(PLACE, token))
