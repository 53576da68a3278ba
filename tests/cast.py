"""The people whom tests talk about: the same as in the seeded world (conventions, habit 20).

Sam and Ana are members of one group; Noor facilitates it with Idris; Max moderates for the organisation; Ada
administers it; Olu has nothing to do with any of it.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from groups.membership.models import Membership, Part, SupportGroup
from groups.people.models import Role, User
from groups.room.models import Phase, Room
from groups.schedule.models import Session

ROLES = {"max": Role.MODERATOR, "ada": Role.ADMIN}
NAMES = ("sam", "ana", "noor", "idris", "max", "ada", "olu")


def person(name: str, **fields: Any) -> User:
    """Somebody who has signed up and confirmed their address."""
    fields.setdefault("chosen_name", name.capitalize())
    fields = {"adult_at": timezone.now(), "understood_at": timezone.now()} | fields
    user = User.objects.create_user(f"{name}@example.org", role=ROLES.get(name, Role.NONE), **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def support_group(*, now: datetime, **fields: Any) -> SupportGroup:
    """A published group with its room."""
    given: dict[str, Any] = {"name": "Tuesday circle", "purpose": "For evenings that are long.", "is_published": True}
    group = SupportGroup.objects.create(**given | fields)
    Room.objects.create(group=group)
    return group


def membership(group: SupportGroup, user: User, *, now: datetime, role: str = Part.MEMBER, **fields: Any) -> Membership:
    fields.setdefault("name", user.chosen_name)
    return Membership.objects.create(group=group, user=user, role=role, joined_at=now, **fields)


def meeting(group: SupportGroup, *, starts_at: datetime, minutes: int = 60, **fields: Any) -> Session:
    ends_at = starts_at + timedelta(minutes=minutes)
    return Session.objects.create(group=group, kind=group.kind, starts_at=starts_at, ends_at=ends_at, **fields)


def open_room(session: Session) -> Room:
    """The room of a session that is going on, opened."""
    room = Room.objects.get(group=session.group)
    room.phase, room.session, room.closes_at = Phase.OPEN, session, session.ends_at
    room.tick, room.state_tick = room.tick + 1, room.tick + 1
    room.save()
    return room


@dataclass(frozen=True)
class Cast:
    """Everybody, and who they are to Sam's group."""

    sam: User
    ana: User
    noor: User
    idris: User
    max: User
    ada: User
    olu: User
    group: SupportGroup
    seats: dict[str, Membership]

    def seat(self, name: str) -> Membership:
        return self.seats[name]


def whole_cast(*, now: datetime) -> Cast:
    people = {name: person(name) for name in NAMES}
    group = support_group(now=now)
    seats = {name: membership(group, people[name], now=now) for name in ("sam", "ana")}
    for name in ("noor", "idris"):
        seats[name] = membership(group, people[name], now=now, role=Part.FACILITATOR)
    return Cast(**people, group=group, seats=seats)


HANDLER = ClientHandler(enforce_csrf_checks=False)
"""One for all browsers: each of its own would look through the static files again."""


def client_of(user: User | None) -> Client:
    """A browser in which this person is signed in (nobody: signed out)."""
    client = Client()
    client.handler = HANDLER
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def with_second_factor(user: User) -> Client:
    """A browser in which this person signed in with an authenticator app."""
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
    client = client_of(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()
    return client
