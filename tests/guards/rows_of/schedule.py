"""Addresses of schedule. How a row is written: `tests/guards/matrix.py`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from groups.schedule.models import Session, SessionState
from tests.guards.rows import does, sees
from tests.guards.world import apart_from_the_hour

# Facilitators change the sessions of their own groups, admins those of all.
HAND, HAND_OF_THEIRS = "in no no ok no ok", "in no no no no ok"
DONE, DONE_TO_THEIRS = "in no no go no go", "in no no no no go"


def a_day_later(it: Mapping[str, Any]) -> dict[str, object]:
    """A new time for the coming session."""
    return {"day": it["coming"].starts_at.date() + timedelta(days=1), "hour": "19:00"}


def one_more(it: Mapping[str, Any]) -> dict[str, object]:
    return a_day_later(it) | {"minutes": "45", "kind": "casual"}


def called_off(it: Mapping[str, Any]) -> None:
    apart_from_the_hour(dict(it))
    Session.objects.filter(pk=it["coming"].pk).update(state=SessionState.CANCELLED)


ROWS = [
    does("schedule:answer", "coming", "in no go go no no", data={"answer": "quietly"}),
    # A seat is a member's: facilitators take none, so there is nothing that they say of it as usual.
    sees("schedule:usual", "group", "in no ok no no no"),
    does("schedule:usual", "group", "in no go no no no", data={"answer": "quietly"}),
    # Whoever holds the link of a mail answers by it, for one seat and one session.
    sees("schedule:by_mail", "answer_link", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    does("schedule:by_mail", "answer_link", "go go go go go go", "go go go go go go", data={"answer": "quietly"}),
    sees("schedule:note", "session", "in no ok ok no no"),
    does("schedule:note", "session", "in no go go no no", data={"words": "What I want to say."}),
    sees("schedule:cancellation", "coming", HAND, HAND_OF_THEIRS),
    does("schedule:cancellation", "coming", DONE, DONE_TO_THEIRS, data={"version": 1}),
    sees("schedule:move", "coming", HAND, HAND_OF_THEIRS),
    does("schedule:move", "coming", DONE, DONE_TO_THEIRS, data=a_day_later),
    sees("schedule:length", "coming", HAND, HAND_OF_THEIRS),
    does("schedule:length", "coming", DONE, DONE_TO_THEIRS, data={"minutes": "90"}, before=apart_from_the_hour),
    sees("schedule:kind", "coming", HAND, HAND_OF_THEIRS),
    does("schedule:kind", "coming", DONE, DONE_TO_THEIRS, data={"kind": "quiet"}),
    sees("schedule:return", "coming", HAND, HAND_OF_THEIRS, before=called_off),
    does("schedule:return", "coming", DONE, DONE_TO_THEIRS, before=called_off),
    sees("schedule:adding", "group", HAND, HAND_OF_THEIRS),
    does("schedule:adding", "group", DONE, DONE_TO_THEIRS, data=one_more),
]
