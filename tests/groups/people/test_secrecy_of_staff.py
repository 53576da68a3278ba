"""What facilitators and admins do with an address tells them no more than anybody else whether it has an account."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from groups.facilitation.models import Handover
from groups.invitations.actions import invite
from groups.invitations.models import Invitation, InvitedAs
from groups.people.models import Letter, User
from groups.people.tokens import token_for
from tests.alike import MILLISECONDS, WATCH, milliseconds_between, plain
from tests.cast import Cast, client_of, person, whole_cast, with_second_factor

pytestmark = pytest.mark.slow  # Each rule is asked of three kinds of addresses.

KNOWN, CLOSED, UNKNOWN = "known@example.org", "close@example.org", "newer@example.org"


@dataclass(frozen=True)
class Door:
    """Where somebody of the staff types an address, and what they read afterwards."""

    who: str
    path: str
    data: dict[str, str]
    afterwards: tuple[str, ...]

    def browser(self, cast: Cast) -> Client:
        user: User = getattr(cast, self.who)
        client = with_second_factor(user) if user.is_staff else client_of(user)
        client.handler = WATCH
        return client

    def at(self, cast: Cast) -> str:
        return self.path.format(group=cast.group.pk)

    def knock(self, client: Client, cast: Cast, address: str, *, now: datetime) -> Any:
        days = {"last_day": (now + timedelta(days=3)).date().isoformat()}
        data = {name: value.format(group=cast.group.pk) for name, value in self.data.items()}
        return client.post(self.at(cast), {"address": address, **data, **days})


GROUP = "/groups/{group}/"
DOORS = {
    "a member's invitation": Door(
        "ada",
        "/manage/invitations/",
        {"invited_as": "member", "group": "{group}"},
        ("/manage/invitations/", "/manage/people/"),
    ),
    "a moderator's invitation": Door(
        "ada", "/manage/invitations/", {"invited_as": "moderator"}, ("/manage/invitations/", "/manage/people/")
    ),
    "somebody to facilitate": Door(
        "ada",
        "/manage/groups/{group}/facilitators/",
        {},
        ("/manage/groups/{group}/facilitators/", "/manage/invitations/"),
    ),
    "a colleague to go on": Door(
        "noor", "/groups/{group}/handover/", {"who": "colleague"}, ("/groups/{group}/handover/", GROUP, "/")
    ),
}


def spare(*, now: datetime) -> Cast:
    """The cast, an account in use, and one that was closed."""
    cast = whole_cast(now=now)
    person("known")
    person("close", is_active=False)
    return cast


def undone() -> None:
    """Nobody has typed anything."""
    cache.clear()
    for model in (Invitation, Handover, Letter):
        model.objects.all().delete()


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_every_address_gets_the_same_answer_and_the_same_pages_afterwards(db: None, now: datetime, door: Door) -> None:
    cast, seen = spare(now=now), []
    for address in (KNOWN, UNKNOWN, CLOSED):
        undone()
        client = door.browser(cast)
        answers = [door.knock(client, cast, address, now=now)]
        assert answers[0].status_code == 302
        answers += [client.get(path.format(group=cast.group.pk)) for path in door.afterwards]
        seen.append([plain(answer, KNOWN, UNKNOWN, CLOSED, *made()) for answer in answers])
    assert seen[0] == seen[1]
    assert seen[0] == seen[2]


def made() -> list[object]:
    """Ids of what was made: they are new each time."""
    return [*Invitation.objects.values_list("pk", flat=True), *Handover.objects.values_list("pk", flat=True)]


@pytest.mark.one_engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_every_address_gets_its_answer_in_the_same_time(door: Door, now: datetime) -> None:
    cast, numbers = spare(now=now), itertools.count(10_000)

    def tried(address: Callable[[], str]) -> Callable[[], float]:
        def ask() -> float:
            undone()
            assert door.knock(door.browser(cast), cast, address(), now=now).status_code == 302
            return WATCH.seconds

        return ask

    between = milliseconds_between(tried(lambda: KNOWN), tried(lambda: f"n{next(numbers)}@example.org"))
    assert between < MILLISECONDS


@pytest.mark.parametrize("reader", [None, "olu"])
def test_the_link_of_an_invitation_tells_nothing_of_its_address(cast: Cast, now: datetime, reader: str | None) -> None:
    person("known")
    seen = []
    for address in (KNOWN, UNKNOWN):
        made = invite(address=address, invited_as=InvitedAs.MEMBER, group=cast.group, by=cast.ada, now=now)
        secret = token_for("invitation", made.pk)
        client = client_of(getattr(cast, reader) if reader else None)
        pages = [client.get(f"/invitations/{made.pk}/{secret}/"), client.post(f"/invitations/{made.pk}/{secret}/")]
        seen.append([plain(page, address, made.pk, secret) for page in pages])
    assert seen[0] == seen[1]
