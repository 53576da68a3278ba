"""One person in three groups under three names: nothing that the people of one are shown leads to another.

Everything that they can open is read, every frame of the room, every mail; then compared.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from groups.facilitation.actions.announcements import announce
from groups.membership.models import Membership, Part
from groups.people.actions import send_letters
from groups.people.models import User
from groups.reminders.actions import plan, send_due, tell_changes
from groups.room.fragments import Entry
from groups.schedule.actions.sessions import move
from groups.schedule.facts import Hand
from tests.cast import Cast, client_of, membership, person, support_group, whole_cast
from tests.guards.addresses import our_addresses
from tests.guards.matrix import ROWS
from tests.guards.world import Things, everything_in
from tests.web import PATIENCE, Socket, Web

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]  # Hundreds of pages, real sockets.

OPAQUE = re.compile(r"[A-Za-z0-9_-]{16,}")
HER_OWN = {"email": "quillon", "chosen_name": "Quillon", "pronouns": "eyem"}
"""What her account says; no group reads it."""

NAMES = {"Monday": ("Sparrow", "ziezir"), "Friday": ("Heron", "faefaer"), "Sunday": ("Kestrel", "vever")}
"""Under which name and with which pronouns she is in each group. On Sundays she facilitates."""


@dataclass(frozen=True)
class Circle:
    """One of her groups, with everything in it, and the people who share it with her."""

    name: str
    things: Things
    fellows: tuple[User, User]
    her: Membership

    @property
    def words(self) -> tuple[str, str]:
        return NAMES[self.name]


Material = dict[tuple[str, str], str]
"""What somebody is shown, by who and where."""


@pytest.fixture
def quillon(transactional_db: None, now: datetime) -> User:
    return person("quillon", pronouns=HER_OWN["pronouns"], languages="en cy")


@pytest.fixture
def circles(quillon: User, now: datetime) -> list[Circle]:
    cast = whole_cast(now=now)
    made = [_circle(name, cast, quillon, n, now=now) for n, name in enumerate(NAMES)]
    User.objects.update(quiet_from=None, quiet_to=None)
    return made


def _circle(name: str, cast: Cast, her: User, n: int, *, now: datetime) -> Circle:
    before = now - timedelta(hours=n + 1)
    group = support_group(now=before, name=f"{name} circle")
    holds = n == 2
    called, pronouns = NAMES[name]
    hers = membership(
        group, her, now=before, name=called, pronouns=pronouns, role=Part.FACILITATOR if holds else Part.MEMBER
    )
    other = membership(group, person(f"wren{n}"), now=before)
    third = membership(group, person(f"lark{n}"), now=before, role=Part.MEMBER if holds else Part.FACILITATOR)
    seat, facilitator = (third, hers) if holds else (hers, third)
    things = everything_in(group, seat, other, facilitator, asker=f"asks{n}", now=now)
    return Circle(name, things, (other.user, third.user), hers)


def pages_of(circle: Circle, user: User | None) -> Iterator[tuple[str, str]]:
    """Every address of the site about this group that opens for somebody, with headers and body."""
    client, routes = client_of(user), {address.name: address for address in our_addresses()}
    for row in {(one.name, one.things): one for one in ROWS if one.method == "get"}.values():
        pairs = zip(routes[row.name].arguments, row.things, strict=True)
        url = reverse(row.name, kwargs={argument: circle.things[thing].pk for argument, thing in pairs})
        answer: Any = client.get(url)
        if answer.status_code == 200:
            headers = "".join(f"{name}: {value}\n" for name, value in answer.items())
            yield url, headers + answer.content.decode()


def frames_of(circle: Circle, web: Web, says: str) -> Iterator[tuple[str, str]]:
    """Every frame that a fellow's socket is sent while she comes, says something, takes it back, speaks again."""
    room, (fellow, _) = circle.things["room"], circle.fellows
    with web.socket(fellow, room) as there, web.socket(circle.her.user, room) as here:
        heard = _recorded(there)
        there.follow()
        here.follow()
        here.do("state", state="listening")
        said = here.say("Good evening.")["message"]
        there.sees(said)
        here.do("take_back", message=said)
        there.sees(said)
        there.sees(here.say(says)["message"])
    with web.socket(fellow, room) as there:
        heard.append(json.dumps(there.follow()))
    yield from ((f"frame {n}", text) for n, text in enumerate(heard))


def _recorded(socket: Socket) -> list[str]:
    heard: list[str] = []
    hear = socket.next

    def recorded(*, seconds: float = PATIENCE) -> dict[str, Any]:
        frame = hear(seconds=seconds)
        heard.append(json.dumps(frame))
        return frame

    socket.next = recorded  # type: ignore[method-assign]
    return heard


