"""People to think of: a quiet list for those who hold a group. No numbers, no dates of what somebody did not come to.

On it stands who did not come to the last two sessions that took place and said nothing, and who will be sent a note.
Whoever comes, answers or says what they can that day is not on it any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groups.membership.models import Membership
from groups.reminders import returning, returns, standing
from groups.reminders.models import Reminder, ReturnWord
from groups.reminders.standing import Held, Histories


@dataclass(frozen=True)
class Line:
    """One person, as the facilitators of their group are reminded of them."""

    seat: Membership
    came_last: datetime | None
    """The start of the session to which they came last; None: to none of the last half year."""
    note: Reminder | None
    """What will be sent to them: a line may go with it."""
    written: ReturnWord | None
    is_mine: bool
    """It is the reader who wrote it."""

    @property
    def words(self) -> str:
        """What the reader wrote; nobody else's words, and none where they cannot be opened."""
        found = returns.opened(self.written) if self.is_mine else None
        return found.text if found else ""

    @property
    def can_write(self) -> bool:
        return self.note is not None and (self.written is None or self.is_mine)


def people_to_think_of(by: Membership, *, now: datetime) -> list[Line]:
    """In the order of names: nothing here compares one member with another."""
    members = by.group.memberships.present().staying().members().select_related("group", "user")
    seats = sorted(members, key=lambda one: (one.name.casefold(), str(one.pk)))
    histories, rows = standing.read(seats, now=now), returns.to_come(seats)
    notes = {seat.pk: rows[seat.pk] for seat in seats if seat.pk in rows and _is_right(rows[seat.pk], seat, histories)}
    written = returns.written_with(notes.values())
    return [
        _line(seat, histories, notes.get(seat.pk), written.get(seat.pk), by)
        for seat in seats
        if seat.pk in notes or _stays_away(seat, histories)
    ]


def line_about(seat: Membership, by: Membership, *, now: datetime) -> Line | None:
    """The same of one person; None: they are not on the list."""
    return next((line for line in people_to_think_of(by, now=now) if line.seat.pk == seat.pk), None)


def _is_right(row: Reminder, seat: Membership, histories: Histories) -> bool:
    return standing.may_be_written_to(seat) and histories.word_about(seat, row.session_id) == row.kind


def _stays_away(seat: Membership, histories: Histories) -> bool:
    known = histories.known[seat.pk]
    met = known.met(histories.held[seat.group_id], since=seat.joined_at)
    last = met[-returning.IN_A_ROW :]
    if len(last) < returning.IN_A_ROW or any(one.came or one.is_excused for one in last):
        return False
    return not any(act > last[-1].at for act in known.acts)


def _line(
    seat: Membership, histories: Histories, note: Reminder | None, written: ReturnWord | None, by: Membership
) -> Line:
    held: Sequence[Held] = histories.held[seat.group_id]
    came = [one.starts_at for one in held if one.pk in histories.known[seat.pk].came]
    return Line(seat, max(came, default=None), note, written, written is not None and written.by_id == by.pk)
