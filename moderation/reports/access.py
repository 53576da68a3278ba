"""Doors to reporting, from the person outward: what one cannot see, one cannot report, and it looks like nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from groups.membership.access import memberships_of
from groups.membership.models import Membership
from groups.people.models import User
from groups.room.models import Message, Visibility
from moderation.reports.models import Report


@dataclass(frozen=True)
class Reportable:
    """Somebody's words, or somebody, in a group to which the person who reports belongs."""

    reporter: Membership
    subject: Membership
    message: Message | None = None


def words_of(message: Message | None) -> str:
    """The words as a member may read them now: whoever reports them does not see more than the room shows."""
    return message.text if message is not None and message.visibility == Visibility.SHOWN else ""


def reportable_for(user: User, asked: Mapping[str, str]) -> Reportable:
    """What `message` or `person` names, for somebody of the same group who may see it and is not its author."""
    if "message" in asked:
        return _message(user, _id(asked["message"]))
    return _person(user, _id(asked.get("person", "")))


def _message(user: User, message_id: UUID) -> Reportable:
    reporter = get_object_or_404(memberships_of(user), group__room__messages=message_id)
    others = Message.objects.visible_to(reporter).exclude(author__user=user).select_related("author")
    message = get_object_or_404(others, pk=message_id)
    return Reportable(reporter, message.author, message)


def _person(user: User, membership_id: UUID) -> Reportable:
    reporter = get_object_or_404(memberships_of(user), group__memberships=membership_id)
    others = Membership.objects.current().exclude(user=user)
    return Reportable(reporter, get_object_or_404(others, pk=membership_id))


def reports_of(user: User) -> list[Report]:
    """What this person reported, the newest first."""
    return list(Report.objects.made_by(user).select_related("subject").order_by("-made_at", "pk"))


def report_for(user: User, report_id: UUID) -> Report:
    """A report that this person made."""
    mine = Report.objects.made_by(user).select_related("subject", "message")
    return get_object_or_404(mine, pk=report_id)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
