"""An address under which a calendar program reads sessions: given, renewed, ended. Its owner alone does that."""

import uuid
from datetime import datetime

from django.db import transaction

from groups.calendars.access import Owner, feeds_of, secret_of
from groups.calendars.models import Feed
from groups.membership.models import Membership
from groups.people import tokens
from groups.people.models import User


@transaction.atomic
def keep(*, owner: Owner, is_plain: bool, now: datetime) -> Feed:
    """Give the first address, or change what the sessions are called under the one that there is."""
    _lock(owner)
    feed = feeds_of(owner).filter(ended_at=None).first()
    if feed is None:
        return _new(owner, is_plain=is_plain, now=now)
    Feed.objects.filter(pk=feed.pk).update(is_plain=is_plain)
    feed.is_plain = is_plain
    return feed


@transaction.atomic
def renew(*, owner: Owner, now: datetime) -> Feed:
    """End the address that there is, and give another one; the sessions are called as they were."""
    _lock(owner)
    was_plain = feeds_of(owner).filter(ended_at=None, is_plain=True).exists()
    end(owner=owner, now=now)
    return _new(owner, is_plain=was_plain, now=now)


def end(*, owner: Owner, now: datetime) -> bool:
    """Nothing is answered under the address from now on; False where there was none."""
    return feeds_of(owner).filter(ended_at=None).update(ended_at=now) == 1


def _lock(owner: Owner) -> None:
    """The person's row: two taps at once are one after the other."""
    person_id = owner.user_id if isinstance(owner, Membership) else owner.pk
    User.objects.select_for_update(no_key=True).get(pk=person_id)


def _new(owner: Owner, *, is_plain: bool, now: datetime) -> Feed:
    whose = {"membership": owner} if isinstance(owner, Membership) else {"admin": owner}
    feed = Feed(id=uuid.uuid4(), is_plain=is_plain, made_at=now, **whose)
    feed.token_hash = tokens.hashed(secret_of(feed))
    feed.save(force_insert=True)
    return feed
