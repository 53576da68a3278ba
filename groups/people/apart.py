"""Who is kept apart from whom, asked in two questions, whatever the answer.

Somebody who is kept apart from one of a group's people must not see that by anything, the time of an answer included.
So nothing here ends early, and no question is left out because another was answered.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from hmac import HMAC
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Q
from django.utils.crypto import salted_hmac

from groups.people.models import Apart, User

SALT = "groups.people.apart"


def may_not_meet(user: User | AnonymousUser, others: Collection[UUID]) -> bool:
    """Whether one of *others* (ids of a group's current people: facilitators and paused ones too) is kept apart
    from this person, by either one's wish."""
    return len(kept_apart(user, others)) > 0


def may_not_sit(user: User | AnonymousUser, people: Mapping[UUID, Collection[UUID]]) -> set[UUID]:
    """Of many groups (ids of their current people, by the group's id), those in which this person may not sit: as
    many questions as for one."""
    barred = kept_apart(user, {one for ids in people.values() for one in ids})
    return {group_id for group_id, ids in people.items() if len(barred.intersection(ids)) > 0}


def kept_apart(user: User | AnonymousUser, others: Collection[UUID]) -> set[UUID]:
    """Those among *others* who are kept apart from this person, by either one's wish. Nobody is, from a stranger."""
    if not isinstance(user, User):
        return set()
    owners = _owners_of(user, others)
    mine = [key for key, ids in owners.items() if user.pk in ids]
    wishes = Apart.objects.filter(Q(owner=user) | Q(other=user) | Q(address_hash__in=mine))
    barred: set[UUID] = set()
    for owner_id, other_id, address_hash in wishes.values_list("owner_id", "other_id", "address_hash"):
        barred |= {owner_id} if owner_id != user.pk else {other_id} | owners[address_hash]
    return barred.intersection(others) - {user.pk}


def address_hash(address: str) -> str:
    """What is kept of an address: HMAC-SHA256 with our key, as 64 hex digits."""
    one = _keyed().copy()
    one.update(normal(address).encode())
    return one.hexdigest()


def normal(address: str) -> str:
    """The address as it is compared: a mailbox is one, however it was typed."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def account_of(address: str, *, locked: bool = False) -> User | None:
    """Whose confirmed address this is. Sign-ups that nobody has finished are nobody's.

    *locked*: their row stays locked until the transaction ends; it takes no further question.
    """
    confirmed = Q(emailaddress__email=normal(address), emailaddress__verified=True)
    given = Q(email=normal(address), emailaddress=None)
    people = User.objects.select_for_update(no_key=True, of=("self",)) if locked else User.objects.all()
    return people.filter(confirmed | given).order_by("pk").first()


@cache
def _keyed() -> HMAC:
    # Made once and copied: the key is worked out from ours anew in every call of salted_hmac.
    return salted_hmac(SALT, b"", algorithm="sha256")


def _owners_of(user: User, others: Collection[UUID]) -> defaultdict[str, set[UUID]]:
    """Whose the addresses are, by their hashes: this person's, and, if they keep any address apart, the others'."""
    # Whether they do is no news to them. For everybody else many groups cost no more than none.
    wished = Exists(Apart.objects.filter(owner=user).exclude(address_hash=""))
    confirmed = EmailAddress.objects.filter(Q(user=user) | Q(wished, user__in=others), verified=True)
    sign_ins = User.objects.filter(Q(pk=user.pk) | Q(wished, pk__in=others))
    rows: Any = confirmed.values_list("user_id", "email").union(sign_ins.values_list("pk", "email"))
    owners: defaultdict[str, set[UUID]] = defaultdict(set)
    for owner_id, email in rows:
        owners[address_hash(email)].add(owner_id)
    return owners
