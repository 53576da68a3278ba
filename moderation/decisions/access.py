"""Doors for those who decide, and for those about whom was decided; everybody else finds nothing there."""

from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from groups.membership.models import Membership
from groups.people.models import User
from moderation.decisions import policy
from moderation.decisions.models import Decision
from moderation.holds.models import Hold
from moderation.reports.models import Report

MOST_SHOWN = 50


def decider_for(user: User) -> policy.Decider:
    """Facilitators and the organisation's moderators."""
    by = policy.decider(user)
    if not by.has_a_queue:
        raise Http404
    return by


def report_to_decide(user: User, report_id: UUID) -> Report:
    reports = Report.objects.in_sight_of(user)
    return get_object_or_404(reports.select_related("subject__group__room__session", "message__author"), pk=report_id)


def hold_to_decide(user: User, hold_id: UUID) -> Hold:
    return get_object_or_404(Hold.objects.in_sight_of(user).select_related("message__author"), pk=hold_id)


def decision_to_undo(user: User, decision_id: UUID) -> Decision:
    decisions = Decision.objects.in_sight_of(user)
    return get_object_or_404(decisions.select_related("subject", "session", "message__author"), pk=decision_id)


def decisions_about(user: User) -> list[Decision]:
    """What was decided about this person, with `name_of_decider`: a facilitator's name in the group, else None."""
    facilitators = Membership.objects.facilitators().filter(
        user=OuterRef("decided_by"), group=OuterRef("subject__group")
    )
    name = Subquery(facilitators.order_by("pk").values("name")[:1])
    decisions = Decision.objects.about(user).annotate(name_of_decider=name)
    return list(decisions.select_related("subject__group", "message", "session")[:MOST_SHOWN])