def mails_to(circle: Circle) -> Iterator[tuple[str, str]]:
    for letter in mail.outbox:
        if letter.to[0] in {user.email for user in circle.fellows}:
            parts = [
                str(part.get_payload(decode=True), "utf-8")
                for part in letter.message().walk()
                if not part.is_multipart()
            ]
            yield letter.to[0], "\n".join([*(f"{key}: {value}" for key, value in letter.message().items()), *parts])


def write_to_everybody(circles: list[Circle], *, now: datetime) -> None:
    """Reminders, a move, a word to the group: on Sundays it is she who moves and writes."""
    plan(now=now)
    for circle in circles:
        facilitator = circle.things["seat_of_facilitator"]
        announce(by=facilitator, words="The room is warmer now.", now=now)
        coming = circle.things["coming"]
        later = coming.starts_at + timedelta(hours=2)
        move(session=coming, by=Hand.facilitator(facilitator), starts_at=later, now=now)
    tell_changes(now=now)
    for days in (0, 4, 6):
        send_due(now=now + timedelta(days=days, hours=3))
    send_letters(now=now + timedelta(minutes=1))


def shown(circle: Circle, web: Web, says: str) -> Material:
    """Everything that her fellows of this group are shown."""
    found: Material = {}
    for user in circle.fellows:
        found |= {(user.chosen_name, url): text for url, text in pages_of(circle, user)}
    found |= {("socket", kind): text for kind, text in frames_of(circle, web, says)}
    return found | {("mail", f"{to} {n}"): text for n, (to, text) in enumerate(mails_to(circle))}


def leads(circles: list[Circle], material: dict[str, Material], public: Material) -> list[str]:
    """Whatever leads from one of her groups to another, or to her account."""
    found = [
        f"{token} in two" for one, other in permutations(material, 2) for token in _shared(material, one, other, public)
    ]
    her = circles[0].her.user
    private = [str(her.pk), her.pk.hex, *HER_OWN.values()]
    for circle in circles:
        others = [word for one in circles if one is not circle for word in one.words]
        for (who, where), text in material[circle.name].items():
            open_to_all = public.get(("Olu", where), "")
            found += [f"{word} for {who} at {where}" for word in private if word.casefold() in text.casefold()]
            found += [f"{word} for {who} at {where}" for word in others if word in text and word not in open_to_all]
    return found


def _shared(material: dict[str, Material], one: str, other: str, public: Material) -> set[str]:
    return opaque(material[one]) & opaque(material[other]) - opaque(public)


def opaque(material: Material) -> set[str]:
    """Whatever could be an id: long, without a meaning, with a digit in it."""
    texts = OPAQUE.findall("\n".join(material.values()))
    return {token.replace("-", "") for token in texts if re.search(r"\d", token)}


@pytest.fixture
def web(transactional_db: None) -> Iterator[Web]:
    served = Web().start()
    yield served
    served.stop()


@pytest.fixture
def look(circles: list[Circle], web: Web, now: datetime) -> Callable[..., list[str]]:
    """Read everything, and say what leads on; *says*: what she says in each room."""

    def read(says: str = "Good to be here.") -> list[str]:
        write_to_everybody(circles, now=now)
        material = {circle.name: shown(circle, web, says) for circle in circles}
        olu = User.objects.get(email="olu@example.org")
        public = {("Olu", url): text for circle in circles for url, text in pages_of(circle, olu)}
        for circle in circles:
            assert len(material[circle.name]) > 40
            assert {"socket", "mail"} < {who for who, _ in material[circle.name]}
            assert any(circle.words[0] in text for text in material[circle.name].values())
        return leads(circles, material, public)

    return read


def test_nothing_leads_from_one_of_her_groups_to_another(look: Callable[..., list[str]]) -> None:
    assert look() == []


def test_her_own_words_would_be_found_in_the_room(look: Callable[..., list[str]], quillon: User) -> None:
    assert any("for socket at frame" in one for one in look(says=f"At home I am {quillon.chosen_name}."))


def test_one_name_in_two_groups_would_be_found(look: Callable[..., list[str]], circles: list[Circle]) -> None:
    Membership.objects.filter(pk=circles[1].her.pk).update(name="Heron and Sparrow")
    assert any(one.startswith("Sparrow for") for one in look())


def test_one_id_for_all_rooms_would_be_found(
    look: Callable[..., list[str]], quillon: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = Entry._encoded
    monkeypatch.setattr(
        Entry, "_encoded", lambda self, text: encoded(self, text).replace(str(self.author), "0000-her-account-0001")
    )
    assert "0000heraccount0001 in two" in look()
