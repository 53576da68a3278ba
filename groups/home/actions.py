"""What needs a group and its room at once."""

from collections.abc import Sequence

from django.db import transaction

from groups.membership.models import SupportGroup
from groups.room.models import Room
from groups.schedule.actions.plans import keep_steps
from groups.schedule.planning import Step


@transaction.atomic
def create_group(
    *, group: SupportGroup, plan: Sequence[Step | tuple[int, str] | tuple[int, str, str]] = ()
) -> SupportGroup:
    """Keep a new group, with its room and the steps of its sessions (minutes, words and, if it is known, kind)."""
    group.full_clean()
    group.save()
    Room.objects.of(group)
    keep_steps(group=group, plan=[Step(*step) for step in plan])
    return group
