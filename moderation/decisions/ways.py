"""What can be done about a report or a hold: a table, used for the buttons and for the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.people.models import User
from groups.room.models import Visibility
from groups.schedule.models import Session
from moderation.decisions import actions, policy
from moderation.decisions.policy import Decider
from moderation.holds.models import Hold
from moderation.reports.models import Report


@dataclass(frozen=True)
class Choice:
    """What somebody chose, about what, and why."""

    about: Any
    by: User
    behaviour: str
    now: datetime


@dataclass(frozen=True)
class Way:
    """One button: its words, when it is there, what it does, what is said afterwards."""

    code: str
    words: object
    check: Callable[[Decider, Any], None]
    act: Callable[[Choice], object]
    done: object


def session_now(report: Report) -> Session | None:
    """The session that is going on in the group of the person who was reported."""
    room = getattr(report.subject.group, "room", None)
    return room.session if room is not None and room.is_open else None


def _check_dealt_with(by: Decider, report: Report) -> None:
    policy.check_can_settle(by, report)
    if report.message is None or report.message.visibility == Visibility.SHOWN:
        raise policy.CannotDecide(_("Nothing was done about this so far."))


ON_REPORT = [
    Way(
        "hide",
        _("Hide the words"),
        lambda by, report: policy.check_can_hide(by, report.message),
        lambda it: actions.answer_by_hiding(report=it.about, by=it.by, now=it.now),
        _("The words are hidden. Their author reads why, and the one who reported hears that something was done."),
    ),
    Way(
        "leave_session",
        _("Ask them to leave this session"),
        lambda by, report: policy.check_can_ask_to_leave(by, report.subject, session_now(report)),
        lambda it: actions.answer_by_asking_to_leave(
            report=it.about, session=session_now(it.about), by=it.by, now=it.now
        ),
        _("The room is closed to them until this session is over. The group is told nothing."),
    ),
    Way(
        "dealt_with",
        _("It was dealt with"),
        _check_dealt_with,
        lambda it: actions.close(report=it.about, acted=True, by=it.by, now=it.now),
        _("The one who reported hears that something was done."),
    ),
    Way(
        "close",
        _("Nothing more is needed"),
        policy.check_can_settle,
        lambda it: actions.close(report=it.about, acted=False, by=it.by, now=it.now),
        _("The one who reported hears that somebody looked."),
    ),
]
ON_HOLD = [
    Way(
        "release",
        _("Show it to the group"),
        lambda by, hold: policy.check_can_release(by, hold.message),
        lambda it: actions.release(message=it.about.message, by=it.by, now=it.now),
        _("The group can read it now, at the place where it was said."),
    ),
    Way(
        "keep",
        _("Keep it from the group"),
        policy.check_can_keep,
        lambda it: actions.keep(hold=it.about, by=it.by, behaviour=it.behaviour, now=it.now),
        _("It stays with its author, who reads why."),
    ),
]


def open_to(by: Decider, ways: list[Way], about: Hold | Report) -> list[Way]:
    """The ways that this person has now."""
    return [way for way in ways if policy.can(way.check, by, about)]
