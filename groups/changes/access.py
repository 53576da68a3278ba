"""Doors to the log of changes: it is open to whoever belongs to the group."""

from collections.abc import Iterable
from uuid import UUID

from groups.changes.models import Change, ChangeQuerySet
from groups.changes.sentences import Names, facilitators_in
from groups.membership.access import Person, membership_for
from groups.membership.models import Membership


def changes_for(user: Person, group_id: UUID) -> tuple[Membership, ChangeQuerySet]:
    """What this person is to the group, and what has changed in it, the newest first."""
    return membership_for(user, group_id), Change.objects.filter(group=group_id).newest_first()


def names_in(changes: Iterable[Change]) -> Names:
    """Who the facilitators are of whom these changes tell, under the names that the group knows them by."""
    ids = facilitators_in(changes)
    if not ids:
        return {}
    people = Membership.objects.filter(pk__in=ids).exclude(name="")
    return {str(pk): name for pk, name in people.values_list("pk", "name")}


def holders_of(group_id: UUID) -> list[str]:
    """The ids of those who facilitate the group, whoever came first before the others; not who stands in once."""
    held = Membership.objects.current().facilitators().staying().filter(group=group_id)
    return [str(pk) for pk in held.order_by("joined_at", "pk").values_list("pk", flat=True)]
