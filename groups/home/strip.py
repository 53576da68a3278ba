"""The steadiness of a group as a strip of marks, and in sentences that say the same (S0-29)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.facilitation.sentences import number
from groups.people import moments
from groups.schedule.standing import records
from groups.schedule.steadiness import Count, Mark, Record

STEP, WIDE, HIGH = 24, 16, 28
"""From mark to mark, and one mark, in the drawing's own units."""


@dataclass(frozen=True)
class Drawn:
    """One mark where it is drawn, and what it says."""

    x: int
    shape: str
    mark: Mark

    @property
    def words(self) -> str:
        """Tuesday 10 November 2026: began on time, with the same facilitators."""
        return _("{day}: {what}").format(day=moments.day(self.mark.starts_at), what=", ".join(_of_mark(self.mark)))


@dataclass(frozen=True)
class Strip:
    """A group's record, for reading and for looking at. Never a word about members."""

    record: Record

    @property
    def marks(self) -> list[Drawn]:
        """The oldest first, from the left."""
        return [Drawn(1 + STEP * n, mark.shape.value, mark) for n, mark in enumerate(self.record.marks)]

    @property
    def newest_first(self) -> list[Drawn]:
        return self.marks[::-1]

    @property
    def wide(self) -> int:
        return STEP * len(self.record.marks) - (STEP - WIDE) + 2

    @property
    def high(self) -> int:
        return HIGH + 2

    @property
    def sentences(self) -> list[str]:
        return list(_said(self.record))


def strips(groups: Sequence[UUID], *, now: datetime) -> Mapping[UUID, Strip]:
    """Group → its strip; a group that has not met yet has none. One question, however many they are."""
    return {group: Strip(found) for group, found in records(groups, now=now).items()} if groups else {}


def strip_of(group: UUID, *, now: datetime) -> Strip | None:
    """The same for one."""
    return strips([group], now=now).get(group)


def _said(found: Record) -> Iterator[str]:
    yield _held(found.held)
    if found.on_time.of:
        yield _on_time(found.on_time)
        if found.same.of > 1 and found.usual:
            yield _same(found.same, found.usual)
        yield _at_the_hour(found.at_the_hour)
    if found.told.of:
        yield _told(found.told)


def _held(held: Count) -> str:
    if held.of == 1:
        return _("The last session took place.") if held.yes else _("The last session did not take place.")
    if held.is_all:
        return _("All of the last {of} sessions took place.").format(of=held.of)
    return ngettext(
        "{yes} of the last {of} sessions took place.", "{yes} of the last {of} sessions took place.", held.yes
    ).format(yes=held.yes, of=held.of)


def _on_time(count: Count) -> str:
    if count.of == 1:
        return _("It began on time.") if count.yes else _("It began some minutes late.")
    if count.is_all:
        return _("Each began on time, within two minutes.")
    return _("{yes} of {of} began on time, within two minutes.").format(yes=count.yes, of=count.of)


def _same(count: Count, usual: int) -> str:
    if usual == 1:
        if count.is_all:
            return _("The same facilitator was there each time.")
        return _("The same facilitator was there {yes} of {of} times.").format(yes=count.yes, of=count.of)
    say = _("The same {number} facilitators were there {yes} of {of} times.")
    if count.is_all:
        say = _("The same {number} facilitators were there each time.")
    return say.format(number=number(usual), yes=count.yes, of=count.of)


def _at_the_hour(count: Count) -> str:
    if count.of == 1:
        return _("It was at its hour.") if count.yes else _("It was at another hour than usual.")
    if count.is_all:
        return _("All were at their usual hour.")
    return _("{yes} of {of} were at their usual hour.").format(yes=count.yes, of=count.of)


def _told(count: Count) -> str:
    if count.is_all:
        return ngettext(
            "The one change was announced at least 48 hours before.",
            "Every change was announced at least 48 hours before.",
            count.of,
        )
    return ngettext(
        "The one change was announced less than 48 hours before.",
        "{yes} of {of} changes were announced at least 48 hours before.",
        count.of,
    ).format(yes=count.yes, of=count.of)


def _of_mark(mark: Mark) -> Iterator[str]:
    if mark.took_place:
        yield _("began on time") if mark.is_on_time else _("began some minutes late")
        if not mark.is_at_its_hour:
            yield _("at another hour than usual")
        if mark.has_the_same is not None:
            yield _("with the same facilitators") if mark.has_the_same else _("with other facilitators")
    else:
        yield _("was called off") if mark.was_called_off else _("did not take place")
    if mark.was_told_in_time is not None:
        yield _("announced in good time") if mark.was_told_in_time else _("announced less than 48 hours before")
