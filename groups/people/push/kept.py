"""Which devices somebody gave, and with which sign-in: where a sign-in is ended, its device falls silent."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from groups.people import said
from groups.people.models import PushDevice, User
from groups.people.tokens import hashed
from groups.refusals import Refused

MOST = 10


class ManyDevices(Refused):
    code = "many_devices"


def take(*, user: User, endpoint: str, keys: dict[str, Any], session_key: str, now: datetime) -> PushDevice:
    """Ring this browser from now on. It is this person's alone: whoever gave it before used it before them."""
    given: dict[str, Any] = {"user": user, "endpoint": endpoint, "keys": keys, "session_key": session_key, "now": now}
    try:
        return _take(**given)
    except IntegrityError:
        # Somebody else gave the same browser at this very moment: theirs is there now.
        return _take(**given)


@transaction.atomic
def _take(*, user: User, endpoint: str, keys: dict[str, Any], session_key: str, now: datetime) -> PushDevice:
    # Of two requests at once the second counts what the first has added.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    same = PushDevice.objects.filter(endpoint_hash=hashed(endpoint))
    known = same.filter(user=user).first()
    if known is None and PushDevice.objects.filter(user=user).count() >= MOST:
        raise ManyDevices(
            _("Notes come to {most} devices of yours already. Stop one of them first, please.").format(most=MOST)
        )
    end(same.exclude(user=user))
    if known is None:
        said.reached_anew(user_id=user.pk)
    device = known or PushDevice(user=user, endpoint=endpoint, endpoint_hash=hashed(endpoint), made_at=now)
    device.keys, device.signed_in_by = json.dumps(keys), hashed(session_key)
    device.save()
    return device


@transaction.atomic
def stop(*, device: PushDevice) -> None:
    """Ring there no more. The browser keeps what it was given; nobody uses it."""
    end(PushDevice.objects.filter(pk=device.pk))


@transaction.atomic
def drop_gone(*, device_id: UUID) -> None:
    """The push service says that nobody listens there any more (404, 410: RFC 8030 § 7.3)."""
    end(PushDevice.objects.filter(pk=device_id))


@transaction.atomic
def end_with_sign_ins(*, session_keys: Collection[str]) -> None:
    """What was signed in by these is so no more: nothing rings there."""
    end(PushDevice.objects.filter(signed_in_by__in=[hashed(key) for key in session_keys]))


@transaction.atomic
def end_here(*, session_key: str, device_id: UUID | None) -> None:
    """Somebody signed out in this browser."""
    end_with_sign_ins(session_keys=[session_key])
    if device_id is not None:
        end(PushDevice.objects.filter(pk=device_id))


@transaction.atomic
def follow_sign_in(*, device_id: UUID, user_id: UUID, session_key: str) -> None:
    """Somebody signed in in a browser that was given: it ends with the new sign-in; it is nobody else's any more."""
    here = PushDevice.objects.filter(pk=device_id)
    end(here.exclude(user=user_id))
    here.update(signed_in_by=hashed(session_key))


def end(devices: QuerySet[PushDevice]) -> None:
    """Forget these; what waits for people who had them is planned anew."""
    # The person's row first, as everywhere: whoever gives the same device at this moment holds it.
    for user_id in sorted(set(devices.values_list("user", flat=True))):
        said.reached_anew(user_id=user_id)
    devices.delete()
