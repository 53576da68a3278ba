"""Reason codes, and what people are told: what the words did, never what somebody is (S0-16)."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from moderation.decisions.models import Decision, DecisionKind
from moderation.reports.models import Behaviour

CONTACT: Final = "contact"
WORD: Final = "word"
CARE: Final = "care"

HELD: Final[dict[str, object]] = {
    CONTACT: _(
        "These words seem to give a way to be reached outside, so they wait for a facilitator to look at them. "
        "You can wait, or take them back and write them without it."
    ),
    WORD: _(
        "One of these words is on the list that a facilitator looks at first. "
        "You can wait, or take them back and say it in another way."
    ),
    CARE: _(
        "We have your message. The facilitators are asked to look at it first, and the group does not see it for now. "
        "If it cannot wait, Help now stands at the top of every page."
    ),
    "gate_silent": _("We could not check these words just now, so they wait for a facilitator. They are kept safe."),
    "hidden": _("A facilitator has taken these words out of the room. You can ask them about it."),
}
"""Why words do not stand in the room: `Message.held_for`, told to their author."""

EFFECT: Final[dict[str, object]] = {
    Behaviour.UNKIND: _("It may hurt the person whom it reaches."),
    Behaviour.PRESSURE: _("It may press somebody to share or to answer. Here nobody has to."),
    Behaviour.ADVICE: _("It gives advice that was not asked for. Being heard can be enough."),
    Behaviour.CONTACT: _("It asks for, or gives, a way to be reached outside. The group does without that."),
    Behaviour.GRAPHIC: _("It holds details that can be hard to bear for others."),
    Behaviour.SELLING: _("It offers or recruits for something. The room is kept free of that."),
    Behaviour.SAFETY: _("Somebody is concerned about how you or others are. You can talk to a facilitator."),
    Behaviour.OTHER: _("It was to keep the room calm for everybody. You can ask a facilitator about it."),
}
"""Why somebody decided something: behaviour code → its effect, told to the person it concerns."""

NO_REASON: Final = _("No reason was chosen. You can ask a facilitator.")
WAITING: Final = _("These words wait for a facilitator to look at them. You can wait, or take them back.")

HAPPENED: Final[dict[str, object]] = {
    DecisionKind.HIDE: _("Something you wrote was taken out of the room."),
    DecisionKind.RELEASE: _("Something you wrote had waited, and is now shown to the group."),
    DecisionKind.KEEP: _("Something you wrote was kept from the group."),
    DecisionKind.LEAVE_SESSION: _("You were asked to leave a session."),
}
UNDONE: Final[dict[str, object]] = {
    DecisionKind.HIDE: _("This was undone: the group can read it again."),
    DecisionKind.RELEASE: _("This was undone."),
    DecisionKind.KEEP: _("This was undone: it is shown to the group now."),
    DecisionKind.LEAVE_SESSION: _("This was undone: you are welcome in that session."),
}
WAYS_ON: Final[dict[str, object]] = {
    DecisionKind.HIDE: _("You can say it again in other words, leave it, or talk to a facilitator about it."),
    DecisionKind.RELEASE: _("There is nothing to do."),
    DecisionKind.KEEP: _("You can say it again in other words, take it back, or talk to a facilitator about it."),
    DecisionKind.LEAVE_SESSION: _(
        "It is about that one session. Your seat in the group is yours, and you are welcome at the next one."
    ),
}


def for_author(reason: str) -> str:
    """Why my words do not stand in the room."""
    return str(HELD.get(reason) or EFFECT.get(reason) or WAITING)


def effect(behaviour: str) -> str:
    """Why somebody decided something about me."""
    return str(EFFECT.get(behaviour, NO_REASON))


@dataclass(frozen=True)
class Told:
    """A decision as the person reads it whom it concerns."""

    decision: Decision
    happened: str
    why: str
    way_on: str
    undone: str


def told(decision: Decision) -> Told:
    """What happened, why, and what I can do now."""
    kind = decision.kind
    return Told(
        decision,
        happened=str(HAPPENED[kind]),
        why="" if kind == DecisionKind.RELEASE else effect(decision.behaviour),
        way_on="" if decision.undone_at else str(WAYS_ON[kind]),
        undone=str(UNDONE[kind]) if decision.undone_at else "",
    )
