"""What somebody says about whether, when and how they are told something: kept here, and nowhere else.

Every such change takes a new `wishes_version` in the same statement: a sender who read an older one sends nothing by
it. Where the change moves the hour of what waits, a row says so (`ChangedWishes`), for whoever has planned it; letters
and rings are free at once, to be judged anew.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from groups.people.models import ChangedWishes, Letter, LetterState, Ring, User
from groups.people.planning import LONG_AGO
from groups.people.wishes import Wishes, with_choice

WHEN = frozenset(
    {
        "wishes", "reminders_by_mail", "quiet_from", "quiet_to", "time_zone", "digest_at", "rests_until",
        "mail_trouble", "mail_trouble_at",
    }
)  # fmt: skip
"""Columns of a person that decide whether, by which way and at which hour something is sent."""

HOW = frozenset({"mail_is_private", "plain_mail"})
"""Columns that decide what a mail says; its hour stays."""

DECIDES = WHEN | HOW

NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})


@transaction.atomic(savepoint=False)
def keep(*, user_id: UUID, changes: Mapping[str, Any], only: Mapping[str, Any] = NOTHING_MORE) -> bool:
    """Keep columns of this person. False: what *only* says of them is not so any more, and nothing was kept."""
    decides = bool(DECIDES & changes.keys())
    newer = {"wishes_version": F("wishes_version") + 1} if decides else {}
    if not User.objects.filter(pk=user_id, **only).update(**changes, **newer):
        return False
    if WHEN & changes.keys():
        _plan_anew(user_id)
    return True


@transaction.atomic(savepoint=False)
def reached_anew(*, user_id: UUID) -> None:
    """A device takes notes now that did not before, or the last one takes none any more."""
    User.objects.filter(pk=user_id).update(wishes_version=F("wishes_version") + 1)
    _plan_anew(user_id)


@transaction.atomic(savepoint=False)
def choose(*, user_id: UUID, topic: str, ways: Collection[str], hours: int | None = None) -> None:
    """By which ways, and how long before, this person wishes to hear of a topic."""
    # Under the lock: of two devices that change two topics at once, neither takes back the other's choice.
    person = User.objects.select_for_update(no_key=True).only("wishes").get(pk=user_id)
    keep(user_id=user_id, changes={"wishes": with_choice(person.wishes, topic, ways=ways, hours=hours)})


@transaction.atomic(savepoint=False)
def leave_out(*, user_id: UUID, topic: str, ways: Collection[str]) -> None:
    """Tell this person no more of a topic by these ways; the others, and how long before, stay."""
    said = _said(user_id)
    choose(user_id=user_id, topic=topic, ways=said.ways(topic) - set(ways), hours=said.hours(topic))


@transaction.atomic(savepoint=False)
def let_in(*, user_id: UUID, topic: str, ways: Collection[str]) -> None:
    """Tell them of it by these ways again."""
    said = _said(user_id)
    choose(user_id=user_id, topic=topic, ways=said.ways(topic) | set(ways), hours=said.hours(topic))


def _said(user_id: UUID) -> Wishes:
    return Wishes(User.objects.select_for_update(no_key=True).only("wishes").get(pk=user_id).wishes)


def _plan_anew(user_id: UUID) -> None:
    # The person's row is locked since the update: this is the version that it made.
    version = User.objects.values_list("wishes_version", flat=True).get(pk=user_id)
    job = ChangedWishes(user_id=user_id, version=version)
    ChangedWishes.objects.bulk_create([job], update_conflicts=True, unique_fields=["user"], update_fields=["version"])
    # Taken from the worker who holds it, too: it may have read what was wished before. What it has tried, it keeps.
    for table in (Letter, Ring):
        waiting = table._default_manager.filter(user=user_id, state=LetterState.PENDING, attempts=0)
        waiting.update(due_at=F("made_at"), lease=None, leased_until=LONG_AGO)
