"""What somebody reads and tries before they ask for a seat: a group's page, its room as a picture, a practice room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from groups.facilitation.models import FacilitatorCard, Handover
from groups.home.cards import Card, free_seats, next_sessions, people_of, plan_of, zone_for
from groups.home.strip import Strip, strip_of
from groups.joining.policy import CannotAsk, standing, why_not_ask
from groups.membership.access import Person, agreement_of
from groups.membership.models import Agreement, Membership, SupportGroup
from groups.people.models import User
from groups.room import frames
from groups.room.forms import SayForm
from groups.room.fragments import instant
from groups.room.models import PresenceState, Visibility
from groups.schedule.planning import Stage, stages

Json = dict[str, Any]

ME, SOMEBODY, EXAMPLE = (UUID(int=n) for n in (1, 2, 3))
"""In the practice room: whoever practises; the author of the example; the example."""


@dataclass(frozen=True)
class GroupPage:
    """One group, as one reader is shown it."""

    card: Card
    plan: Sequence[Stage]
    mine: Membership | None
    agreement: Agreement | None
    strip: Strip | None = None
    refusal: CannotAsk | None = None
    is_full: bool = False
    goodbyes: Sequence[Handover] = ()

    @property
    def facilitators(self) -> list[tuple[Membership, FacilitatorCard | None]]:
        """Those who hold the group, each with the card that they agreed to show (S0-28)."""
        held = (one for one in self.card.people if one.is_facilitator and not one.is_paused)
        return [(one, _shown_card(one)) for one in held]

    @property
    def people(self) -> list[Membership]:
        """For those who belong to it: everybody who comes, facilitators first; who rests is listed to themselves."""
        shown = [one for one in self.card.people if not one.is_paused or one == self.mine]
        return sorted(shown, key=lambda one: (not one.is_facilitator, one.name.casefold()))

    @property
    def rules(self) -> list[str]:
        return [line.strip() for line in self.card.group.room_rules.splitlines() if line.strip()]


def _shown_card(seat: Membership) -> FacilitatorCard | None:
    card: FacilitatorCard | None = getattr(seat, "card", None)
    return card if card is not None and card.shown_since is not None else None


def group_page(group: SupportGroup, *, user: Person, now: datetime) -> GroupPage:
    people = list(people_of(group).select_related("card"))
    mine = next((one for one in people if one.user_id == user.pk), None)
    refusal, free = None, 0
    if mine is not None:
        free = free_seats([group], {group.pk: people}, user=user)[group.pk]
    elif isinstance(user, User):
        where = standing(user, group, people, now=now)
        refusal, free = why_not_ask(where), where.free_seats
    coming = next_sessions([group], now=now).get(group.pk)
    return GroupPage(
        card=Card(group, people, coming, zone_for(user, group), free),
        plan=stages(plan_of(group)),
        mine=mine,
        agreement=agreement_of(group),
        strip=strip_of(group.pk, now=now),
        refusal=refusal,
        is_full=isinstance(user, User) and free < 1,
        goodbyes=Handover.objects.for_seats([mine], now=now) if mine is not None else (),
    )


@dataclass(frozen=True)
class Picture:
    """A group's room before anybody is in it: who facilitates, and a seat for each who may come.

    Which of the seats are taken is not part of it: it is the same for everybody who looks.
    """

    facilitators: Sequence[str]
    seats: Sequence[Json]
    reader_belongs: bool


def picture(group: SupportGroup, *, user: Person) -> Picture:
    people = list(people_of(group))
    names = [one.name for one in people if one.is_facilitator and not one.is_paused]
    free = {"author": "", "role": "member", "name": "", "here": False, "state": ""}
    held = [{**free, "role": "facilitator", "name": name, "here": True} for name in names]
    return Picture(names, held + [free] * group.capacity, any(one.user_id == user.pk for one in people))


@dataclass(frozen=True)
class Practice:
    """The practice room's page, in the shapes of the real one (docs/protocol.md). Nothing of it is kept."""

    url: str
    page: Json
    unsent: SayForm | None = None
    refused: str = ""
    example: str = str(SOMEBODY)
    membership: Json = field(default_factory=lambda: {"pk": ME, "is_facilitator": False})


def practice(url: str, posted: QueryDict | None, *, now: datetime) -> Practice:
    """The page as it opens, or after one thing that was done in it without JavaScript."""
    if posted is None:
        return Practice(url, _page([], state="", now=now))
    if "state" in posted:
        state = str(posted["state"])
        refused = "" if state in PresenceState.values else _("The room does not know this state.")
        return Practice(url, _page([], state="" if refused else state, now=now), refused=refused)
    if "take_back" in posted:
        return Practice(url, _page([_message("", Visibility.TAKEN_BACK, now=now)], state="", now=now))
    form = SayForm(posted)
    if not form.is_valid():
        return Practice(url, _page([], state="", now=now), unsent=form)
    return Practice(url, _page([_message(form.cleaned_data["text"], Visibility.SHOWN, now=now)], state="", now=now))


def _page(said: list[Json], *, state: str, now: datetime) -> Json:
    example = _("An example, so that you can see how words of others stand here. Nobody wrote it.")
    first = _message(example, Visibility.SHOWN, now=now) | {
        "id": str(EXAMPLE), "position": 1, "changed": 1, "author": str(SOMEBODY), "mine": False
    }  # fmt: skip
    unsaid = {"pronouns": "", "boundary": "", "guest": False}
    me = {"author": str(ME), "name": _("Your name"), "role": "member", "here": True, "state": state, **unsaid}
    return {
        "tick": 1 + len(said),
        "messages": [first, *said],
        "room": {
            "phase": "open",
            "paused": False,
            "say": _("Practice room. Nobody is here, nothing is kept."),
            "starts_at": None,
            "ends_at": None,
            "lead": "",
            "leads": "",
            "link": "",
            "plan": [],
            "roster": [me],
        },
        "you": {"can_speak": True, "why_not": ""},
        "at": instant(now),
    }


def _message(text: str, visibility: str, *, now: datetime) -> Json:
    where = {"id": str(uuid4()), "position": 2, "changed": 2, "author": str(ME), "mine": True}
    return {**where, "text": text, "visibility": str(visibility), "at": instant(now), "reason": ""}


def refusals() -> dict[str, str]:
    """What the room answers to words that it cannot keep, for the page to say by itself: reason → sentence."""
    found = {}
    for words in ("a" * (frames.MOST_CHARACTERS + 1), "\0", "\ud800", " "):
        try:
            frames.speakable(words)
        except frames.Unreadable as no:
            found[no.code] = str(no.say)
    return found
