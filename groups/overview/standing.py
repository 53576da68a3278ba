"""How steady all groups are: the service's own record, what to mend first, and nothing about members (S0-29)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.home.strip import Strip
from groups.membership.models import SupportGroup
from groups.schedule.models import Session
from groups.schedule.standing import records
from groups.schedule.steadiness import Count, Mend, Record, record, to_mend

PRESSING = {what: place for place, what in enumerate(Mend)}
NOT_YET = record(())
BY_WHOM = {Mend.NOBODY_OPENED, Mend.TOLD_LATE, Mend.BEGAN_LATE, Mend.OTHER_FACES}
"""What facilitators look at; the rest is a matter of the hour."""


@dataclass(frozen=True)
class Line:
    """One group: what it kept to, and what to look at."""

    group: SupportGroup
    record: Record
    needs: Sequence[tuple[Mend, int]]

    @property
    def strip(self) -> Strip | None:
        return Strip(self.record) if self.record.marks else None

    @property
    def said(self) -> list[str]:
        """What to mend, in words."""
        return [sentence(what, number, self.record) for what, number in self.needs]

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Where that is done: words and address."""
        asked = {what in BY_WHOM for what, _number in self.needs}
        ways = ((True, _("Its facilitators"), "setup:facilitators"), (False, _("Its hour"), "setup:hours"))
        return [(words, reverse(page, args=[self.group.pk])) for of_people, words, page in ways if of_people in asked]


@dataclass(frozen=True)
class Standing:
    """All groups, those with something to mend first; and what they kept to together."""

    lines: Sequence[Line]

    @property
    def to_mend(self) -> int:
        return sum(bool(one.needs) for one in self.lines)

    @property
    def together(self) -> list[tuple[Count, str]]:
        """Of all groups' last sessions: how many, of how many, what."""
        found = [one.record for one in self.lines]
        return [
            (_sum(one.held for one in found), _("took place")),
            (_sum(one.on_time for one in found), _("began on time")),
            (_sum(one.same for one in found), _("had the same facilitators")),
            (_sum(one.at_the_hour for one in found), _("were at their usual hour")),
            (_sum(one.told for one in found), _("changes were announced 48 hours before")),
        ]


def standing(*, now: datetime) -> Standing:
    """Every group that is published, or has met within a year; two questions, however many they are."""
    found = records(None, now=now)
    lines = []
    for group in _groups(now=now):
        if group.is_published or group.pk in found:
            kept_to = found.get(group.pk, NOT_YET)
            has_next = group.has_next or not group.is_published  # type: ignore[attr-defined] # annotated below
            lines.append(Line(group, kept_to, to_mend(kept_to, has_next=has_next)))
    return Standing(sorted(lines, key=_place))


def _groups(*, now: datetime) -> QuerySet[SupportGroup]:
    ahead = Session.objects.going_ahead().filter(group=OuterRef("pk"), starts_at__gt=now)
    return SupportGroup.objects.only("name", "is_published").annotate(has_next=Exists(ahead))


def _place(line: Line) -> tuple[int, int, str, str]:
    first = min((PRESSING[what] for what, _number in line.needs), default=len(PRESSING))
    return first, -len(line.needs), line.group.name.casefold(), str(line.group.pk)


def _sum(counts: Iterable[Count]) -> Count:
    counts = list(counts)
    return Count(sum(one.yes for one in counts), sum(one.of for one in counts))


def sentence(what: Mend, number: int, found: Record) -> str:
    """What to mend, and what helps."""
    among = {Mend.BEGAN_LATE: found.on_time, Mend.OTHER_FACES: found.same, Mend.OTHER_HOURS: found.at_the_hour}
    return SENTENCES[what](number).format(number=number, of=among.get(what, found.held).of)


SENTENCES: Mapping[Mend, Callable[[int], str]] = {
    Mend.NOTHING_AHEAD: lambda number: _("No session is laid out ahead. People do not know when they meet again."),
    Mend.NOBODY_OPENED: lambda number: ngettext(
        "Nobody opened the room of {number} of the last {of} sessions. Two facilitators a group make this rare.",
        "Nobody opened the rooms of {number} of the last {of} sessions. Two facilitators a group make this rare.",
        number,
    ),
    Mend.TOLD_LATE: lambda number: ngettext(
        "{number} change was announced less than 48 hours before. What can be foreseen is best said two days ahead.",
        "{number} changes were announced less than 48 hours before. What can be foreseen is best said two days ahead.",
        number,
    ),
    Mend.BEGAN_LATE: lambda number: ngettext(
        "{number} of {of} sessions began later than two minutes. Rooms can be opened a quarter of an hour before.",
        "{number} of {of} sessions began later than two minutes. Rooms can be opened a quarter of an hour before.",
        number,
    ),
    Mend.CALLED_OFF: lambda number: ngettext(
        "{number} of {of} sessions was called off. Another hour may be easier to keep.",
        "{number} of {of} sessions were called off. Another hour may be easier to keep.",
        number,
    ),
    Mend.OTHER_FACES: lambda number: ngettext(
        "{number} of {of} sessions was without the usual facilitators.",
        "{number} of {of} sessions were without the usual facilitators.",
        number,
    ),
    Mend.OTHER_HOURS: lambda number: ngettext(
        "{number} of {of} sessions was at another hour than usual. A new hour for all of them may be steadier.",
        "{number} of {of} sessions were at another hour than usual. A new hour for all of them may be steadier.",
        number,
    ),
}
