"""What needs a group and its room at once."""

from collections.abc import Sequence

from django.db import transaction

from groups.membership.models import SupportGroup
from groups.room.models import Room
from groups.schedule.models import PlanStep


@transaction.atomic
def create_group(*, group: SupportGroup, plan: Sequence[tuple[int, str]] = ()) -> SupportGroup:
    """Keep a new group, with its room and the steps of its sessions (minutes, words)."""
    group.full_clean()
    group.save()
    Room.objects.of(group)
    steps = enumerate(plan, start=1)
    PlanStep.objects.bulk_create(
        PlanStep(group=group, place=place, minutes=minutes, words=words) for place, (minutes, words) in steps
    )
    return group
