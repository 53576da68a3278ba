"""A page of the log: who did what, with what stood before and after. No names of members, and no way into a room."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from groups.membership.models import Membership, Part, SupportGroup
from groups.people.models import Role, User
from groups.schedule.facts import SERVICE
from moderation.audit import sentences
from moderation.audit.models import AuditLine

A_PAGE = 50


@dataclass(frozen=True)
class Change:
    """One setting."""

    setting: str
    before: object
    after: object

    @property
    def is_told(self) -> bool:
        """A setting that names somebody is kept as "changed"."""
        return not (self.before is None and self.after is None)


@dataclass(frozen=True)
class Line:
    """One act, in words."""

    at: datetime
    who: str
    what: str
    about: str
    reason: str
    group: SupportGroup | None
    changes: Sequence[Change]


@dataclass(frozen=True)
class Log:
    """The newest first."""

    lines: Sequence[Line]
    group: SupportGroup | None
    earlier: int | None
    """What the next page begins before."""


def log(asked: Mapping[str, Any]) -> Log:
    """Four questions, however long the log is."""
    rows = list(_rows(asked)[: A_PAGE + 1])
    shown = rows[:A_PAGE]
    wanted = {row.group for row in shown if row.group} | ({asked["group"]} if "group" in asked else set())
    groups = SupportGroup.objects.only("name").in_bulk(list(wanted))
    names = _Names(shown)
    return Log(
        lines=[_told(row, groups, names) for row in shown],
        group=groups.get(asked.get("group")),
        earlier=shown[-1].pk if len(rows) > A_PAGE else None,
    )


def _rows(asked: Mapping[str, Any]) -> Any:
    found = AuditLine.objects.order_by("-pk")
    if "act" in asked:
        found = found.filter(act=asked["act"])
    if "group" in asked:
        found = found.filter(group=asked["group"])
    return found.filter(pk__lt=asked["before"]) if "before" in asked else found


class _Names:
    """Who is named: admins and moderators by their name, facilitators as their group knows them, nobody else."""

    def __init__(self, rows: Collection[AuditLine]) -> None:
        people = {row.actor for row in rows} | {row.target for row in rows if _is_about_a_person(row)}
        with_a_role = User.objects.filter(pk__in=people).exclude(role=Role.NONE)
        self.staff = {
            one.pk: _("{name} ({role})").format(name=one.chosen_name or one.email, role=one.get_role_display())
            for one in with_a_role
        }
        held = Membership.objects.filter(user__in=people, role=Part.FACILITATOR, group__in={r.group for r in rows})
        self.facilitators = {(one.user_id, one.group_id): one.name for one in held.order_by("joined_at", "pk")}

    def of(self, user_id: UUID, group_id: UUID | None) -> str:
        if user_id == SERVICE:
            return _("The service itself")
        named = self.staff.get(user_id) or (group_id and self.facilitators.get((user_id, group_id)))
        return named or _("Somebody")


def _is_about_a_person(row: AuditLine) -> bool:
    return row.act.startswith(("person.", "training."))


def _told(row: AuditLine, groups: Mapping[UUID, SupportGroup], names: _Names) -> Line:
    return Line(
        at=row.at,
        who=names.of(row.actor, row.group),
        what=sentences.act(row.act),
        about=names.of(row.target, None) if _is_about_a_person(row) else "",
        reason=sentences.reason(row.reason),
        group=groups.get(row.group) if row.group else None,
        changes=[_change(setting, pair) for setting, pair in row.changes.items()],
    )


def _change(setting: str, pair: Iterable[object]) -> Change:
    before, after = (_plain(value) for value in pair)
    return Change(sentences.setting(setting), before, after)


def _plain(value: object) -> object:
    """A list is shown line by line; yes and no are words; the empty role has its name."""
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return {True: _("yes"), False: _("no")}[value] if isinstance(value, bool) else value
