"""Of what somebody wishes to hear, by which way, and how long before. Values in, values out.

What somebody chose is kept as facts under fixed keys, in one column that is read with its person: `{topic: {"by":
["mail", "in_app"], "hours": 72}}`. A topic that is not there is as everybody has it at first; so is a value that
nobody knows any more. A way in which somebody cannot be reached (no device, mail that comes back) is no way, whatever
they chose.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """A way to tell somebody something."""

    MAIL = "mail", _("mail")
    PUSH = "push", _("a note on my device")
    IN_APP = "in_app", _("on my page here")


class Topic(TextChoices):
    """What somebody may be told of. Kinds of rows and letters belong to one of these each."""

    FIRST = "first", _("some days before a session")
    SECOND = "second", _("shortly before a session")
    OPEN = "open", _("when the room is open")
    INTENTION = "intention", _("a word that you wrote to yourself")
    NEWS = "news", _("when something changes")
    PLACE = "place", _("a place, or an answer to what you asked for")
    AFTER = "after", _("a word after a session that you did not come to")
    WORDS = "words", _("a word to everybody in a group")
    PREPARE = "prepare", _("before a session that you hold")
    DEBRIEF = "debrief", _("after a session that you held")
    STAND_IN = "stand_in", _("when somebody is needed to facilitate")
    OTHER = "other", _("anything else that waits for you")


ALL = frozenset(Channel.values)
ALWAYS_HERE = frozenset({Topic.PLACE, Topic.STAND_IN, Topic.OTHER, Topic.WORDS, Topic.NEWS})
"""What waits for an answer, and what has changed, stands on one's page here whatever else was chosen."""

DEFAULTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(Topic.values, ALL),
    Topic.OPEN: frozenset(),
    Topic.INTENTION: frozenset({Channel.IN_APP}),
    Topic.AFTER: frozenset({Channel.MAIL, Channel.IN_APP}),
    Topic.DEBRIEF: frozenset({Channel.IN_APP}),
}

HOURS: Mapping[str, tuple[int, ...]] = {Topic.FIRST: (168, 120, 96, 72, 48), Topic.SECOND: (48, 24, 12, 3, 1)}
"""How long before a session somebody may wish to be told, in hours. Whole days stand at a time of day; less is counted
back from the start."""

FURTHEST_HOURS = max(max(hours) for hours in HOURS.values())


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person chose."""

    chosen: Mapping[str, Any]
    by_mail: bool = True
    """Mail at all."""

    def ways(self, topic: str) -> frozenset[str]:
        """By which ways this person wishes to hear of it."""
        said = self.chosen.get(topic)
        given = said.get("by") if isinstance(said, Mapping) else None
        ways = frozenset(way for way in ALL if way in given) if isinstance(given, list | tuple) else DEFAULTS[topic]
        ways |= {Channel.IN_APP} if topic in ALWAYS_HERE else frozenset()
        return ways if self.by_mail else ways - {Channel.MAIL}

    def hours(self, topic: str) -> int | None:
        """How many hours before a session this person wishes to be told; None: as the group does it."""
        said = self.chosen.get(topic)
        hours = said.get("hours") if isinstance(said, Mapping) else None
        return hours if hours in HOURS.get(topic, ()) else None


def with_choice(
    chosen: Mapping[str, Any], topic: str, *, ways: Collection[str], hours: int | None = None
) -> dict[str, Any]:
    """What is kept once somebody has said of one topic by which ways, and how long before, they wish to hear of it."""
    said: dict[str, Any] = {"by": [way for way in Channel.values if way in ways]}
    if hours in HOURS.get(topic, ()):
        said["hours"] = hours
    return {**chosen, topic: said}
