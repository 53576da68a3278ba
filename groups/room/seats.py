"""Somebody's place at a room, as far as deciding needs it: a value, so that sockets need no rows."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from groups.membership.models import Membership

VISIT_ENDS = timedelta(hours=1)
"""A visit that ends no later than this after a session is a visit to that session."""


def comes_now(guest_until: datetime | None, *, closes_at: datetime | None) -> bool:
    """Is this the session for which somebody sits in, or stands in? To whoever stays, each one is."""
    return guest_until is None or closes_at is None or guest_until <= closes_at + VISIT_ENDS


@dataclass(frozen=True, slots=True)
class Seat:
    """A member or facilitator of one group, on one device."""

    membership_id: uuid.UUID
    user_id: uuid.UUID
    group_id: uuid.UUID
    name: str
    is_facilitator: bool
    joined_at: datetime
    quiet_until: datetime | None = None
    device: str = ""
    """Key of the signed-in device (HTTP session); empty for requests that were checked on their way in."""
    lock: str = ""
    """The password's hash when the device signed in: a new password ends what the old one opened."""

    @property
    def pk(self) -> uuid.UUID:
        return self.membership_id


def seat_of(membership: Membership, *, device: str = "", lock: str = "") -> Seat:
    """The seat of a membership row."""
    return Seat(
        membership_id=membership.pk,
        user_id=membership.user_id,
        group_id=membership.group_id,
        name=membership.name,
        is_facilitator=membership.is_facilitator,
        joined_at=membership.joined_at,
        quiet_until=membership.quiet_until,
        device=device,
        lock=lock,
    )
