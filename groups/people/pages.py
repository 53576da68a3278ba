"""Somebody's own page: what stands, in words, and where each thing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groups.people.answers import LANGUAGES
from groups.people.models import Boundary, Question, User


@dataclass(frozen=True)
class Line:
    """One thing that somebody said about themselves."""

    question: str
    label: str
    value: str


@dataclass(frozen=True)
class Part:
    """Lines that belong together."""

    key: str
    title: str
    lines: list[Line]


def parts(user: User) -> list[Part]:
    """Everything that is asked of somebody, as it stands."""
    return [
        Part("called", _("How you are called"), list(_called(user))),
        Part("times", _("Your times"), list(_times(user))),
        Part("mail", _("How we reach you"), list(_reached(user))),
        Part("sharing", _("When you share something"), list(_sharing(user))),
    ]


def _called(user: User) -> Iterator[Line]:
    unsaid = _("not said, and that is fine")
    languages = ", ".join(LANGUAGES.get(code, code) for code in user.languages.split())
    yield Line(Question.NAME, _("Name"), user.chosen_name or unsaid)
    yield Line(Question.PRONOUNS, _("Pronouns"), user.pronouns or unsaid)
    yield Line(Question.LANGUAGES, _("Languages"), languages or unsaid)


def _times(user: User) -> Iterator[Line]:
    hours = _("none")
    if user.quiet_from is not None and user.quiet_to is not None:
        hours = _("{start} to {end}").format(start=f"{user.quiet_from:%H:%M}", end=f"{user.quiet_to:%H:%M}")
    yield Line(Question.ZONE, _("Time zone"), user.time_zone.replace("_", " "))
    yield Line(Question.QUIET, _("Quiet hours"), hours)


def _reached(user: User) -> Iterator[Line]:
    ways = _("by mail, and on your page here") if user.reminders_by_mail else _("no mail, only on your page here")
    yield Line(Question.REMINDERS, _("How notes come"), ways)
    yield Line(Question.CONTACT, _("What mail says"), _mail(user))


def _mail(user: User) -> str:
    if not user.mail_is_private:
        return _("others may read it, so it says one line")
    if user.plain_mail:
        return _("says in one sentence what there is to read")
    return _("says no more than that there is something to read")


def _sharing(user: User) -> Iterator[Line]:
    yield Line(Question.BOUNDARY, _("Boundary card"), str(Boundary(user.boundary).label))
