"""The question "may these words pass?" and what happens when nobody answers.

`settings.GROUPS_GATE` names the module that answers, as `SESSION_ENGINE` does. It has two functions:

`judge(draft) -> Judgement`
    runs before the transaction, for every message: pure, quick, no database.
`admitted(held) -> None`
    runs inside the transaction that stores the messages, once for all that were held or paged for, so that
    a held message and the reason for it are stored together or not at all.
`acted(...) -> None`
    runs inside the transaction of every act of one person upon another, or upon the room.
`sentence(reason) -> str`
    the words of a reason code, for the person whose message it holds.
"""

import functools
import importlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that somebody would like to say in a room."""

    group_id: uuid.UUID
    author_id: uuid.UUID
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hold the words from the group? Call a person? The two are separate: a phone number is held quietly."""

    hold: bool = False
    page: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A judged message, in the transaction that stores it."""

    message_id: uuid.UUID
    group_id: uuid.UUID
    author_id: uuid.UUID
    judgement: Judgement
    at: datetime


PASS = Judgement()
NOBODY_ANSWERED = Judgement(hold=True, page=True, reason="gate_silent")


Changes = Mapping[str, tuple[object, object]]


@functools.cache
def _module(name: str) -> ModuleType:
    return importlib.import_module(name)


def judge(draft: Draft) -> Judgement:
    """Ask the configured gate. When it breaks: hold, page a person, lose nothing."""
    try:
        judgement = _module(settings.GROUPS_GATE).judge(draft)
    except Exception as error:  # noqa: BLE001 - rules are data and may be wrong in any way; words must not be lost.
        log.error("gate.silent", group=str(draft.group_id), error=type(error).__name__)
        return NOBODY_ANSWERED
    return judgement if isinstance(judgement, Judgement) else NOBODY_ANSWERED


def admitted(messages: Sequence[Admitted]) -> None:
    """Tell the gate what was stored, in the same transaction; raises whatever it raises."""
    if messages:
        _module(settings.GROUPS_GATE).admitted(messages)


def sentence(reason: str) -> str:
    """Why a message is held, in words for its author."""
    return str(_module(settings.GROUPS_GATE).sentence(reason))


def acted(
    *,
    act: str,
    by_id: uuid.UUID,
    target_id: uuid.UUID,
    subject_id: uuid.UUID | None = None,
    group_id: uuid.UUID | None = None,
    reason: str = "",
    changes: Changes | None = None,
    now: datetime,
) -> None:
    """Somebody used power over another: the watching side writes it down, in the transaction of the act.

    *changes*: setting → (before, after), of what admins wrote for everybody to read; never words or names of people.
    """
    _module(settings.GROUPS_GATE).acted(
        act=act,
        by_id=by_id,
        target_id=target_id,
        subject_id=subject_id,
        group_id=group_id,
        reason=reason,
        changes=changes or {},
        now=now,
    )
