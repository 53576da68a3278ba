"""The one next thing on somebody's page: values in, one value out (S1-09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models

from groups.joining.models import JoinRequest
from groups.schedule.models import Answer, Session


class Thing(models.TextChoices):
    """What a page may lead to, the most urgent first."""

    ROOM = "room"
    ANSWER = "answer"
    REQUESTS = "requests"
    SESSION = "session"
    WAITING = "waiting"
    FIND = "find"


@dataclass(frozen=True)
class Coming:
    """A session of one of my groups that is not over yet."""

    session: Session
    is_mine_to_open: bool
    room_is_open: bool
    answer: str
    day: date
    facilitators: Sequence[str] = ()
    room_id: UUID | None = None

    def doors_are_open(self, now: datetime) -> bool:
        """Members find an open door; facilitators one that they may open."""
        due = self.session.doors_at <= now < self.session.ends_at
        return due and (self.room_is_open or self.is_mine_to_open)

    @property
    def answer_words(self) -> str:
        return str(Answer(self.answer).label) if self.answer else ""

    @property
    def is_wanted(self) -> bool:
        # "Not today is fine": who has said so is not led to the door.
        return self.answer != Answer.NOT_TODAY


@dataclass(frozen=True)
class Next:
    thing: Thing
    coming: Coming | None = None
    asked: JoinRequest | None = None


def next_thing(
    coming: Sequence[Coming], *, mine: Sequence[JoinRequest], others: Sequence[JoinRequest], today: date, now: datetime
) -> Next:
    """Choose it. *coming* stands in order of time, *mine* and *others* are requests without an answer yet."""
    wanted = [one for one in coming if one.is_wanted]
    open_now = next((one for one in wanted if one.doors_are_open(now)), None)
    if open_now:
        return Next(Thing.ROOM, coming=open_now)
    unsaid = next((one for one in coming if one.day == today and not one.answer and not one.is_mine_to_open), None)
    if unsaid:
        return Next(Thing.ANSWER, coming=unsaid)
    if others:
        return Next(Thing.REQUESTS, asked=others[0])
    if wanted:
        return Next(Thing.SESSION, coming=wanted[0])
    return Next(Thing.WAITING, asked=mine[0]) if mine else Next(Thing.FIND)
