"""The steps of a group's sessions."""

from collections.abc import Iterable

from groups.membership.models import SupportGroup
from groups.schedule.models import PlanStep
from groups.schedule.planning import Step


def keep_steps(*, group: SupportGroup, plan: Iterable[Step]) -> None:
    """Give the sessions of a group these steps in place of those they had. The caller holds the group's row."""
    PlanStep.objects.filter(group=group).delete()
    rows = [PlanStep(group=group, place=place, **step._asdict()) for place, step in enumerate(plan, start=1)]
    PlanStep.objects.bulk_create(rows)
