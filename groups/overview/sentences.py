"""What is said of one session among all, and of somebody who has room for more."""

from collections.abc import Iterator

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.facilitation.sentences import number
from groups.people.models import User
from groups.schedule.models import Session, SessionState
from groups.staffing.access import Holders
from groups.staffing.planning import PLACES

MEANS = {
    "full": "",
    "one": gettext_lazy("one facilitator"),
    "none": gettext_lazy("nobody yet"),
    "clash": gettext_lazy("overlaps"),
    "off": gettext_lazy("called off"),
}


LEGEND = {
    "full": gettext_lazy("two facilitators"),
    "one": gettext_lazy("one facilitator"),
    "none": gettext_lazy("nobody yet"),
    "clash": gettext_lazy("at the same time as another of theirs"),
    "off": gettext_lazy("called off"),
}


def in_words(those: Holders) -> str:
    """Noor and Idris."""
    if not those.names:
        return _("Nobody yet")
    return get_text_list(those.names, _("and"))


def notes_of(session: Session, those: Holders, *, clashes: bool) -> Iterator[str]:
    if session.state == SessionState.CANCELLED:
        yield _("called off")
        return
    if session.state == SessionState.PLANNED and len(those.names) < PLACES:
        yield _("somebody is needed") if not those.names else _("one more would help")
    if those.searching:
        yield _("somebody is being asked to stand in")
    if those.guests:
        yield ngettext("{names} stands in", "{names} stand in", len(those.guests)).format(names=", ".join(those.guests))
    if clashes:
        yield _("at the same time as another group of one of them")


def how_much(person: User) -> str:
    """Their groups meet twice this week; they hold 1 of 2 groups."""
    meets, holds = person.meets, person.holds  # type: ignore[attr-defined] # annotated in access
    first = ngettext("{n} session this week", "{n} sessions this week", meets).format(n=number(meets))
    second = _("holds {holds} of {most} groups").format(holds=number(holds), most=number(person.most_groups))
    return f"{first}, {second}"
