"""Whose hand changes a session, what people know of it, and a change of it, as the group's log keeps them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from groups.changes.models import Because, Change, Part, What
from groups.membership.models import Membership
from groups.people.models import User
from groups.schedule.models import CalledOff, Series, Session
from groups.schedule.recurrence import Rule

Facts = dict[str, Any]

SERVICE = UUID("00000000-0000-4000-8000-000000000001")
"""Who did it, in the audit log, where nobody did: a job of the service itself."""

REASONS = {CalledOff.NOBODY_CAME: Because.NOBODY_CAME, CalledOff.HOLIDAY: Because.HOLIDAY}

AFTERWARDS = timedelta(days=1)
"""An apology for a session that did not come about still helps on the next day."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand changes something: a facilitator's of the group, an admin's, or the service's own."""

    part: Part
    user_id: UUID | None = None
    seat: Membership | None = None

    @classmethod
    def facilitator(cls, seat: Membership) -> "Hand":
        return cls(Part.FACILITATOR, seat.user_id, seat)

    @classmethod
    def admin(cls, user: User) -> "Hand":
        return cls(Part.ADMIN, user.pk)

    @classmethod
    def service(cls) -> "Hand":
        return cls(Part.SERVICE)

    @property
    def audit_id(self) -> UUID:
        return self.user_id or SERVICE


def minutes_of(session: Session) -> int:
    """How long it is meant to last."""
    return (session.ends_at - session.starts_at) // timedelta(minutes=1)


def facts_of(session: Session) -> Facts:
    """When it starts, for how many minutes, and what it is like."""
    return {"starts_at": session.starts_at.isoformat(), "minutes": minutes_of(session), "kind": session.kind}


def rule_of(series: Series) -> Rule:
    """When it meets."""
    return Rule(
        starts_on=series.starts_on,
        at=series.at,
        minutes=series.minutes,
        every_weeks=series.every_weeks,
        time_zone=series.time_zone,
        ends_on=series.ends_on,
        week_of_month=series.week_of_month,
        sessions_in_all=series.sessions_in_all,
    )


def rule_facts(series: Series) -> Facts:
    """The same, as the log keeps it under "rule": days and times in ISO 8601, on the wall of its zone."""
    return {
        "starts_on": series.starts_on.isoformat(),
        "at": series.at.isoformat("minutes"),
        "minutes": series.minutes,
        "frequency": series.frequency,
        "every_weeks": series.every_weeks,
        "week_of_month": series.week_of_month,
        "time_zone": series.time_zone,
        "ends_on": series.ends_on.isoformat() if series.ends_on else None,
        "sessions_in_all": series.sessions_in_all,
        "kind": series.kind or series.group.kind,
        "on_holidays": series.on_holidays,
    }


def rule_in_words(series: Series) -> str:
    """2026-11-24 19:00 Europe/London, 60 min, every 1 weeks, until 2027-01-26: for the audit log, which is not told."""
    which = f"week {series.week_of_month} of the month" if series.week_of_month else f"every {series.every_weeks} weeks"
    more = [
        f", until {series.ends_on.isoformat()}" if series.ends_on else "",
        f", {series.sessions_in_all} in all" if series.sessions_in_all else "",
        f", {series.kind}" if series.kind else "",
        ", on holidays too" if series.on_holidays else "",
    ]
    begins = f"{series.starts_on.isoformat()} {series.at:%H:%M} {series.time_zone}"
    return f"{begins}, {series.minutes} min, {which}{''.join(more)}"


def change_of(
    session: Session, what: What, *, before: Facts, by: Hand, because: CalledOff = CalledOff.BY_HAND
) -> Change:
    """One change of a session, not kept yet. *session*: as it is now, in memory too; *before*: as people knew it.

    A session that is new, or was not known, has an empty *before*.
    """
    known = datetime.fromisoformat(before["starts_at"]) if before else session.starts_at
    helps_until = max(known, session.starts_at)
    return Change(
        group_id=session.group_id,
        what=what,
        because=REASONS.get(because, Because.UNSAID),
        session=session.pk,
        before=before,
        after=facts_of(session),
        by=by.seat,
        part=by.part,
        first_at=min(known, session.starts_at),
        helps_until=helps_until + AFTERWARDS if because == CalledOff.NOBODY_CAME else helps_until,
    )
