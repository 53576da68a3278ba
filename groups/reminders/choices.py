"""What somebody hears, and how: their choices in words, grouped, and where each is changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from groups.people.models import User
from groups.people.reach import Reach
from groups.people.wishes import ALWAYS_HERE, Channel, Topic, Wishes
from groups.reminders import facts
from groups.reminders.answers import WishForm, before
from groups.reminders.arming import rules_of
from groups.reminders.planning import Rules

RULES: Mapping[str, str] = {Topic.FIRST: "first", Topic.SECOND: "second", Topic.PREPARE: "prepare"}
"""Topics of which each group says how long before."""

FOR_FACILITATORS = (Topic.PREPARE, Topic.DEBRIEF, Topic.STAND_IN)


@dataclass(frozen=True)
class Choice:
    """One topic, as it stands."""

    topic: str
    label: str
    value: str


@dataclass(frozen=True)
class Part:
    """Topics that belong together."""

    key: str
    title: str
    choices: list[Choice]


@dataclass(frozen=True)
class Choices:
    parts: list[Part]
    by_mail: bool
    rests_until: datetime | None


def offered_to(user: User, *, has_device: bool) -> frozenset[str]:
    """The ways in which this person can be reached at all."""
    ways = {Channel.IN_APP}
    if user.reminders_by_mail:
        ways.add(Channel.MAIL)
    if has_device:
        ways.add(Channel.PUSH)
    return frozenset(ways)


def topics_of(user: User) -> list[str]:
    """What this person may be told of: who facilitates nothing is not asked about facilitators' notes."""
    those = facts.facilitates(user)
    return [topic for topic in Topic if those or topic not in FOR_FACILITATORS]


def choices_page(user: User, *, now: datetime) -> Choices:
    """Everything that can be chosen, as it stands."""
    topics, offered = topics_of(user), offered_to(user, has_device=facts.has_a_device(user))
    wishes, rules = Wishes(user.wishes), list(rules_of(facts.groups_of(user)).values())
    parts = [
        Part(key, title, [_choice(topic, wishes, offered, rules) for topic in chosen if topic in topics])
        for key, title, chosen in _parts()
    ]
    return Choices([part for part in parts if part.choices], user.reminders_by_mail, resting_until(user, now=now))


def _parts() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "before", _("Before a session"), (Topic.FIRST, Topic.SECOND, Topic.OPEN, Topic.INTENTION)
    yield "changes", _("When something waits for you"), (Topic.NEWS, Topic.PLACE, Topic.WORDS, Topic.OTHER)
    yield "after", _("After a session"), (Topic.AFTER,)
    yield "holding", _("When you facilitate"), FOR_FACILITATORS


def resting_until(user: User, *, now: datetime) -> datetime | None:
    """Until when everything is paused; None: nothing is."""
    return Reach.of(user).rest(Channel.MAIL, now=now)


def label(topic: str) -> str:
    """A topic in words."""
    return capfirst(str(Topic(topic).label))


def _choice(topic: str, wishes: Wishes, offered: frozenset[str], rules: Sequence[Rules]) -> Choice:
    ways = wishes.ways(topic) & offered
    value = in_words(ways) if ways else _("not at all")
    if ways and topic in RULES:
        value = _with_time(value, wishes.hours(topic), [getattr(one, RULES[topic]) for one in rules])
    return Choice(topic, label(topic), value)


def _with_time(ways: str, hours: int | None, rules: Sequence[tuple[int, time | None] | None]) -> str:
    """How long before, as they chose it or as their groups do it, and by which ways."""
    days = {rule[0] for rule in rules if rule is not None}
    if rules and not days:
        return _("none of your groups sends it")
    when = before(hours or 24 * days.pop()) if hours or len(days) == 1 else _("as each group does it")
    return _("{when}, {ways}").format(when=when, ways=ways)


def in_words(ways: Iterable[str]) -> str:
    """By mail, on my devices and on my page here."""
    words = {
        Channel.MAIL: _("by mail"),
        Channel.PUSH: _("by a note on your devices"),
        Channel.IN_APP: _("on your page here"),
    }
    given = set(ways)
    return get_text_list([words[way] for way in Channel if way in given], _("and"))


def explained(topic: str) -> str:
    """What a topic is, in a sentence or two."""
    return {
        Topic.FIRST: _("The first of two notes before a session: when it is, and that there is a seat for you."),
        Topic.SECOND: _("The second of two notes before a session, nearer to it."),
        Topic.OPEN: _(
            "A line as soon as the room of a session is open. Who likes to look by themselves leaves it off."
        ),
        Topic.INTENTION: _("What you wrote to yourself comes back before the next session. Only you ever see it."),
        Topic.NEWS: _("When a session moves or is called off, or somebody else holds it."),
        Topic.PLACE: _("When there is a seat or an answer for you. A place may be kept for a day or two only."),
        Topic.WORDS: _("When a facilitator writes a word to everybody in a group."),
        Topic.OTHER: _("For instance when a pause of yours comes to its end, or a facilitator hands over."),
        Topic.AFTER: _(
            "A short word after a session that you did not come to, where you have agreed to that in a group. It asks"
            " nothing, and at most one comes."
        ),
        Topic.PREPARE: _("Before a session that you hold: when it is, and where its plan stands."),
        Topic.DEBRIEF: _("After a session that you held: where to note how it went."),
        Topic.STAND_IN: _("When somebody is looked for to stand in, or to open a room that nobody has opened."),
    }[Topic(topic)]


def form_for(user: User, topic: str, given: Mapping[str, Any] | None) -> WishForm:
    """The form of one topic, as it stands."""
    offered = offered_to(user, has_device=facts.has_a_device(user))
    return WishForm(given, topic=topic, wishes=Wishes(user.wishes, by_mail=user.reminders_by_mail), offered=offered)


@dataclass(frozen=True)
class Page:
    """One topic, by itself."""

    topic: str
    title: str
    explained: str
    undo: list[str]
    """The ways by which it came, where it was just ended and may be brought back by one tap."""


def topic_page(topic: str, *, undo: str) -> Page:
    """What is said about a topic where it is chosen."""
    return Page(topic, label(topic), explained(topic), known(undo.split(".")))


def known(ways: Iterable[str]) -> list[str]:
    """Those of them that are ways."""
    return [way for way in ways if way in Channel.values]


def stood(user: User, topic: str) -> str:
    """The ways by which a topic comes now, for an address."""
    ways = Wishes(user.wishes).ways(topic)
    return ".".join(way for way in Channel.values if way in ways)


def ended(topic: str, *, only_mail: bool) -> frozenset[str]:
    """The ways that somebody ends: mail alone, or all; what waits for an answer stays on their page."""
    if only_mail:
        return frozenset({Channel.MAIL})
    return frozenset(Channel) - {Channel.IN_APP} if topic in ALWAYS_HERE else frozenset(Channel)


def ended_words(topic: str, ways: frozenset[str]) -> str:
    """What somebody is told who has just ended it."""
    if Channel.IN_APP in ways:
        return _("{topic}: nothing more comes.").format(topic=label(topic))
    if Channel.PUSH in ways:
        return _("{topic}: from now on it stands on your page here only.").format(topic=label(topic))
    return _("{topic}: no more mail.").format(topic=label(topic))


def holds(user: User) -> bool:
    """Somebody may look for them because of a session."""
    return facts.facilitates(user)
