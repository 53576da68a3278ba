"""What calendars say: each session in neutral words or, where its reader wishes so, plain ones. No person's name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from groups.calendars import access, icalendar
from groups.calendars.models import Feed
from groups.membership.models import Kind, Membership
from groups.organisation.access import current
from groups.people.quiet import Clock
from groups.schedule.models import Session, SessionState

Spoken = Mapping[tuple[UUID, UUID | None], datetime]


def of_feed(feed: Feed, *, now: datetime) -> bytes:
    """The whole calendar under an address."""
    sessions, neutral = access.sessions_in(feed, now=now), current().neutral_name
    of_all = feed.membership is None
    words = Words(neutral, feed.is_plain, of_all, access.changed_at(sessions))
    group = feed.membership.group if feed.membership else None
    name = group.name if group and feed.is_plain else neutral
    zones = [zone_of(group.time_zone)] if group else ["UTC"]
    return _drawn(words.entries(sessions), name=name, zones=zones, now=now)


def of_session(session: Session, mine: Membership, *, now: datetime) -> bytes:
    """One session, as a file."""
    feed = access.feed_of(mine)
    one = Session.objects.filter(pk=session.pk).select_related("group")
    words = Words(
        current().neutral_name, feed is not None and feed.is_plain, of_all=False, spoken=access.changed_at(one)
    )
    return _drawn(words.entries(one), name=words.neutral, zones=[], now=now)


def _drawn(entries: Iterable[icalendar.Entry], *, name: str, zones: Iterable[str], now: datetime) -> bytes:
    return icalendar.calendar(list(entries), name=name, host=host(), zones=zones, now=now)


def host() -> str:
    return str(urlsplit(settings.SITE_URL).hostname)


def zone_of(name: str) -> str:
    """The zone's key; a zone that this machine does not know (any more) counts as UTC, as it does on pages."""
    return Clock.of(name, None, None).zone.key


@dataclass(frozen=True)
class Words:
    """How sessions are spoken of in one calendar."""

    neutral: str
    is_plain: bool
    of_all: bool
    """An admin's: of all groups, and its links lead to the week."""
    spoken: Spoken
    _zones: dict[str, str] = field(default_factory=dict)

    def entries(self, sessions: Iterable[Session]) -> list[icalendar.Entry]:
        return [self.entry(one) for one in sessions]

    def entry(self, session: Session) -> icalendar.Entry:
        url = settings.SITE_URL + self._path(session)
        return icalendar.Entry(
            uid=f"{session.pk}@{self._host}",
            title=self.title(session),
            words=f"{self._kinds[session.kind]}\n{url}" if self.is_plain else url,
            url=url,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            zone=self._zone(session.group.time_zone),
            sequence=session.version - 1,
            stamp=self._stamp(session),
            is_called_off=session.state == SessionState.CANCELLED,
        )

    def title(self, session: Session) -> str:
        # Not every program shows what a status means: that a session is called off stands in its title too.
        name = session.group.name if self.is_plain else self.neutral
        return _("Called off: {name}").format(name=name) if session.state == SessionState.CANCELLED else name

    # An admin's calendar holds thousands of sessions: what they have in common is asked once.
    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {value: str(words) for value, words in Kind.choices}

    @cached_property
    def _host(self) -> str:
        return host()

    @cached_property
    def _week(self) -> str:
        return reverse("overview:week")

    def _zone(self, name: str) -> str:
        if name not in self._zones:
            self._zones[name] = zone_of(name)
        return self._zones[name]

    def _path(self, session: Session) -> str:
        if self.of_all:
            return f"{self._week}?from={session.starts_at.date().isoformat()}"
        return reverse("home:session", args=[session.pk])

    def _stamp(self, session: Session) -> datetime:
        """When what is said of a session was last revised (RFC 5545 § 3.8.7.2), never when somebody asks."""
        group_id = session.group_id
        told = (self.spoken.get((group_id, session.pk)), self.spoken.get((group_id, None)), session.cancelled_at)
        return max((one for one in told if one), default=session.group.created_at)


@dataclass(frozen=True)
class Address:
    """The page of one's address."""

    feed: Feed | None
    neutral: str

    @property
    def url(self) -> str:
        return settings.SITE_URL + self._path if self.feed else ""

    @property
    def one_tap(self) -> str:
        """The same for programs that are asked to follow it (`webcal:`), where a phone opens its calendar."""
        return f"webcal://{urlsplit(settings.SITE_URL).netloc}{self._path}" if self.feed else ""

    @property
    def _path(self) -> str:
        return reverse("calendars:feed", args=[access.secret_of(self.feed)]) if self.feed else ""


def address(owner: access.Owner) -> Address:
    return Address(access.feed_of(owner), current().neutral_name)
