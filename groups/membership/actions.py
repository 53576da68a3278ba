"""What people do with seats: get one, leave it, facilitate.

The group's row is locked by whatever counts its people, so that no two of them count the same free seat.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groups.membership import names, policy
from groups.membership.access import locked
from groups.membership.models import Membership, Part, State, SupportGroup
from groups.people.models import User
from groups.refusals import Refused


class NameIsTaken(Refused):
    code = "name_is_taken"


@transaction.atomic
def leave(*, membership: Membership, now: datetime) -> None:
    """Give the seat back. No reason is asked, and it takes effect at once; leaving twice is leaving."""
    group = locked(membership.group_id)
    others = group.memberships.current().facilitators().exclude(pk=membership.pk).count()
    policy.check_can_leave(membership, other_facilitators=others)
    Membership.objects.current().filter(pk=membership.pk).update(state=State.LEFT, ended_at=now)


@transaction.atomic
def appoint(*, group: SupportGroup, user: User, name: str, now: datetime) -> Membership:
    """Make somebody a facilitator of the group; they take no seat."""
    group = locked(group.pk)
    here = group.memberships.current().filter(user=user).first()
    if here is not None:
        here.role = Part.FACILITATOR
        here.save(update_fields=["role"])
        return here
    if names.is_taken(name, group.names_in_use()):
        raise NameIsTaken(_("Somebody in this group goes by that name, or asked for it. Choose another."))
    return Membership.objects.create(group=group, user=user, name=name, role=Part.FACILITATOR, joined_at=now)
