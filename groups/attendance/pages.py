"""What the pages of attendance are made of, and the table itself."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from groups.attendance import access, policy
from groups.attendance.models import Export
from groups.attendance.policy import Holder, Stage
from groups.attendance.rows import table
from groups.membership.models import SupportGroup
from groups.people.quiet import Clock, instant
from groups.refusals import Refused
from groups.schedule.models import Attendance, Session, SessionState

SHOWN, AT_ONCE = 12, 50
"""Tables on the page; sessions that are read together."""


@dataclass(frozen=True)
class Line:
    """One table that was asked for, as one person is shown it."""

    export: Export
    stage: Stage
    asked_by: str
    agreed_by: str
    is_mine: bool
    can_open: bool
    refusal: Refused | None
    """Why this person does not agree to it; None: they can."""

    @property
    def is_settled(self) -> bool:
        return self.stage not in {Stage.ASKED, Stage.OPEN}


def lines(by: Holder, *, now: datetime) -> list[Line]:
    """The tables of this group that were asked for lately, the newest first."""
    found = list(access.exports_of(by.group)[:SHOWN])
    names = access.names_in(by.group, {user for one in found for user in policy.opened_by(one)})
    return [_line(one, by, names, now=now) for one in found]


def _line(export: Export, by: Holder, names: dict[UUID, str], *, now: datetime) -> Line:
    where = policy.stage(export, now=now)
    return Line(
        export=export,
        stage=where,
        asked_by=names.get(export.asked_by_id, _("the organisation")),
        agreed_by=names.get(export.agreed_by_id, _("the organisation")) if export.agreed_by_id else "",
        is_mine=export.asked_by_id == by.user.pk,
        can_open=where is Stage.OPEN and by.user.pk in policy.opened_by(export),
        refusal=_refusal(export, by, now=now) if where is Stage.ASKED else None,
    )


def _refusal(export: Export, by: Holder, *, now: datetime) -> Refused | None:
    try:
        policy.check_can_agree(export, by, access.holder(export.asked_by, by.group), now=now)
    except policy.CannotExport as no:
        return no
    return None


def zone_of(group: SupportGroup) -> ZoneInfo:
    return Clock.of(group.time_zone, None, None).zone


def file_of(export: Export, *, now: datetime) -> Iterator[bytes]:
    """The table, part after part: however many sessions there are, few are in memory."""
    zone = zone_of(export.group)
    first = instant(datetime.combine(export.first_on, time()), zone)
    last = instant(datetime.combine(export.last_on + timedelta(days=1), time()), zone)
    sessions = access.sessions_between(export.group, first, last, now=now)
    for text in table(_rows(list(sessions), zone)):
        yield text.encode()


def _rows(sessions: Sequence[Session], zone: ZoneInfo) -> Iterator[list[str]]:
    for start in range(0, len(sessions), AT_ONCE):
        part = sessions[start : start + AT_ONCE]
        came: dict[UUID, list[Attendance]] = defaultdict(list)
        for one in access.who_came(part):
            came[one.session_id].append(one)
        for session in part:
            cells = _of_session(session, zone)
            yield from ([*cells, *_of_person(one)] for one in came[session.pk])
            if not came[session.pk]:
                yield [*cells, "", "", ""]


def _of_session(session: Session, zone: ZoneInfo) -> list[str]:
    start, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    took_place = session.state != SessionState.CANCELLED and session.opened_at is not None
    return [
        start.date().isoformat(),
        f"{start:%H:%M}",
        f"{end:%H:%M}",
        zone.key,
        session.kind,
        "yes" if took_place else "no",
    ]


def _of_person(one: Attendance) -> list[str]:
    part = "guest" if one.membership.is_guest else one.membership.role
    return [one.membership.name or _("a member"), part, "room" if one.marked_at is None else "facilitator"]
