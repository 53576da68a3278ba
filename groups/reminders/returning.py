"""What is said to somebody who did not come to a session, and when it is time to say nothing. Values in, values out.

**At most one note** stands in a row of sessions that somebody did not come to: after the first. After two in a row
comes **one question**, whether a pause would be good. Then there is **silence until they act** (S0-20, S1-07).

To act is to come, to say what one can that day, to answer the question, or to come back from a pause. Coming ends the
row. Any other act begins to count anew, and ends the silence after a question; it does not bring the note again that
stands in this row already: whoever says "come" each week and then cannot is written to once, not each week.

To put a note aside is no act: it may be read, or left, without anything following from it. A session of which somebody
said "not today" neither counts nor ends a row. Notes that were never sent (somebody wished none, or agreed to none)
stand nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from groups.people.quiet import Clock, instant

AFTER, QUESTION = "after", "question"
KINDS = (AFTER, QUESTION)

IN_A_ROW = 2
"""So many sessions in a row that somebody did not come to, and they are asked once."""

HELPS = timedelta(days=3)
"""So long after it was due a word may still come: while everything rests, it waits; later it would only be strange."""


@dataclass(frozen=True, slots=True)
class Met:
    """One session that took place while somebody had a seat, and is settled."""

    at: datetime
    """Its end."""
    came: bool
    """They looked in, however shortly, or a facilitator said that they came."""
    is_excused: bool = False
    """They had said "not today"."""
    told: str = ""
    """Which of `KINDS` was sent to them about it, or waits to be."""


@dataclass(slots=True)
class _Row:
    """Sessions in a row that somebody did not come to, and what was said to them in it."""

    counted: int = 0
    wrote: bool = False
    asked: bool = False

    def add(self, one: Met) -> None:
        if one.came:
            self.counted, self.wrote, self.asked = 0, False, False
            return
        self.counted += not one.is_excused
        self.wrote = self.wrote or one.told == AFTER
        self.asked = self.asked or one.told == QUESTION

    def they_acted(self) -> None:
        self.counted, self.wrote, self.asked = 0, self.wrote and not self.asked, False

    def word_about_one_more(self) -> str:
        if self.asked:
            return ""
        if self.counted + 1 >= IN_A_ROW:
            return QUESTION
        return "" if self.wrote else AFTER


def next_word(met: Sequence[Met], acts: Iterable[datetime]) -> str:
    """Which of `KINDS` is right about the last of these sessions; empty: none.

    *met*: the oldest first. *acts*: when somebody said or did something here; after the last session: nothing is
    said of it any more.
    """
    said = list(acts)
    if not met or met[-1].came or met[-1].is_excused or any(act > met[-1].at for act in said):
        return ""
    row = _Row()
    for one, following in pairwise(met):
        row.add(one)
        if any(one.at < act <= following.at for act in said):
            row.they_acted()
    return row.word_about_one_more()


def word_at(end: datetime, clock: Clock, *, days: int, at: time) -> datetime:
    """The instant (UTC) of a word so many days after a session ended, at that hour of the person's day.

    In their quiet hours nothing comes: it waits until they end.
    """
    wall = datetime.combine(end.astimezone(clock.zone).date() + timedelta(days=days), at)
    due = instant(wall, clock.zone)
    quiet = clock.quiet(due)
    return quiet[1] if quiet else due


def helps_until(end: datetime, clock: Clock, *, days: int, at: time) -> datetime:
    """After this instant (UTC) the word is not sent any more."""
    return word_at(end, clock, days=days, at=at) + HELPS
