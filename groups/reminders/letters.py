"""The mail of something that has changed: what was planned, what is true now, what stays. Nobody's name.

Whatever it says was true a moment before it left. How it leaves is `groups.people.mail`, as for every other letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.changes.words import last_day, rhythm
from groups.membership.models import Kind
from groups.people.mail import Said, Sender, one_line, stop_url
from groups.people.models import User
from groups.people.moments import zone_name
from groups.people.quiet import Clock
from groups.people.tokens import stop_token
from groups.people.wishes import Topic
from groups.reminders.models import Notice
from groups.reminders.words import Facts, Telling
from groups.schedule.models import Session


@dataclass(frozen=True, slots=True)
class Words:
    """What the mails of a batch have in common."""

    sender: Sender
    next_dates: Mapping[UUID, Session]
    said: dict[tuple[object, ...], Said] = field(default_factory=dict)

    @classmethod
    def current(cls, next_dates: Mapping[UUID, Session]) -> "Words":
        """As the organisation wants them now. *next_dates*: the sessions that take place next, by group."""
        return cls(Sender.current(), next_dates)

    def message(self, notice: Notice, telling: Telling, session: Session | None) -> EmailMultiAlternatives:
        """The mail of this row, in the member's own time. *session*: of which something has changed, if it is one."""
        person = notice.membership.user
        stop = stop_token(person.pk, Topic.NEWS)
        said = self._said(notice, telling, session) if person.mail_is_private else one_line(self.sender.name)
        return self.sender.message(said, to=person.email, name=str(notice.pk), stop=stop)

    def _said(self, notice: Notice, telling: Telling, session: Session | None) -> Said:
        person = notice.membership.user
        key = (notice.change_id, str(telling), person.time_zone, person.plain_mail)
        if key not in self.said:
            with timezone.override(Clock.of(person.time_zone, None, None).zone):
                self.said[key] = self._say(notice, telling, session, person)
        return self.said[key]

    def _say(self, notice: Notice, telling: Telling, session: Session | None, person: User) -> Said:
        """Subject, text and HTML: the same for everybody of a group who lives by the same clock."""
        group_id = notice.change.group_id
        path = reverse("home:session", args=[session.pk]) if session else reverse("home:group", args=[group_id])
        context = {
            "neutral_name": self.sender.name,
            "told": telling,
            "was": readable(telling.before),
            "now": readable(telling.after),
            "next_date": self.next_dates.get(group_id),
            "zone": person.time_zone,
            "says_kind": person.plain_mail,
            "has_date": session is not None and telling.what != "called_off",
            "stays": _what_stays(telling) if session else "",
            "page_url": settings.SITE_URL + path,
            "stop_url": stop_url(),
        }
        text, html = (render_to_string(f"reminders/mail/news{ending}", context) for ending in (".txt", ".html"))
        return Said(self._subject(telling), text, html)

    def _subject(self, telling: Telling) -> str:
        words = _("{name}: {day}, {time}")
        if telling.what == "called_off":
            words = _("{name}: {day} does not take place")
        elif telling.what == "changed" and "starts_at" in telling.other:
            words = _("{name}: now on {day}, {time}")
        elif "minutes" not in telling.after:
            words = _("{name}: something has changed")
        start = readable(telling.after).get("start")
        day, hour = (date_format(start, shape, use_l10n=False) if start else "" for shape in ("l j F", "H:i"))
        return words.format(name=self.sender.name, day=day, time=hour)


def readable(facts: Facts) -> dict[str, Any]:
    """Facts, as a template reads them: times on the reader's clock, rules and kinds in words."""
    read: dict[str, Any] = {}
    if "minutes" in facts:
        # Minutes go by in instants, not on the wall: an hour in which clocks change is an hour long.
        start = datetime.fromisoformat(facts["starts_at"]).astimezone(UTC)
        end = start + timedelta(minutes=facts["minutes"])
        read |= {"start": timezone.localtime(start), "end": timezone.localtime(end)}
        read |= {"minutes": facts["minutes"], "kind": Kind(facts["kind"]).label if facts.get("kind") else ""}
    if "rule" in facts:
        rule = facts["rule"]
        read |= {"rhythm": rhythm(rule), "last_day": last_day(rule), "number": rule.get("sessions_in_all")}
        read |= {"rule_zone": zone_name(ZoneInfo(rule["time_zone"])), "kind": Kind(rule["kind"]).label}
    return read


def _what_stays(telling: Telling) -> str:
    """Everything that is as people know it, as a list."""
    stays = [
        _("day and hour") if "starts_at" not in telling.other else "",
        _("how long it takes ({minutes} minutes)") if "minutes" not in telling.other else "",
        _("what it is like") if "kind" not in telling.other else "",
        _("who is there") if "facilitators" not in telling.other else "",
        _("what you answered"),
        _("every other date"),
    ]
    return ", ".join(one for one in stays if one).format(minutes=telling.after["minutes"])
